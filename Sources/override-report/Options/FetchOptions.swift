import ArgumentParser
import OverrideReport

/// How a run fetches, and into which snapshot.
struct FetchOptions: ParsableArguments {
    @Option(
        help: .rare("Requests in flight at most, 1 to 32. Fewer go out by themselves while Canvas is short of quota.")
    )
    var concurrency = 8

    @Option(
        help: .rare(
            "How old a course from an unfinished run may be and still be used: 90m, 24h, 2d.",
            valueName: "duration"
        )
    )
    var maxAge: MaximumAge = MaximumAge(seconds: 24 * 3600)

    @Flag(help: "Start over: drop what an unfinished run fetched.")
    var fresh = false

    @Flag(
        help: ArgumentHelp(
            "Also ask who has extra time or attempts in Classic Quizzes: at least one request for each quiz.",
            discussion: "Canvas then grades overdue attempts of the quiz, as it would later anyway."
        )
    )
    var accommodations = false

    @Flag(help: "Also ask who teaches each course.")
    var teachers = false

    func validate() throws {
        guard (1...32).contains(concurrency) else {
            throw ValidationError("--concurrency \(concurrency) is out of range. Give 1 to 32.")
        }
    }
}

extension FetchOptions {
    var settings: FetchSettings {
        FetchSettings(
            concurrency: concurrency,
            maximumAge: maxAge.seconds,
            startsOver: fresh,
            asksForAccommodations: accommodations,
            asksForTeachers: teachers
        )
    }
}
