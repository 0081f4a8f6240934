import CanvasAPI

/// Whose dates are asked for: a student, or the plain member of one section that `sections.csv` speaks of.
package struct DateSubject: Sendable, Hashable {
    package struct SectionMembership: Sendable, Hashable {
        package var sectionID: CanvasID
        /// Some enrollment of the student in this section is `active`.
        package var isActive: Bool

        package init(sectionID: CanvasID, isActive: Bool) {
            self.sectionID = sectionID
            self.isActive = isActive
        }
    }

    /// `nil` for the plain member of a section.
    package var studentID: CanvasID?
    package var sections: [SectionMembership]
    /// Groups and differentiation tags.
    package var groupIDs: [CanvasID]

    package init(studentID: CanvasID?, sections: [SectionMembership], groupIDs: [CanvasID]) {
        self.studentID = studentID
        self.sections = sections
        self.groupIDs = groupIDs
    }

    /// A student with one active enrollment in this section and nothing individual.
    package static func plainMember(of sectionID: CanvasID) -> DateSubject {
        DateSubject(
            studentID: nil,
            sections: [SectionMembership(sectionID: sectionID, isActive: true)],
            groupIDs: []
        )
    }

    package var hasActiveEnrollment: Bool {
        sections.contains(where: \.isActive)
    }
}
