import CanvasAPI

/// Whose dates are asked for: a student, or the plain member of one section that `sections.csv` speaks of.
package struct DateSubject: Sendable, Hashable {
    package struct SectionMembership: Sendable, Hashable {
        package var sectionID: CanvasID
        /// Some enrollment of the student in this section is `active`.
        package var isActive: Bool
        /// Canvas asks this section whether the item is assigned: some enrollment there is not `inactive`.
        package var countsForAssignment: Bool

        package init(sectionID: CanvasID, isActive: Bool, countsForAssignment: Bool = true) {
            self.sectionID = sectionID
            self.isActive = isActive
            self.countsForAssignment = countsForAssignment
        }
    }

    /// `nil` for the plain member of a section.
    package var studentID: CanvasID?
    package var sections: [SectionMembership]
    /// Groups and differentiation tags.
    package var groupIDs: [CanvasID]
    /// Canvas shows such a student nothing; an audit decides as if the enrollments were not inactive.
    package let hasOnlyInactiveEnrollments: Bool

    package init(studentID: CanvasID?, sections: [SectionMembership], groupIDs: [CanvasID]) {
        self.studentID = studentID
        self.sections = sections
        self.groupIDs = groupIDs
        hasOnlyInactiveEnrollments = !sections.isEmpty && !sections.contains(where: \.countsForAssignment)
    }

    /// A student with one active enrollment in this section and nothing individual.
    package static func plainMember(of sectionID: CanvasID) -> DateSubject {
        DateSubject(
            studentID: nil,
            sections: [SectionMembership(sectionID: sectionID, isActive: true)],
            groupIDs: []
        )
    }
}
