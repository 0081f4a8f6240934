import CanvasAPI
import Foundation

/// `index.html`: gathered while the courses pass by, of which it keeps a line each and the first findings of each rule.
struct IndexPage {
    /// How many findings of one rule the front page lists.
    private static let mostFindings = 20
    /// A longer list of courses stands in a box of its own height, so that it does not push away what is below it.
    private static let mostUnfolded = 15

    /// Those of fetching are known at the end only.
    var facts: RunFacts
    private let kinds: Set<ReportKind>
    private let studentFile: String
    private var hasReasons = false
    private var hasTeachers = false
    /// What can't be read of accommodations, and of how many courses.
    private var remarks: [String: Int] = [:]
    private var courses: [PageValues] = []
    private var findings: FindingGroups

    init(facts: RunFacts, kinds: Set<ReportKind>, formats: Set<ReportFormat>) {
        findings = FindingGroups(mostShown: Self.mostFindings, fileWithAll: formats.fileWithAllRows(of: .findings))
        self.facts = facts
        self.kinds = kinds
        studentFile = formats.fileWithAllRows(of: .students)
    }

    /// - Parameter page: the link to the course's page; `nil` for a course that has none.
    mutating func add(_ report: CourseReport, page: String?) {
        let row = report.row
        func count(_ number: Int?) -> String { row.status == .failed ? "" : number.map(grouped) ?? "not known" }
        let findings = Dictionary(report.findings.map { ($0.severity, 1) }, uniquingKeysWith: +)
        func count(_ severity: FindingRow.Severity) -> String { count(findings[severity] ?? 0) }
        let isFailed = row.status == .failed
        hasTeachers = hasTeachers || !row.teachers.isEmpty
        // The same for every course with New Quizzes: it stands below, once.
        let remark = report.accommodationRemark
        if !remark.isEmpty { remarks[remark, default: 0] += 1 }
        let reason = remark.isEmpty ? row.reason : row.reason.replacing(remark, with: "").trimmed
        hasReasons = hasReasons || !isFailed && !reason.isEmpty
        courses.append([
            "page": .text(page ?? ""),
            "reference": .text(shortened(row.reference)),
            "name": .text(shortened(row.course?.course.name ?? row.reference)),
            "code": .text(shortened(row.course?.course.code ?? "")),
            "sis_id": .text(shortened(row.course?.course.sisID ?? "")),
            "course_id": .text(row.course?.course.id.description ?? ""),
            "term": .text(shortened(row.course?.course.term?.name ?? "")),
            "account": .text(shortened(row.course?.course.accountName ?? "")),
            "teachers": .text(Self.list(row.teachers)),
            "status": .text(row.status.rawValue),
            "reason": .text(isFailed ? "" : reason),
            "failure": .text(isFailed ? row.reason : ""),
            "sections": .text(count(row.sections)),
            "students": .text(count(row.students)),
            "items": .text(count(row.items)),
            "overrides": .text(count(row.overrides)),
            "findings": .text(count(row.findings)),
            "errors": .text(count(.error)),
            "warnings": .text(count(.warning)),
            "notes": .text(count(.note)),
            "has_errors": .flag(findings[.error] != nil),
        ])
        for finding in report.findings { self.findings.add(finding, page: page) }
    }

    /// - Parameter lookUp: finished; it ends up in the page.
    func write(_ totals: ReportTotals, lookUp: StudentLookUp?, templates: ReportTemplates, to path: String) throws {
        let chart = WeekChart(dueDatesByWeek: totals.dueDatesByWeek).markup()
        let values: PageValues = [
            "title": .text("Canvas dates and overrides: \(facts.canvasHost)"),
            "host": .text(facts.canvasHost),
            "terms": .text(termText(sortedTerms(totals))),
            "as_of": .text(facts.asOf.wordsAndZone(facts.zone)),
            "notices": .list(notices(totals)),
            "totals": .list(figures(totals)),
            "course_count": .text(grouped(courses.count)),
            "courses": .list(courses),
            "has_findings": .flag(kinds.contains(.findings)),
            "finding_groups": findings.values,
            "finding_count": .text(grouped(findings.count)),
            "changes_page": .text(totals.changes == nil ? "" : ChangesPage.fileName),
            "run": .list(runFacts(totals)),
            "has_terms": .flag(totals.termNames.count > 1),
            "term_choices": .list(sortedTerms(totals).map { ["term": .text(shortened($0))] }),
            "has_reasons": .flag(hasReasons),
            "has_teachers": .flag(hasTeachers),
            "count_columns": .text(String(4 + (kinds.contains(.findings) ? 3 : 0) + (hasReasons ? 1 : 0))),
            "is_long": .flag(courses.count > Self.mostUnfolded),
            "has_look_up": .flag((lookUp?.count ?? 0) > 0),
            "look_up_left": .text(lookUp.map { $0.left == 0 ? "" : grouped($0.left) } ?? ""),
            "student_file": .text(studentFile),
            "student_count": .text(grouped(lookUp?.count ?? 0)),
        ]
        try templates.write(
            .index,
            values,
            parts: ["chart": chart],
            staged: lookUp.map { ("look_up", $0.path) },
            foot: facts.foot(),
            to: path
        )
    }

