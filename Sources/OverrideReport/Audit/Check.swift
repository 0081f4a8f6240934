/// One thing that `check` looks at, and what it found.
package struct Check: Sendable, Equatable {
    /// What is looked at, in the order in which it is told. The names are a contract with those who read the JSON.
    package enum Subject: String, Sendable, CaseIterable {
        case address
        case connection
        case certificate
        case clock
        case userAgent = "user_agent"
        case token
        case quota
        case courseList = "course_list"
        /// One for each course that is tried, with its name in the list: `course 101`.
        case course
        case overrides
        case moduleOverrides = "module_overrides"
        case quizzes
        case groups
        case differentiationTags = "differentiation_tags"
        case studentNames = "student_names"
        case sisIDs = "sis_ids"
        case effectiveDueDates = "effective_due_dates"
        case terms
        case quizSubmissions = "quiz_submissions"
        case graphQL = "graphql"
        case templates
        case output
        case snapshot

        /// What it looks at, for `help checks`.
        package var meaning: String {
            switch self {
            case .address: "The Canvas URL."
            case .connection: "Whether the name is known and a Canvas answers."
            case .certificate: "Whether it is trusted, and how many days it is still good; under 14 is a warn."
            case .clock: "Canvas's clock against this machine's."
            case .userAgent: "Whether Canvas accepts this program."
            case .token:
                "Whether it is accepted, whose it is, and for how long where Canvas says so; under 14 days is a warn."
            case .quota: "What is left of Canvas's quota for requests."
            case .courseList: "Whether the list, or the account and term in its place, can be read."
            case .course: "One line for each course that is tried."
            case .overrides: "Overrides of quizzes, assignments and discussions."
            case .moduleOverrides: "Overrides of modules."
            case .quizzes: "The list of quizzes, and their override endpoints."
            case .groups: "Groups, and their members where overrides name them."
            case .differentiationTags: "Differentiation tags."
            case .studentNames: "Names of students."
            case .sisIDs: "SIS ids."
            case .effectiveDueDates: "Canvas's own due dates, which the reports are checked against."
            case .terms: "The dates that a term has for students, which say when they can enter its courses."
            case .quizSubmissions:
                "With --accommodations, who has extra time and attempts: one Classic Quiz of each course is asked."
            case .graphQL: "Whether GraphQL saves requests."
            case .templates: "The templates of --templates, or the built-in ones."
            case .output: "Whether --out can be written, is free, and has room."
            case .snapshot: "Whether the last run's snapshot can be read, and its age."
            }
        }
    }

    package enum Status: Sendable, Equatable {
        case ok
        /// A run would go through, and courses would be missing or rows noted.
        case warn
        /// A run would fail.
        case fail(Fault)
        /// Not looked at; the message says why.
        case skip

        /// As the text and the JSON have it.
        package var name: String {
            switch self {
            case .ok: "ok"
            case .warn: "warn"
            case .fail: "fail"
            case .skip: "skip"
            }
        }
    }

    /// Why a run would fail. The first of several decides how `check` ends.
    package enum Fault: Sendable, Comparable {
        case wrongUsage
        case tokenRefused
        case unreadableInput
        case other
    }

    package let name: String
    package let status: Status
    /// What was found.
    package let message: String
    /// What to do about it, where there is something to do.
    package let next: String?

    /// - Parameter object: which one of several: a course's name in the list.
    init(_ subject: Subject, _ status: Status, _ message: String, next: String? = nil, of object: String? = nil) {
        name = subject.rawValue + (object.map { " " + $0 } ?? "")
        self.status = status
        self.message = message
        self.next = next
    }

    static func ok(_ subject: Subject, _ message: String, of object: String? = nil) -> Check {
        Check(subject, .ok, message, of: object)
    }

    static func skip(_ subject: Subject, _ message: String) -> Check { Check(subject, .skip, message) }

    /// What fails with an error whose description says first what is wrong, and then what to do.
    static func fail(_ subject: Subject, _ description: String, _ fault: Fault = .other) -> Check {
        let end = description.firstRange(of: ". ")
        return Check(
            subject,
            .fail(fault),
            end.map { String(description[..<$0.lowerBound]) + "." } ?? description,
            next: end.map { String(description[$0.upperBound...]) } ?? "Correct it, and check again."
        )
    }
}

/// Everything that `check` found.
package struct CheckReport: Sendable, Equatable {
    package let checks: [Check]

    package init(_ checks: [Check]) {
        self.checks = checks
    }

    /// What a run would fail of first; nil where it would not.
    package var worstFault: Check.Fault? {
        checks.compactMap { if case .fail(let fault) = $0.status { fault } else { nil } }.min()
    }

    /// A line for each check, and below it what to do about what is not well.
    package var lines: [String] { Self.lines(of: checks) }

    /// The same of what is not well alone.
    package var troubleLines: [String] {
        Self.lines(of: checks.filter { ![.ok, .skip].contains($0.status) })
    }

    private static func lines(of checks: [Check]) -> [String] {
        let width = checks.map(\.name.count).max() ?? 0
        return checks.flatMap { check in
            let start = check.status.name.padded(to: 6) + check.name.padded(to: width + 2)
            return [start + check.message]
                + (check.next.map { [String(repeating: " ", count: 6) + "next: " + $0] } ?? [])
        }
    }

    /// The same as one JSON object.
    package var json: String {
        let objects = checks.map { check in
            OrderedJSON.object([
                ("name", .string(check.name)), ("status", .string(check.status.name)),
                ("message", .string(check.message)), ("next", check.next.map(OrderedJSON.string) ?? .null),
            ])
        }
        return String(decoding: OrderedJSON.object([("checks", .array(objects))]).pretty, as: UTF8.self)
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
