import ArgumentParser
import Foundation

@testable import OverrideReport

/// How a run fetches, and into which snapshot.
struct FetchOptions: ParsableArguments {
    @Option(help: "Requests in flight at most, 1 to 32. Fewer go out by themselves while Canvas is short of quota.")
    var concurrency = 8

    @Option(
        help: ArgumentHelp(
            "How old a course of an unfinished run may be to be kept: 90m, 24h, 2d.",
            valueName: "duration"
        )
    )
    var maxAge: MaximumAge = MaximumAge(seconds: 24 * 3600)

    @Flag(help: "Start over: drop what an unfinished run fetched.")
    var fresh = false

    func validate() throws {
        guard (1...32).contains(concurrency) else {
            throw ValidationError("--concurrency \(concurrency) is out of range. Give 1 to 32.")
        }
    }
}

extension FetchOptions {
    var settings: FetchSettings {
        FetchSettings(concurrency: concurrency, maximumAge: maxAge.seconds, startsOver: fresh)
    }
}

/// A duration as people type it: a whole number and one of s, m, h, d.
struct MaximumAge: ExpressibleByArgument, Sendable, Equatable {
    let seconds: Int64

    init(seconds: Int64) {
        self.seconds = seconds
    }

    init?(argument: String) {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let last = argument.last, let unit = units[last], let count = Int64(argument.dropLast()), count >= 0,
            !count.multipliedReportingOverflow(by: unit).overflow
        else { return nil }
        seconds = count * unit
    }

    var defaultValueDescription: String { "\(seconds / 3600)h" }
}
