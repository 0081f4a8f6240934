/// Why there is nothing to explain. Each description says what to type instead.
enum ExplanationError: Error, Sendable, Equatable {
    enum Kind: String, Sendable, Equatable {
        case course
        case student
        case item

        /// The ways to name one.
        var forms: String {
            switch self {
            case .course: "its Canvas id, SIS id (also as sis_course_id:ID), code or name"
            case .student:
                "the Canvas id, SIS id (also as sis_user_id:ID) or name, as “Family, Given” or “Given Family”"
            case .item: "its name, assignment:ID, quiz:ID, or a bare id; for a part of a discussion assignment:ID/PART"
            }
        }
    }

    /// `place` is the course's name, or the snapshot for a course.
    case nothingFound(Kind, text: String, place: String)
    /// `candidates` are texts that each name one.
    case ambiguous(Kind, text: String, candidates: [String])
    /// The course is in the list, but could not be fetched.
    case courseNotRead(text: String, reason: String)
}

extension ExplanationError: CustomStringConvertible {
    var description: String {
        switch self {
        case .nothingFound(let kind, let text, let place):
            "no \(kind.rawValue) “\(text)” in \(place). Give \(kind.forms)."
        case .ambiguous(let kind, let text, let candidates):
            "“\(text)” names several: \(candidates.joined(separator: "; ")). Give the id of the \(kind.rawValue) meant."
        case .courseNotRead(let text, let reason):
            "course “\(text)” is in the snapshot, but was not read: \(reason)"
        }
    }
}
