import CanvasAPI
import Foundation

/// Sums over all courses of a run, for the front pages and the manifest.
struct ReportTotals: Sendable, Equatable {
    struct FindingKey: Sendable, Hashable {
        var rule: FindingRule
        var severity: FindingRow.Severity
    }

    private(set) var courses: [CourseRow.Status: Int] = [:]
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
    private(set) var displayZones: Set<String> = []
    private(set) var rowCounts: [ReportKind: Int] = [:]

    init() {}

    mutating func add(_ report: CourseReport) {
        courses[report.row.status, default: 0] += 1
        sections += report.row.sections
        students += report.row.students
        items += report.row.items
        overrides += report.overrides.count
        for row in report.overrides {
            if row.override.isFromModule {
                moduleOverridesByType[row.override.target.setType, default: 0] += 1
            } else {
                itemOverridesByType[row.override.target.setType, default: 0] += 1
            }
        }
        for finding in report.findings {
            findings[FindingKey(rule: finding.rule, severity: finding.severity), default: 0] += 1
        }
        studentsWithIndividualException += Set(report.students.filter(\.hasIndividualException).map(\.student.id)).count
        addDueDates(of: report)
        if let course = report.course {
            if let term = course.course.term { termNames.insert(term.name) }
            displayZones.insert(course.displayZone.identifier)
        }
        rowCounts[.students, default: 0] += report.students.count
        rowCounts[.sections, default: 0] += report.sections.count
        rowCounts[.overrides, default: 0] += report.overrides.count
        rowCounts[.findings, default: 0] += report.findings.count
        rowCounts[.courses, default: 0] += 1
    }

    /// How many findings there are of this severity or worse.
    func findingCount(atLeast severity: FindingRow.Severity) -> Int {
        findings.filter { $0.key.severity <= severity }.values.reduce(0, +)
    }

    private mutating func addDueDates(of report: CourseReport) {
        guard let zone = report.course?.displayZone else { return }
        struct DistinctDate: Hashable {
            let key: ItemKey
            let dueAt: Instant
        }
        var distinct: Set<DistinctDate> = []
        for row in report.students where row.effective.assignment.isAssigned {
            guard let dueAt = row.effective.due.instant else { continue }
            distinct.insert(DistinctDate(key: row.item.key, dueAt: dueAt))
        }
        for date in distinct {
            dueDatesByWeek[mondayOfWeek(containing: date.dueAt, in: zone), default: 0] += 1
        }
    }
}

extension FindingRow.Severity: Comparable {
    /// Worse comes first.
    static func < (left: Self, right: Self) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .error: 0
        case .warning: 1
        case .note: 2
        }
    }
}

extension StudentRow {
    /// An override that names this student decides a date or the assignment.
    var hasIndividualException: Bool {
        effective.assignment.source == .student
            || effective.assignment.isAssigned && DateField.allCases.contains { effective[$0].source == .student }
    }
}

private func mondayOfWeek(containing instant: Instant, in zone: TimeZone) -> CivilDate {
    let local = LocalTime(instant, in: zone)
    return CivilDate(daysSince1970: local.day - Int64(local.daysSinceMonday))
}
