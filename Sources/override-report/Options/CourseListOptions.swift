import ArgumentParser
import Logging
import OverrideReport

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

extension CourseListOptions {
    /// The course list: of a file, of standard input, or the sandbox's own.
    ///
    /// - Throws: `InputError` with file, line and column, also for a file that can't be read.
    func read(_ context: RunContext, from session: CanvasSession, logger: Logger) throws -> [CourseReference] {
        guard let path = courses ?? session.samples?.appending(path: "courses.csv").path else {
            throw Failure(
                "no course list. Give a file with the courses, or - for standard input; see override-report help run.",
                status: .usage
            )
        }
        let reader = CourseListReader(
            canvasURL: session.connection.url.description,
            courseIDs: courseIDs,
            format: inputFormat
        )
        let list = try reader.read(context.input(path))
        for note in list.notes { logger.notice("\(note)") }
        return list.references
    }
}

extension CourseIDKind: ExpressibleByArgument {}
extension CourseListFormat: ExpressibleByArgument {}
