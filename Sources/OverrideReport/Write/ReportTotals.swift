import CanvasAPI
import Foundation

/// Sums over all courses of a run, for the front pages and the manifest.
package struct ReportTotals: Sendable, Equatable {
    struct FindingKey: Sendable, Hashable {
        var rule: String
        var severity: FindingRow.Severity
    }

    package private(set) var courses: [CourseRow.Status: Int] = [:]
    /// Those that are missing or partial, in the list's order.
    package private(set) var incomplete: [IncompleteCourse] = []
    private(set) var sections = 0
    private(set) var students = 0
    private(set) var items = 0
    private(set) var overrides = 0
    /// By `set_type`, module overrides apart: (`section`, from a module or not).
    private(set) var itemOverridesByType: [String: Int] = [:]
    private(set) var moduleOverridesByType: [String: Int] = [:]
    private(set) var findings: [FindingKey: Int] = [:]
    /// Students, counted once a course, whose dates or assignment come from an override that names them.
    private(set) var studentsWithIndividualException = 0
    /// Effective due dates by the Monday of their week, in the display zone of their course: an item counts once for
    /// each distinct due date that a student or section has.
    private(set) var dueDatesByWeek: [CivilDate: Int] = [:]
    private(set) var termNames: Set<String> = []
    private var coursesWithUnknownTermDates = 0
    private(set) var displayZones: Set<String> = []
    private(set) var rowCounts: [ReportKind: Int] = [:]
    /// By kind; `nil` where there is no run before to compare with.
    package private(set) var changes: [Change.Kind: Int]?
    /// Courses, as their list names them, of which nothing is told as removed: they are failed or partial here or there.
    package private(set) var coursesComparedInPart: [String] = []
    private var coursesComparedWithoutAccommodations = 0

    /// When the run before began to read, where there is one to compare with.
    let changesSince: Instant?

    /// - Parameter isCompared: whether there is a run before to compare with.
    init(isCompared: Bool = false, since earlier: Instant? = nil) {
        changesSince = earlier
        if isCompared { changes = [:] }
    }

    mutating func add(_ report: CourseReport) {
        courses[report.row.status, default: 0] += 1
        if report.row.status != .complete {
            incomplete.append(
                IncompleteCourse(
                    reference: report.row.reference,
                    status: report.row.status,
                    reason: report.row.reason
                )
            )
        }
        sections += report.row.sections
        students += report.row.students
        items += report.row.items
        overrides += report.overrides.count
        for override in report.overrides.map(\.override) {
            let type = override.target.setType
            if override.isFromModule {
                moduleOverridesByType[type, default: 0] += 1
            } else {
                itemOverridesByType[type, default: 0] += 1
            }
        }
        for finding in report.findings {
            findings[FindingKey(rule: finding.rule, severity: finding.severity), default: 0] += 1
        }
        studentsWithIndividualException += Set(report.students.filter(\.hasIndividualException).map(\.student.id)).count
        addDueDates(of: report)
        if let course = report.course {
            if let term = course.course.term { termNames.insert(term.name) }
            if course.course.term?.forStudents == nil { coursesWithUnknownTermDates += 1 }
            displayZones.insert(course.displayZone.identifier)
        }
        let rows: [ReportKind: Int] = [
            .students: report.students.count, .sections: report.sections.count, .overrides: report.overrides.count,
            .findings: report.findings.count, .courses: 1, .accommodations: report.accommodations.count,
            .changes: report.changes.count,
        ]
        rowCounts.merge(rows, uniquingKeysWith: +)
        for change in report.changes { changes?[change.kind, default: 0] += 1 }
        if report.isComparedWithoutAccommodations { coursesComparedWithoutAccommodations += 1 }
        if report.isComparedInPart { coursesComparedInPart.append(report.row.reference) }
    }

    /// Of every kind.
    package var changeCount: Int { changes?.values.reduce(0, +) ?? 0 }

    /// What is not told of accommodations because one of the runs did not ask; empty where both did, or neither.
    package var accommodationChangesRemark: String {
        guard coursesComparedWithoutAccommodations > 0 else { return "" }
        return "Extra time and attempts are not compared in "
            + "\(quantity(coursesComparedWithoutAccommodations, "course")): only one of the two runs was made with --accommodations."
    }

    /// For the front pages: what is not known of students' access; empty where all is.
    var accessRemark: String {
        guard coursesWithUnknownTermDates > 0 else { return "" }
        return "not known in \(quantity(coursesWithUnknownTermDates, "course")) where the term decides it: only an "
            + "administrator of the root account may read a term's dates for students"
    }

    /// How many findings there are of this severity or worse.
    package func findingCount(atLeast severity: FindingRow.Severity) -> Int {
        findings.filter { $0.key.severity <= severity }.values.reduce(0, +)
    }

    func findingCount(of severity: FindingRow.Severity) -> Int {
        findings.filter { $0.key.severity == severity }.values.reduce(0, +)
    }

    var findingsByRule: [String: Int] {
        Dictionary(findings.map { ($0.key.rule, $0.value) }, uniquingKeysWith: +)
    }

    private mutating func addDueDates(of report: CourseReport) {
        guard let zone = report.course?.displayZone else { return }
        var seen: [ItemKey: Set<Instant>] = [:]
        for row in report.students {
            guard let dueAt = row.decision(.due)?.instant, seen[row.item.key, default: []].insert(dueAt).inserted
            else { continue }
            let local = LocalTime(dueAt, in: zone)
            let monday = CivilDate(daysSince1970: local.day - Int64(local.daysSinceMonday))
            dueDatesByWeek[monday, default: 0] += 1
        }
    }
}

/// How many due dates fall into a week, for the charts.
struct DueWeek {
    /// Its Monday, in days since 1970.
    let day: Int64
    let count: Int

    var monday: CivilDate { CivilDate(daysSince1970: day) }

    /// In the order of time.
    static func list(_ counts: [CivilDate: Int]) -> [DueWeek] {
        counts.map { date, count in
            DueWeek(day: daysSince1970(year: date.year, month: date.month, day: date.day), count: count)
        }.sorted { $0.day < $1.day }
    }

    /// With the weeks between in which nothing is due: the axis of a chart is time.
    static func filled(_ weeks: some BidirectionalCollection<DueWeek>) -> [DueWeek] {
        guard let first = weeks.first, let last = weeks.last else { return [] }
        let counts = Dictionary(weeks.map { ($0.day, $0.count) }, uniquingKeysWith: +)
        return stride(from: first.day, through: last.day, by: 7).map { DueWeek(day: $0, count: counts[$0] ?? 0) }
    }
}

extension FindingRow.Severity: Comparable {
    /// Worse comes first.
    package static func < (left: Self, right: Self) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}

extension StudentRow {
    /// An override that names this student decides a date or the assignment.
    var hasIndividualException: Bool {
        effective.assignment.source == .student || DateField.allCases.contains { decision($0)?.source == .student }
    }
}
