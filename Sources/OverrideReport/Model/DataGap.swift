import CanvasAPI

/// Something the dates depend on that the token could not read. A course with a gap is `partial`.
struct DataGap: Sendable, Hashable {
    enum Kind: String, Sendable, Hashable, CaseIterable {
        /// `include[]=overrides` was silently left out of the assignments.
        case itemOverridesHidden = "item_overrides_hidden"
        /// Likewise, and the quiz override endpoint stands in, which names no students.
        case itemOverridesFromQuizEndpoint = "item_overrides_from_quiz_endpoint"
        /// Module overrides may not be read.
        case moduleOverridesHidden = "module_overrides_hidden"
        /// This Canvas has no module overrides endpoint; whether modules narrow who is assigned is unknown.
        case moduleOverridesUnsupported = "module_overrides_unsupported"
        case modulesHidden = "modules_hidden"
        case quizzesHidden = "quizzes_hidden"
        case quizEndpointHidden = "quiz_endpoint_hidden"
        case groupMembersHidden = "group_members_hidden"
        /// `effective_due_dates` may not be read, so nothing is checked against Canvas.
        case canvasDueDatesHidden = "canvas_due_dates_hidden"
        case studentNamesHidden = "student_names_hidden"
        case sisIDsHidden = "sis_ids_hidden"
        /// Students are enrolled in a section that is not in the list of sections.
        case sectionMissing = "section_missing"
        /// The token's own enrollment is limited to some sections.
        case sectionLimited = "section_limited"
        case checkpointsHidden = "checkpoints_hidden"
        /// Extra time and attempts may not be read.
        case accommodationsHidden = "accommodations_hidden"
    }

    var kind: Kind
    /// The Canvas permission to ask for, in Canvas's own words, where one would help.
    var permission: String?
    /// A sentence for people: what could not be read, and what is therefore unknown.
    var message: String
    /// The item, group or module concerned, where it is one.
    var itemKey: ItemKey?
    var moduleID: CanvasID?
}

extension DataGap {
    static let sisIDsHidden = DataGap(
        kind: .sisIDsHidden,
        permission: "SIS Data - read",
        message: "SIS ids are hidden from the token; their columns are empty."
    )
}

extension DataGap {
    /// Students are enrolled in a section that Canvas does not list.
    ///
    /// - Parameter students: the first of them, by name and id.
    static func sectionMissing(_ section: CanvasID, students: String) -> DataGap {
        DataGap(
            kind: .sectionMissing,
            message: "Canvas enrolls students in section \(section) and does not list the section"
                + "\(beforeStudents)\(students)."
        )
    }

    /// The same without names of students.
    var withoutNames: DataGap {
        guard kind == .sectionMissing, let names = message.firstRange(of: Self.beforeStudents) else { return self }
        var copy = self
        copy.message = message[..<names.lowerBound] + ", so they have no rows in it."
        return copy
    }

    private static let beforeStudents = ", so they have no rows in it: "
}

extension DataGap.Kind {
    /// There may be overrides that the snapshot does not have.
    var hidesOverrides: Bool {
        switch self {
        case .itemOverridesHidden, .itemOverridesFromQuizEndpoint, .moduleOverridesHidden, .modulesHidden,
            .sectionLimited, .checkpointsHidden:
            true
        default: false
        }
    }
}

extension DataGap {
    /// For `courses.csv`: what is unknown, and the permission that would help.
    var sentence: String {
        permission.map { "\(message) Ask for the permission “\($0)”." } ?? message
    }
}

extension [DataGap] {
    /// One sentence for each kind of gap, and how many more there are of it.
    var summary: String {
        Dictionary(grouping: self, by: \.kind).sorted { $0.key.rawValue < $1.key.rawValue }
            .map { _, gaps in
                gaps.count == 1 ? gaps[0].sentence : "\(gaps[0].sentence) (And \(gaps.count - 1) more like this.)"
            }
            .joined(separator: " ")
    }
}
