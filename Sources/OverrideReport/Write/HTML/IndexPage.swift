import CanvasAPI
import Foundation

/// `index.html`: gathered while the courses pass by, of which it keeps a line each and the first findings of each rule.
struct IndexPage {
    /// How many findings of one rule the front page lists.
    private static let mostFindings = 20

    /// Those of fetching are known at the end only.
    var facts: RunFacts
    private let kinds: Set<ReportKind>
    private var courses: [PageValues] = []
    private var findings: FindingGroups

    init(facts: RunFacts, kinds: Set<ReportKind>, formats: Set<ReportFormat>) {
        findings = FindingGroups(mostShown: Self.mostFindings, fileWithAll: formats.fileWithAllRows(of: .findings))
        self.facts = facts
        self.kinds = kinds
    }

    /// - Parameter page: the link to the course's page; `nil` for a course that has none.
    mutating func add(_ report: CourseReport, page: String?) {
        let row = report.row
        func count(_ number: Int?) -> String { row.status == .failed ? "" : number.map(grouped) ?? "not known" }
        courses.append([
            "page": .text(page ?? ""),
            "reference": .text(shortened(row.reference)),
            "name": .text(shortened(row.course?.course.name ?? row.reference)),
            "code": .text(shortened(row.course?.course.code ?? "")),
            "sis_id": .text(shortened(row.course?.course.sisID ?? "")),
            "term": .text(shortened(row.course?.course.term?.name ?? "")),
            "status": .text(row.status.rawValue),
            "reason": .text(row.reason),
            "sections": .text(count(row.sections)),
            "students": .text(count(row.students)),
            "items": .text(count(row.items)),
            "overrides": .text(count(row.overrides)),
            "findings": .text(count(row.findings)),
        ])
        for finding in report.findings { findings.add(finding, page: page) }
    }

    func render(_ totals: ReportTotals, templates: ReportTemplates) throws -> HTMLBuffer {
        let chart = WeekChart(dueDatesByWeek: totals.dueDatesByWeek).markup()
        let values: PageValues = [
            "title": .text("Canvas dates and overrides: \(facts.canvasHost)"),
            "host": .text(facts.canvasHost),
            "terms": .text(termText(totals.termNames)),
            "as_of": .text(facts.asOfText(in: facts.zone)),
            "notices": .list(notices(totals)),
            "totals": .list(figures(totals)),
            "course_count": .text(grouped(courses.count)),
            "courses": .list(courses),
            "has_findings": .flag(kinds.contains(.findings)),
            "finding_groups": findings.values,
            "finding_count": .text(grouped(findings.count)),
            "changes_page": .text(totals.changes == nil ? "" : ChangesPage.fileName),
            "run": .list(runFacts(totals)),
        ]
        return try templates.render(.index, values, parts: ["chart": chart], foot: facts.foot())
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
            .fact(totals.students, "Students", note: "counted in each course"),
            .fact(totals.items, "Items"),
            .fact(totals.overrides, "Overrides", note: modules == 0 ? "" : "\(grouped(modules)) of them of modules"),
            .fact(totals.studentsWithIndividualException, "Students with an override of their own"),
        ]
        if kinds.contains(.findings) { figures.append(.fact(findings.count, "Findings", note: findings.summary)) }
        if let changes = totals.changes {
            let dates = changes[.dateChanged].map { "\(quantity($0, "date")) changed" } ?? ""
            figures.append(.fact(totals.changeCount, "Changes since the run before", note: dates))
        }
        return figures
    }

    private func notices(_ totals: ReportTotals) -> [PageValues] {
        func notice(_ level: String, _ status: CourseRow.Status, _ text: (_ one: Bool) -> String) -> PageValues? {
            guard let count = totals.courses[status], count > 0 else { return nil }
            let sentences =
                "\(quantity(count, "course")) \(text(count == 1)) The reason stands beside each in the list."
            return ["level": .text(level), "text": .text(sentences)]
        }
        return [
            notice("error", .failed) { "could not be read and \($0 ? "has" : "have") no page." },
            notice("warning", .partial) {
                "\($0 ? "is" : "are") partial: the token could not see everything the dates depend on."
            },
        ].compactMap { $0 }
    }

    private func termText(_ names: Set<String>) -> String {
        let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        guard sorted.count > 3 else { return sorted.map { shortened($0, to: 80) }.joined(separator: ", ") }
        return "\(grouped(sorted.count)) terms"
    }

    private func runFacts(_ totals: ReportTotals) -> [PageValues] {
        let options = facts.options.sorted { $0.key < $1.key }.map { "--\($0.key) \($0.value)" }.joined(separator: " ")
        let rows: [(String, String)] = [
            ("Canvas", facts.canvasURL),
            ("Seen with the token of", facts.viewer),
            ("As of", facts.asOfText(in: facts.zone)),
            ("Time zone of the dates", zoneText(totals)),
            ("Read from Canvas", facts.fetchedText),
            ("Requests", grouped(facts.requestCount)),
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
