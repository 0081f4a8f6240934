import CanvasAPI
import Foundation
import Spreadsheet

/// Writes `override-dates.xlsx`: a Summary in front, then a sheet for each kind of row that is asked for.
final class WorkbookReportWriter: ReportWriter {
    static let fileName = "override-dates.xlsx"

    private let workbook: Workbook
    private let summary: Worksheet
    private let facts: RunFacts
    private let zones: ReportZones
    private let students: ReportTable<StudentLine>?
    private let sections: ReportTable<SectionRow>?
    private let overrides: ReportTable<OverrideRow>?
    private let findings: ReportTable<FindingRow>?
    private let courses: ReportTable<CourseRow>?
    private var firstFindings: [ReportTotals.FindingKey: CellAddress] = [:]

    /// - Parameters:
    ///   - directory: where the file is made; it is there already, and has room for the rows twice while it is closed.
    ///   - courseZones: the zones of the courses in the list. They are asked for before the first course, because the
    ///     headings stand before the rows.
    init(
        directory: String,
        kinds: Set<ReportKind>,
        facts: RunFacts,
        courseZones: Set<TimeZone>,
        limits: SpreadsheetLimits = .excel
    ) throws {
        let workbook = try Workbook(
            path: "\(directory)/\(Self.fileName)",
            properties: .init(
                title: "Due, unlock and lock dates",
                subject: facts.canvasHost,
                author: "override-report \(facts.version)",
                created: max(1, Int(facts.asOf.secondsSince1970))
            ),
            scratchPrefix: TemporaryNames.prefix,
            limits: limits
        )
        let zones = ReportZones(facts.timeZone, courseZones: courseZones)
        let styles = try ReportStyles(in: workbook)
        let summary = try workbook.addWorksheet(named: "Summary")
        try summary.activate()
        func table<Row>(_ kind: ReportKind, _ sheet: SheetDefinition<Row>) throws -> ReportTable<Row>? {
            guard kinds.contains(kind) else { return nil }
            return try ReportTable(sheet, in: workbook, styles: styles, footer: facts.canvasHost)
        }
        students = try table(.students, studentSheet(zones))
        sections = try table(.sections, sectionSheet(zones))
        overrides = try table(.overrides, overrideSheet(zones))
        findings = try table(.findings, findingSheet(zones))
        courses = try table(.courses, courseSheet(zones, canvasURL: facts.canvasURL))
        self.workbook = workbook
        self.summary = summary
        self.facts = facts
        self.zones = zones
    }

    func write(_ course: CourseReport) throws {
        if let students {
            let lines = StudentLines(course)
            for row in course.students { try students.append(lines.line(row)) }
        }
        if let sections { for row in course.sections { try sections.append(row) } }
        if let overrides { for row in course.overrides { try overrides.append(row) } }
        if let findings {
            for row in course.findings {
                let address = try findings.append(row)
                let key = ReportTotals.FindingKey(rule: row.rule, severity: row.severity)
                if firstFindings[key] == nil { firstFindings[key] = address }
            }
        }
        try courses?.append(course.row)
    }

    func finish(_ totals: ReportTotals, _ facts: RunFacts) throws {
        try students?.finish()
        try sections?.finish()
        try overrides?.finish()
        try findings?.finish()
        try courses?.finish()
        let page = SummaryPage(
            facts: facts,
            totals: totals,
            zones: zones,
            sheets: [
                students.map(SummaryPage.Sheet.init), sections.map(SummaryPage.Sheet.init),
                overrides.map(SummaryPage.Sheet.init), findings.map(SummaryPage.Sheet.init),
                courses.map(SummaryPage.Sheet.init),
            ].compactMap { $0 },
            firstFindings: firstFindings,
            linkLimit: workbook.limits.links
        )
        try page.write(to: summary, of: workbook)
        try workbook.close()
        try FileSystem.sync(workbook.path)
    }
}
