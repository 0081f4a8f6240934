import CanvasAPI

/// Whose dates are asked for: a student, or the plain member of one section that `sections.csv` speaks of.
struct DateSubject: Sendable, Hashable {
    struct SectionMembership: Sendable, Hashable {
        var sectionID: CanvasID
        /// Some enrollment of the student in this section is `active`.
        var isActive: Bool
        /// Canvas asks this section whether the item is assigned: some enrollment there is not `inactive`.
        var countsForAssignment: Bool = true
    }

    /// `nil` for the plain member of a section.
    var studentID: CanvasID?
    var sections: [SectionMembership]
    /// Groups and differentiation tags.
    var groupIDs: [CanvasID]
    /// Canvas shows such a student nothing; an audit decides as if the enrollments were not inactive.
    let hasOnlyInactiveEnrollments: Bool

    init(studentID: CanvasID?, sections: [SectionMembership], groupIDs: [CanvasID]) {
        self.studentID = studentID
        self.sections = sections
        self.groupIDs = groupIDs
        hasOnlyInactiveEnrollments = !sections.isEmpty && !sections.contains(where: \.countsForAssignment)
    }

    /// A student with one active enrollment in this section and nothing individual.
    static func plainMember(of sectionID: CanvasID) -> DateSubject {
        DateSubject(
            studentID: nil,
            sections: [SectionMembership(sectionID: sectionID, isActive: true)],
            groupIDs: []
        )
    }
}
