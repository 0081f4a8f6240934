import CanvasAPI

/// One course on one side of a comparison: its rows, and what stands in the course without having a row.
struct ComparedCourse {
    /// A student in a section.
    struct Membership: Hashable {
        let section: CanvasID
        let student: CanvasID
    }

    /// The dates of a section's plain member, or of a student.
    struct Cell: Hashable {
        let who: CanvasID
        let item: ItemKey
    }

    let report: CourseReport
    let sections: [CanvasID: Shared<Section>]
    let students: [CanvasID: Shared<Student>]
    let items: [ItemKey: Shared<Item>]
    let overrides: [CanvasID: OverrideRow]
    /// Of the enrollments that have rows; a student may have several in one section.
    let states: [Membership: Set<EnrollmentState>]
    /// A student's sections, in report order.
    let sectionsOfStudent: [CanvasID: [CanvasID]]
    let sectionDates: [Cell: EffectiveDates]
    /// The same in all of a student's sections.
    let studentDates: [Cell: EffectiveDates]
    /// What students have for Classic Quizzes beyond everyone, as the first of their sections has it.
    let accommodations: [Cell: AccommodationRow]
    /// The course was asked for accommodations.
    let hasAccommodations: Bool
    private let hiddenAccommodations: [DataGap]
    /// Items that some student has: of others, accommodations are not asked.
    private let assignedItems: Set<ItemKey>
    let reasons: ReasonText

    init(_ snapshot: CourseSnapshot, _ report: CourseReport, enrollmentStates: Set<EnrollmentState>) {
        self.report = report
        let sections = Dictionary(snapshot.sections.map { ($0.id, Shared($0)) }) { first, _ in first }
        let students = Dictionary(snapshot.students.map { ($0.id, Shared($0)) }) { first, _ in first }
        self.sections = sections
        self.students = students
        // Those of the rows have whole addresses.
        items = Dictionary(snapshot.items.map { ($0.key, Shared($0)) } + report.sections.map { ($0.item.key, $0.item) })
        {
            _,
            last in last
        }
        overrides = Dictionary(report.overrides.map { ($0.override.id, $0) }) { first, _ in first }
        var states: [Membership: Set<EnrollmentState>] = [:]
        for enrollment in snapshot.enrollments
        where enrollmentStates.contains(enrollment.state) && sections[enrollment.sectionID] != nil
            && students[enrollment.studentID] != nil
        {
            let membership = Membership(section: enrollment.sectionID, student: enrollment.studentID)
            states[membership, default: []].insert(enrollment.state)
        }
        self.states = states
        sectionsOfStudent = Dictionary(grouping: states.keys, by: \.student).mapValues { memberships in
            memberships.compactMap { sections[$0.section]?.value }
                .sorted { ReportOrder.precedes($0.order, $1.order) }
                .map(\.id)
        }
        sectionDates = Dictionary(
            report.sections.map { (Cell(who: $0.section.id, item: $0.item.key), $0.effective) },
            uniquingKeysWith: { first, _ in first }
        )
        studentDates = Dictionary(
            report.students.map { (Cell(who: $0.student.id, item: $0.item.key), $0.effective) },
            uniquingKeysWith: { first, _ in first }
        )
        accommodations = Dictionary(
            report.accommodations.map { (Cell(who: $0.student.id, item: $0.item.key), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        hasAccommodations = snapshot.accommodations != nil
        hiddenAccommodations = snapshot.gaps.filter { $0.kind == .accommodationsHidden }
        assignedItems =
            hasAccommodations
            ? Set(studentDates.lazy.filter(\.value.assignment.isAssigned).map(\.key.item)) : []
        reasons = ReasonText(report.overrides)
    }

    /// - Parameter student: `nil` for the section's plain member.
    func dates(of student: CanvasID?, in section: CanvasID, _ item: ItemKey) -> EffectiveDates? {
        student.map { studentDates[Cell(who: $0, item: item)] } ?? sectionDates[Cell(who: section, item: item)]
    }

    /// It was asked whether the student has something for the quiz beyond everyone, and the answer was no.
    func hasNoAccommodation(_ cell: Cell) -> Bool {
        accommodations[cell] == nil && assignedItems.contains(cell.item)
            && !hiddenAccommodations.contains { $0.itemKey == nil || $0.itemKey == cell.item }
    }

    /// Students of the section.
    func studentCount(of section: CanvasID) -> Int { states.keys.count { $0.section == section } }

    /// Students who have the item.
    func studentCount(of item: ItemKey) -> Int {
        studentDates.count { $0.key.item == item && $0.value.assignment.isAssigned }
    }

    /// A student's enrollments in all sections.
    func enrollments(of student: CanvasID) -> [Membership: Set<EnrollmentState>] {
        let memberships = (sectionsOfStudent[student] ?? []).map { Membership(section: $0, student: student) }
        return Dictionary(uniqueKeysWithValues: memberships.map { ($0, states[$0] ?? []) })
    }
}
