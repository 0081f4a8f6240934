import CanvasAPI

/// Finds what a person means by an id, a SIS id or a name. An id goes before a SIS id, a SIS id before a name; upper and
/// lower case count only in SIS ids.
enum ExplanationSelection {
    /// A course of a snapshot, without its contents.
    struct ListedCourse: Sendable, Equatable {
        let reference: CourseReference
        /// `nil` for a course that could not be read.
        let course: Course?
        /// Why it could not be read.
        let failure: String?

        init(_ record: CourseRecord) {
            reference = record.reference
            switch record.outcome {
            case .read(let snapshot):
                course = snapshot.course
                failure = nil
            case .failed(let reason):
                course = nil
                failure = reason
            }
        }
    }

    static func course(
        _ text: String,
        among listed: [ListedCourse],
        snapshot: String
    ) throws(ExplanationError) -> CourseReference {
        let candidates = listed.map { listed in
            guard let course = listed.course else {
                return unread(listed)
            }
            return Candidate(
                value: listed,
                ids: [course.id],
                sisPrefix: "sis_course_id:",
                sisID: course.sisID,
                names: [course.name, course.code],
                label: .init(key: course.id.description, title: course.name)
            )
        }
        let found = try choose(text, among: candidates, kind: .course, place: snapshot)
        if let failure = found.failure { throw .courseNotRead(text: text, reason: failure) }
        return found.reference
    }

    /// - Parameters:
    ///   - students: one who is in several courses may stand there several times.
    ///   - place: of the students: a course, or a snapshot.
    static func student(
        _ text: String,
        among students: [Student],
        of place: String
    ) throws(ExplanationError) -> CanvasID {
        let candidates = Dictionary(grouping: students, by: \.id).sorted { $0.key < $1.key }.map { id, alike in
            let names = alike.map(\.sortableName).uniqued()
            return Candidate(
                value: id,
                ids: [id],
                sisPrefix: "sis_user_id:",
                sisID: alike.lazy.compactMap(\.sisID).first,
                names: names + names.map(givenNameFirst),
                label: .init(key: id.description, title: names[0])
            )
        }
        return try choose(text, among: candidates, kind: .student, place: place)
    }

    static func item(_ text: String, in snapshot: CourseSnapshot) throws(ExplanationError) -> ItemKey {
        let candidates = snapshot.items.map { item in
            Candidate(
                value: item.key,
                ids: [item.assignmentID, item.quizID].compactMap { $0 },
                selectors: item.selectors,
                names: [item.name, item.displayName],
                label: .init(key: item.key.selector, title: item.displayName)
            )
        }
        return try choose(text, among: candidates, kind: .item, place: snapshot.course.name)
    }

    /// A course that could not be read is known by what the list calls it.
    private static func unread(_ listed: ListedCourse) -> Candidate<ListedCourse> {
        var candidate = Candidate(value: listed, sisPrefix: "sis_course_id:", label: .init(key: listed.reference.text))
        candidate.names = [listed.reference.text]
        switch listed.reference.identity {
        case .canvas(let id): candidate.ids = [id]
        case .sis(let id): candidate.sisID = id
        }
        return candidate
    }

    // MARK: Choice

    private struct Candidate<Value: Sendable> {
        var value: Value
        var ids: [CanvasID] = []
        var sisPrefix: String?
        var sisID: String?
        /// Further exact forms, as `quiz:12`.
        var selectors: [String] = []
        var names: [String] = []
        var label: ExplanationError.Label
    }

    private static func choose<Value>(
        _ text: String,
        among candidates: [Candidate<Value>],
        kind: ExplanationError.Kind,
        place: String
    ) throws(ExplanationError) -> Value {
        let id = CanvasID(listed: text)
        let folded = text.lowercased()
        let questions: [(Candidate<Value>) -> Bool] = [
            { $0.selectors.contains(folded) },
            { candidate in id.map(candidate.ids.contains) ?? false },
            { candidate in
                guard let sisID = candidate.sisID else { return false }
                return sisID == text || candidate.sisPrefix.map { $0 + sisID == text } ?? false
            },
            { $0.names.contains { $0.lowercased() == folded } },
        ]
        for question in questions {
            let found = candidates.filter(question)
            if found.count > 1 { throw .ambiguous(kind, text: text, candidates: found.map(\.label.text).sorted()) }
            if let only = found.first { return only.value }
        }
        let labels = candidates.flatMap { candidate in candidate.names.map { (name: $0, label: candidate.label) } }
        let near = nearest(to: text, among: labels.map(\.name).uniqued()).flatMap { name in
            labels.filter { $0.name == name }.map(\.label)
        }
        throw .nothingFound(kind, text: text, place: place, near: near.uniqued())
    }

    /// `Quimby, Zelda` as `Zelda Quimby`.
    private static func givenNameFirst(_ sortableName: String) -> String {
        guard let comma = sortableName.firstIndex(of: ",") else { return sortableName }
        let given = sortableName[sortableName.index(after: comma)...].drop { $0 == " " }
        return given.isEmpty ? sortableName : "\(given) \(sortableName[..<comma])"
    }
}

extension ItemKey {
    /// The form that names exactly this item: `assignment:201`, `assignment:201/reply_to_topic`, `quiz:1201`.
    var selector: String {
        switch root {
        case .assignment(let id): part.map { "assignment:\(id)/\($0)" } ?? "assignment:\(id)"
        case .practiceQuiz(let id): "quiz:\(id)"
        }
    }
}

extension Item {
    /// Exact forms; `assignment:201` stands for every part of a discussion, and so is ambiguous where it has parts.
    fileprivate var selectors: [String] {
        var forms = [key.selector.lowercased()]
        if let assignmentID { forms.append("assignment:\(assignmentID)") }
        if let quizID { forms.append("quiz:\(quizID)") }
        return forms
    }
}

/// Why there is nothing to explain. Each description says what to type instead.
package enum ExplanationError: Error, Sendable, Equatable {
    package enum Kind: String, Sendable, Equatable {
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

    /// One that may be meant.
    package struct Label: Sendable, Hashable {
        /// Names it, and no other.
        let key: String
        /// What people call it.
        var title: String?
        var text: String { title.map { "\(key) (\($0))" } ?? key }
    }

    /// `place` is the course's name, or the snapshot for a course.
    /// `near` may have been meant.
    case nothingFound(Kind, text: String, place: String, near: [Label] = [])
    /// `candidates` are texts that each name one.
    case ambiguous(Kind, text: String, candidates: [String])
    /// The course is in the list, but could not be fetched.
    case courseNotRead(text: String, reason: String)
}

extension ExplanationError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .nothingFound(let kind, let text, let place, let near) where near.count == 1:
            "no \(kind.rawValue) “\(text)” in \(place). Did you mean "
                + (near[0].title.map { "\($0) (\(kind == .item ? "" : "id ")\(near[0].key))? " } ?? "\(near[0].key)? ")
                + "Then give \(near[0].key)."
        case .nothingFound(let kind, let text, let place, let near):
            "no \(kind.rawValue) “\(text)” in \(place). "
                + (near.isEmpty ? "" : "Near it: \(near.map(\.text).joined(separator: "; ")). ") + "Give \(kind.forms)."
        case .ambiguous(let kind, let text, let candidates):
            "“\(text)” names several: \(candidates.joined(separator: "; ")). Give the id of the \(kind.rawValue) meant."
        case .courseNotRead(let text, let reason):
            "course “\(text)” is in the snapshot, but was not read: \(reason)"
        }
    }
}
