/// The courses that a user asked for, each once, in the order of the list.
struct CourseList: Sendable, Equatable {
    var references: [CourseReference]
    /// What was decided on the way and should be said: how ids were understood, which courses stood twice.
    var notes: [String] = []
}

/// `--input-format`
enum CourseListFormat: String, Sendable, Hashable, CaseIterable {
    case csv
    case text
    case json
}

/// `--course-ids`: what an id that does not say it itself is.
enum CourseIDKind: String, Sendable, Hashable, CaseIterable {
    case canvas
    case sis
}

/// Columns of a CSV list, and keys of a JSON object, in the order in which they win.
enum CourseListColumn: String, CaseIterable {
    case canvasID = "canvas_course_id"
    case url = "course_url"
    case sisID = "sis_course_id"
    /// A Canvas id or a SIS id.
    case courseID = "course_id"

    static let names = Set(allCases.map(\.rawValue))

    static let list = allCases.map(\.rawValue).joined(separator: ", ")
}

/// One course as the list has it, not yet understood.
struct CourseListEntry: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case column(CourseListColumn)
        /// A line of a text list or an element of a JSON array: id, `sis_course_id:…` or URL.
        case bare
    }

    var kind: Kind
    var text: String
    var position: TextPosition
}
