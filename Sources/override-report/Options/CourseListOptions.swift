import ArgumentParser
import CanvasAPI
import Logging
import OverrideReport

/// Courses of an account, and of a term of it.
struct AccountOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Account whose courses are taken, with those of its sub-accounts: an id, sis_account_id:… or self, the root "
                + "account (default: self).",
            valueName: "id"
        )
    )
    var account: AccountArgument?

    @Option(
        help: ArgumentHelp(
            "Only courses of this term: its id, sis_term_id:… or its exact name.",
            valueName: "term"
        )
    )
    var term: String?

    @Option(
        help: .rare(
            "Only courses with this in their name, code or SIS id; three characters at least.",
            valueName: "text"
        )
    )
    var search: String?

    @Option(
        help: .rare(
            "Only courses in one of these states, separated by commas: unpublished, available, completed.",
            valueName: "list"
        )
    )
    var state: CommaList<AccountQuery.State>?

    @Flag(help: .rare("Only courses that are published, and not yet completed."))
    var published = false

    func validate() throws {
        if let search, search.count < AccountQuery.shortestSearch {
            throw ValidationError("--search “\(search)” is too short for Canvas. Give three characters or more.")
        }
    }
}

extension AccountOptions {
    var isGiven: Bool { account != nil || term != nil || search != nil || state != nil || published }

    var query: AccountQuery {
        var query = AccountQuery()
        query.account = account?.locator ?? .root
        query.term = term
        query.search = search
        query.states = state?.values ?? []
        query.isPublishedOnly = published
        return query
    }
}

struct AccountArgument: ExpressibleByArgument, Sendable {
    let locator: AccountLocator

    init?(argument: String) {
        guard let locator = AccountLocator(typed: argument) else { return nil }
        self.locator = locator
    }
}

/// Which courses: a list, or those of an account.
struct CourseListOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "File with the courses: CSV with a header, one id or URL a line, or JSON; - for standard input.",
            discussion:
                "With --sandbox it may be left out: the sandbox has a list of its own. --account, --term, --search, "
                + "--state and --published take its place."
        ),
        completion: .file()
    )
    var courses: String?

    @Option(
        name: .customLong("course-ids"),
        help: .rare("What a column named course_id holds: canvas ids or sis ids (default: detected from the file).")
    )
    var courseIDs: CourseIDKind?

    @Option(help: .rare("Format of the list: csv, text or json (default: detected from the file)."))
    var inputFormat: CourseListFormat?

    @OptionGroup var account: AccountOptions

    func validate() throws {
        guard courses == nil || !account.isGiven else {
            throw ValidationError(
                "a course list, and --account, --term, --search, --state or --published, which take its place. Give one "
                    + "or the other."
            )
        }
    }
}

extension CourseListOptions {
    /// The course list: of an account, of a file, of standard input, or the sandbox's own.
    ///
    /// - Throws: `InputError` with file, line and column, also for a file that can't be read; `AccountQueryError`.
    func read(
        _ context: RunContext,
        from session: CanvasSession,
        logger: Logger
    ) async throws -> [CourseReference] {
        if account.isGiven { return try await session.connection.references(account.query) }
        guard let path = courses ?? session.samples?.appending(path: "courses.csv").path else {
            throw Failure(
                "no course list. Give a file with the courses, - for standard input, or --term; see override-report help "
                    + "run.",
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
