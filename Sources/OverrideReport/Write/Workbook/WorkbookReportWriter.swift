import CanvasAPI
import Foundation
import Spreadsheet

/// Writes `override-dates.xlsx`: a Summary in front, then a sheet for each kind of row that is asked for.
final class WorkbookReportWriter: ReportWriter {
    static let fileName = "override-dates.xlsx"

    private let workbook: Workbook
    private let summary: Worksheet
    private let zones: ReportZones
    private var sheets: [Sheet] = []
    private var firstFindings: [ReportTotals.FindingKey: CellAddress] = [:]

    private struct Sheet {
        let write: (CourseReport) throws -> Void
        /// Gives what the Summary says of it.
        let finish: () throws -> SummaryPage.Sheet
    }

    /// - Parameters:
    ///   - directory: where the file is made; it is there already, and has room for the rows twice while it is closed.
    ///   - courseZones: the zones of the courses in the list. They are asked for before the first course, because the
    ///     headings stand before the rows.
    init(
        directory: String,
        kinds: Set<ReportKind>,
        facts: RunFacts,
        courseZones: Set<TimeZone>,
        showsTeachers: Bool = false,
        limits: SpreadsheetLimits = .excel
    ) throws {
        workbook = try Workbook(
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
        zones = ReportZones(facts.timeZone, courseZones: courseZones)
        let styles = try ReportStyles(in: workbook)
        summary = try workbook.addWorksheet(named: "Summary")
        try summary.activate()
        func table<Row>(_ definition: SheetDefinition<Row>) throws -> TableSheet<Row> {
            let footer = "\(facts.canvasHost) · as of \(facts.asOf.wordsAndZone(zones.forRun))"
            return try TableSheet(definition, in: workbook, styles: styles, footer: footer)
        }
        func add<Row>(
            _ kind: ReportKind,
            _ definition: SheetDefinition<Row>,
            rows: @escaping (CourseReport) -> some Sequence<Row>
        ) throws {
            guard kinds.contains(kind) else { return }
            let table = try table(definition)
            sheets.append(Sheet(write: { try table.append(rows($0)) }, finish: table.finish))
        }
        try add(.students, studentSheet(zones)) { report in
            let lines = StudentLines(report)
            return report.shownStudents.lazy.map(lines.line)
        }
        try add(.sections, sectionSheet(zones)) { $0.shownSections }
        try add(.overrides, overrideSheet(zones)) { $0.overrides }
        if kinds.contains(.findings) { sheets.append(try sortedFindings(in: directory, table)) }
        try add(.courses, courseSheet(zones, showsTeachers: showsTeachers)) { [$0.row] }
        try add(.accommodations, accommodationSheet(zones)) { $0.accommodations }
        try add(.changes, changeSheet(zones)) { $0.changes }
    }

    private func sortedFindings(
        in directory: String,
        _ table: (SheetDefinition<FindingLine>) throws -> TableSheet<FindingLine>
    ) throws -> Sheet {
        let lines = FindingLines(findingSheet(zones), in: directory)
        let table = try table(lines.definition)
        let append = { [unowned self] (batch: [FindingLine]) in
            try table.append(batch) { line, address in
                let key = ReportTotals.FindingKey(rule: line.rule, severity: line.severity)
                if self.firstFindings[key] == nil { self.firstFindings[key] = address }
            }
        }
        return Sheet(
            write: { try append(lines.take($0.findings)) },
            finish: {
                try lines.finish(append)
                return try table.finish()
            }
        )
    }

    func write(_ course: CourseReport) throws {
        for sheet in sheets { try sheet.write(course) }
    }

    func finish(_ totals: ReportTotals, _ facts: RunFacts) throws {
        let page = SummaryPage(
            facts: facts,
            totals: totals,
            zones: zones,
            sheets: try sheets.map { try $0.finish() },
            firstFindings: firstFindings
        )
        try page.write(to: summary, of: workbook)
        try workbook.close()
        try FileSystem.sync(workbook.path)
    }
}