    /// A few names; the files have all.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(4).map { shortened($0, to: 60) }.joined(separator: "; ")
        return names.count > 4 ? "\(shown) and \(grouped(names.count - 4)) more" : shown
    }

    private func figures(_ totals: ReportTotals) -> [PageValues] {
        let complete = totals.courses[.complete] ?? 0
        let modules = totals.moduleOverridesByType.values.reduce(0, +)
        var figures: [PageValues] = [
            .fact(
                courses.count,
                "Courses",
                note: complete == courses.count ? "all complete" : "\(grouped(complete)) complete"
            ),
            .fact(totals.sections, "Sections"),
            .fact(totals.students, "Students", note: "counted once for each course"),
            .fact(totals.items, "Items"),
            .fact(totals.overrides, "Overrides", note: modules == 0 ? "" : "\(grouped(modules)) of them of modules"),
            .fact(totals.studentsWithIndividualException, "Students with an override of their own"),
        ]
        if kinds.contains(.findings) { figures.append(.fact(findings.count, "Findings", note: findings.summary)) }
        if let changes = totals.changes {
            let dates = changes[.dateChanged].map { "\(quantity($0, "date")) changed" } ?? ""
            figures.append(.fact(totals.changeCount, "Changes since the previous run", note: dates))
        }
        return figures
    }

    private func notices(_ totals: ReportTotals) -> [PageValues] {
        func notice(_ level: String, _ status: CourseRow.Status, _ text: (_ one: Bool) -> String) -> PageValues? {
            guard let count = totals.courses[status], count > 0 else { return nil }
            let sentences =
                "\(quantity(count, "course")) \(text(count == 1)) The reason is beside each in the list."
            return ["level": .text(level), "text": .text(sentences)]
        }
        return [
            notice("error", .failed) { "could not be read and \($0 ? "has" : "have") no page." },
            notice("warning", .partial) {
                "\($0 ? "is" : "are") partial: the token could not see everything the dates depend on."
            },
        ].compactMap { $0 }
    }

    private func sortedTerms(_ totals: ReportTotals) -> [String] {
        totals.termNames.sorted(by: ReportOrder.bytesPrecede)
    }

    private func termText(_ sorted: [String]) -> String {
        guard sorted.count > 3 else { return sorted.map { shortened($0, to: 80) }.joined(separator: ", ") }
        return "\(grouped(sorted.count)) terms"
    }

    private func runFacts(_ totals: ReportTotals) -> [PageValues] {
        // As they would be typed.
        let options = facts.options.sorted { $0.key < $1.key }.filter { $0.value != "false" }
            .map { $0.value == "true" ? "--\($0.key)" : "--\($0.key) \($0.value)" }.joined(separator: " ")
        let rows: [(String, String)] = [
            ("Canvas", facts.canvasURL),
            ("Seen with the token of", facts.viewer),
            ("As of", facts.asOf.wordsAndZone(facts.zone)),
            ("Time zone of the dates", zoneText(totals)),
            ("Read from Canvas", facts.fetchedText),
            ("Requests", grouped(facts.requestCount)),
            ("Students’ access", totals.accessRemark),
            (
                "Extra time and attempts",
                remarks.map { "\($0.key) (\(quantity($0.value, "course")))" }.sorted().joined(separator: " ")
            ),
            ("Snapshot", facts.snapshotName),
            ("Version", "override-report \(facts.version)"),
            ("Options", options),
        ]
        return rows.filter { !$0.1.isEmpty }.map { ["label": .text($0.0), "value": .text($0.1)] }
    }

    private func zoneText(_ totals: ReportTotals) -> String {
        let zones = totals.displayZones.sorted().joined(separator: ", ")
        return facts.timeZone == .course && totals.displayZones.count > 1 ? "each course's own: \(zones)" : zones
    }
}
