import ArgumentParser
@testable import OverrideReport

struct CourseListOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "File with the courses: CSV with a header, one id or URL a line, or JSON; - for standard input.",
            discussion: "With --sandbox it may be left out: the sandbox has a list of its own."
        )
    )
    var courses: String?

    @Option(
        name: .customLong("course-ids"),
        help: "What a column named course_id holds: canvas ids or sis ids. Told by the file where left out."
    )
    var courseIDs: CourseIDKind?

    @Option(help: "Format of the list: csv, text or json. Told by the file where left out.")
    var inputFormat: CourseListFormat?
}

extension CourseIDKind: ExpressibleByArgument {}
extension CourseListFormat: ExpressibleByArgument {}
