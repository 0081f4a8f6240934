import CanvasAPI
import Foundation

/// Every date of one student, over all courses of a snapshot that the student is in: what is different for them, why, and
/// whom to ask.
package struct StudentSheet {
    let student: Student
    let facts: RunFacts
    /// In the order of the list.
    let courses: [StudentCourse]
    /// Nothing of these could be read: whether the student is in them is not known.
    let unread: [IncompleteCourse]
    /// By date. What has none comes behind, and what the student does not have at the end.
    let dates: [StudentDates]

    init(student: Student, facts: RunFacts, courses: [StudentCourse], unread: [IncompleteCourse]) {
        self.student = student
        self.facts = facts
        self.courses = courses
        self.unread = unread
        dates = courses.flatMap(\.dates).enumerated()
            .sorted { left, right in
                left.element.order == right.element.order
                    ? left.offset < right.offset : left.element.order < right.element.order
            }
            .map(\.element)
    }

    /// With extra time, extra attempts or a manual unlock.
    var accommodated: [StudentDates] { dates.filter { $0.accommodation != nil } }

    /// Those that name the student, the worst first.
    var findings: [(course: ReportedCourse, finding: FindingRow)] {
        let all = courses.flatMap { course in course.findings.map { (course.course, $0) } }
        return FindingRow.Severity.allCases.sorted().flatMap { severity in all.filter { $0.1.severity == severity } }
    }

    /// What is not known of accommodations, for one course each or for all.
    var accommodationRemarks: [(course: String?, text: String)] {
        let unasked = courses.filter { !$0.hasAccommodations }
        let remark = "Canvas was not asked who has extra time or attempts. Fetch the courses with --accommodations."
        let remarks = courses.filter { !$0.accommodationRemark.isEmpty }.map {
            (course: Optional($0.course.course.name), text: $0.accommodationRemark)
        }
        return (unasked.isEmpty ? [] : [(nil, remark)]) + remarks
    }

    /// That the dates are in; courses may have several.
    var zones: [TimeZone] {
        courses.map(\.course.displayZone).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}

extension StudentSheet {
    /// - Parameter file: the snapshot; a finished one.
    /// - Throws: ``ExplanationError`` for a student who is not there or may be several, `SnapshotError`.
    package init(
        snapshot file: String,
        student text: String,
        version: String,
        asOf: Instant,
        concluded: ConcludedPolicy,
        timeZone: TimeZoneChoice
    ) throws {
        self = try SnapshotLifecycle.openFinished(file: file).closing { store in
            let name = String(file.split(separator: "/").last ?? "")
            let facts = try store.evidence(of: name, version: version, asOf: asOf, timeZone: timeZone)
            let students = try store.students()
            let id = try ExplanationSelection.student(text, among: students, of: file)
            let flattener = CourseFlattener(
                options: FlattenOptions(
                    asOf: asOf,
                    concluded: concluded,
                    timeZone: timeZone,
                    canvasURL: facts.canvasURL
                )
            )
            // Of one course at a time all is read, and what is another's is dropped.
            let courses = try store.courseList(of: id).compactMap { reference in
                try store.record(for: reference).flatMap { StudentCourse(flattener.flatten($0), of: id) }
            }
            return StudentSheet(
                student: students.first { $0.id == id } ?? Student(id: id, sortableName: text),
                facts: facts,
                courses: courses,
                unread: try store.failedCourses()
            )
        }
    }
}

/// What of a course is one student's.
struct StudentCourse {
    let row: CourseRow
    let course: ReportedCourse
    let places: [(section: Section, state: EnrollmentState)]
    let dates: [StudentDates]
    /// Those that name the student.
    let findings: [FindingRow]
    /// The course was asked who has extra time and attempts.
    let hasAccommodations: Bool
    /// What of them can't be read.
    let accommodationRemark: String

    /// Where Canvas lists the teachers.
    var peopleURL: String { "\(course.pageURL)/users" }

    /// - Returns: `nil` for a course that could not be read.
    init?(_ report: CourseReport, of id: CanvasID) {
        guard let course = report.course?.value else { return nil }
        let usual = Dictionary(report.sections.map { (SectionItem($0.section.id, $0.item.key), $0.effective) }) {
            first,
            _ in
            first
        }
        let accommodations = Dictionary(
            report.accommodations.filter { $0.student.id == id }.map { (SectionItem($0.section.id, $0.item.key), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let reasons = ReasonText(report.overrides) { $0.words(in: course.displayZone) }
        let rows = report.students.filter { $0.student.id == id }
        var (keys, rowsOfItem): ([ItemKey], [ItemKey: [StudentRow]]) = ([], [:])
        for row in rows {
            if rowsOfItem[row.item.key] == nil { keys.append(row.item.key) }
            rowsOfItem[row.item.key, default: []].append(row)
        }
        self.row = report.row
        self.course = course
        places = (keys.first.flatMap { rowsOfItem[$0] } ?? []).map { ($0.section.value, $0.enrollmentState) }
        dates = keys.compactMap { key in
            rowsOfItem[key].flatMap { rows in
                StudentDates(
                    rows,
                    ofSections: rows.compactMap { usual[SectionItem($0.section.id, key)] },
                    rows.map { accommodations[SectionItem($0.section.id, key)] },
                    reasons
                )
            }
        }
        hasAccommodations = report.hasAccommodations
        accommodationRemark = report.accommodationRemark
        findings = report.findings.filter { $0.student?.id == id }
    }

    private struct SectionItem: Hashable {
        let section: CanvasID
        let item: ItemKey

        init(_ section: CanvasID, _ item: ItemKey) {
            (self.section, self.item) = (section, item)
        }
    }
}

/// The dates of one item for one student.
struct StudentDates {
    /// How far they are the student's own.
    enum Difference: String, CaseIterable {
        /// Not those of any of the student's sections.
        case own
        /// Those of the section, which are not everyone's.
        case section
        case none

        var heading: String {
            switch self {
            case .own: "For this student"
            case .section: "For their section"
            case .none: "As for everyone"
            }
        }
    }

    /// One for each section of the student; the dates are the same in all.
    let rows: [StudentRow]
    let row: StudentRow
    let difference: Difference
    /// Why the dates are what they are, a sentence each.
    let reasons: [String]
    /// For each of the rows; what the student has beyond everyone is the same in all, what the lock date takes may not be.
    let accommodations: [AccommodationRow?]

    /// - Parameter sections: what the plain members of the student's sections get.
    init?(
        _ rows: [StudentRow],
        ofSections sections: [EffectiveDates],
        _ accommodations: [AccommodationRow?],
        _ reasons: ReasonText
    ) {
        guard let row = rows.first else { return nil }
        self.accommodations = accommodations
        let (effective, item) = (row.effective, row.item.value)
        self.rows = rows
        self.row = row
        difference =
            if sections.allSatisfy({ effective.givesOther(than: $0) }) {
                .own
            } else if effective.differs(from: item.base) || !effective.assignment.isAssigned && item.isPublished {
                .section
            } else {
                .none
            }
        self.reasons =
            reasons.lines(effective, of: item)
            + [reasons.checkLine(row.canvasCheck, canvasDueAt: row.canvasDueAt)].compactMap(\.self)
    }

    /// In the section where the lock date takes most.
    var accommodation: AccommodationRow? {
        accommodations.compactMap(\.self).max { ($0.shortage?.minutes ?? 0) < ($1.shortage?.minutes ?? 0) }
    }

    var isAssigned: Bool { row.effective.assignment.isAssigned }
    var zone: TimeZone { row.course.displayZone }

    /// The day to know: when it is due, else when it closes, else when it opens.
    fileprivate var order: (Int, Int64) {
        let dates = isAssigned ? row.effective.dates : row.item.base
        let day = dates.dueAt ?? dates.lockAt ?? dates.unlockAt
        return (isAssigned ? day == nil ? 1 : 0 : 2, day?.secondsSince1970 ?? 0)
    }
}
