import CanvasAPI
import Foundation
import Spreadsheet

/// The first sheet: what the run was, what there is in sum, where to look. It fits one printed page.
struct SummaryPage {
    /// A table of the workbook, for the list of sheets.
    struct Sheet {
        let names: [String]
        let meaning: String
        let rows: Int
        let linksAsText: Int
    }

    /// Columns of the page. The charts' figures stand right of it, where they are not printed.
    enum Place {
        static let left = 0...3
        static let right = 5...7
        static let page = 0...7
        static let weeks = 9
        static let kinds = 12
        static let widths: [Double] = [25, 13, 13, 13, 3, 25, 11, 11, 4, 14, 11, 4, 24, 11]
    }

    let facts: RunFacts
    let totals: ReportTotals
    let zones: ReportZones
    let sheets: [Sheet]
    let firstFindings: [ReportTotals.FindingKey: CellAddress]

    func write(to sheet: Worksheet, of workbook: Workbook) throws(SpreadsheetError) {
        var grid = SummaryGrid(styles: try SummaryStyles(in: workbook))
        putTitle(on: &grid)
        let afterFacts = max(
            putList("This run", runFacts(grid.styles), Place.left, from: 3, on: &grid),
            putList("Totals", totalLines(grid.styles), Place.right, from: 3, on: &grid)
        )
        let kindsRow = afterFacts + 1
        let kinds = putKinds(from: 3, on: &grid)
        grid.putHeading("Overrides by kind", row: kindsRow, Place.right)
        let afterSheets = putSheets(from: kindsRow, on: &grid)
        let weeksRow = max(afterSheets, kindsRow + 11) + 1
        grid.putHeading("Due dates by week", row: weeksRow, Place.page)
        let weeks = putWeeks(from: 3, on: &grid)
        let afterFindings = putFindings(from: weeksRow + 15, on: &grid)
        try grid.write(to: sheet)
        if let weeks {
            let chart = SummaryCharts.dueDatesByWeek(weeks, on: sheet.name)
            try sheet.insert(chart, row: weeksRow + 1, column: Place.page.lowerBound)
        }
        if let kinds {
            let chart = SummaryCharts.overridesByKind(kinds, on: sheet.name)
            try sheet.insert(chart, row: kindsRow + 1, column: Place.right.lowerBound)
        }
        try setPage(of: sheet, rows: afterFindings)
    }

    private func putTitle(on grid: inout SummaryGrid) {
        grid.put(.text("Due, unlock and lock dates", grid.styles.title), row: 0, Place.page)
        grid.set(height: 36, ofRow: 0)
        let terms = Self.list(totals.termNames.sorted(), limit: 4)
        let subtitle = [facts.canvasHost, terms].filter { !$0.isEmpty }.joined(separator: "  ·  ")
        grid.put(.text(subtitle, grid.styles.subtitle), row: 1, Place.page)
        grid.set(height: 22, ofRow: 1)
    }

    /// `a, b, c and 4 more`
    static func list(_ names: [String], limit: Int) -> String {
        guard names.count > limit else { return names.joined(separator: ", ") }
        return names.prefix(limit).joined(separator: ", ") + " and \(names.count - limit) more"
    }

    private func setPage(of sheet: Worksheet, rows: Int) throws(SpreadsheetError) {
        for (column, width) in Place.widths.enumerated() { try sheet.set(width: width, ofColumn: column) }
        try sheet.hideGridlines()
        try sheet.set(tabColor: Palette.heading)
        var page = PageSetup()
        page.fit = .init(across: 1, down: 1)
        page.area = CellRange(rows: 0...max(0, rows - 1), columns: Place.page)
        page.margins = .init(left: 0.5, right: 0.5, top: 0.5, bottom: 0.6)
        page.centeredHorizontally = true
        page.footer = .init(left: [.text("override-report \(facts.version)")], right: [.text(facts.canvasHost)])
        try sheet.set(page)
    }
}

// MARK: Lists

/// A line of a list: what, and how much or which.
private struct SummaryLine {
    let label: String
    let value: Cell
    var tone: CellTone?
}

extension SummaryPage {
    private func runFacts(_ styles: SummaryStyles) -> [SummaryLine] {
        let zone = zones.forRun
        let asOf = WallClock(facts.asOf, in: zone).serial.map { Cell.number($0, styles.date) }
        let viewer = facts.viewerName.isEmpty ? "unknown" : facts.viewerName
        var lines: [(String, Cell)] = [
            ("Canvas", .link(.web(facts.canvasURL), text: facts.canvasHost, styles.link)),
            ("Seen as", .text(facts.viewerID.map { "\(viewer) (user \($0))" } ?? viewer, styles.text)),
            ("As of (\(zone.nameForReaders))", asOf ?? .text(DateText.text(facts.asOf, in: zone), styles.text)),
        ]
        if let first = facts.firstFetchedAt, let last = facts.lastFetchedAt {
            func minute(_ instant: Instant) -> Instant { instant.adding(seconds: -(instant.secondsSince1970 % 60)) }
            let (start, end) = (minute(first).words(in: zone), minute(last).words(in: zone))
            lines.append(("Read from Canvas", .text(start, styles.text)))
            if start != end { lines.append(("    until", .text(end, styles.text))) }
        }
        lines += [
            ("Dates are shown in", .text(zoneText, styles.text)),
            ("Snapshot", .text(facts.snapshotName, styles.text)),
            ("Requests", .number(facts.requestCount, styles.leftNumber)),
            ("Written by", .text("override-report \(facts.version)", styles.text)),
        ]
        if !totals.accessRemark.isEmpty {
            lines.append(("Students' access", .text(totals.accessRemark, styles.text)))
        }
        return lines.map { SummaryLine(label: $0.0, value: $0.1) }
    }

    private var zoneText: String {
        switch (facts.timeZone, zones) {
        case (.course, .single(let zone)): "the courses' zone, \(zone.nameForReaders)"
        case (_, .single(let zone)): zone.nameForReaders
        case (_, .several): "each course's zone (column Time zone)"
        }
    }

    private func totalLines(_ styles: SummaryStyles) -> [SummaryLine] {
        func line(_ label: String, _ count: Int) -> SummaryLine {
            SummaryLine(label: label, value: .number(count, styles.bigNumber))
        }
        let statuses = CourseRow.Status.allCases.map { status in
            let count = totals.courses[status, default: 0]
            let tone = count > 0 ? status.tone : nil
            let style = tone.flatMap { styles[$0] } ?? styles.number
            return SummaryLine(label: "    \(status.rawValue)", value: .number(count, style), tone: tone)
        }
        return [line("Courses asked for", totals.courses.values.reduce(0, +))] + statuses + [
            line("Sections", totals.sections), line("Students", totals.students),
            line("Items with dates", totals.items), line("Overrides", totals.overrides),
            line("Students with an override of their own", totals.studentsWithIndividualException),
        ]
    }

    /// - Returns: the row below the list.
    private func putList(
        _ title: String,
        _ lines: [SummaryLine],
        _ columns: ClosedRange<Int>,
        from row: Int,
        on grid: inout SummaryGrid
    ) -> Int {
        grid.putHeading(title, row: row, columns)
        // Long values on the left, numbers under one another on the right.
        let split = columns == Place.left ? columns.lowerBound : columns.upperBound - 1
        for (index, line) in lines.enumerated() {
            let style = line.tone.flatMap { grid.styles[$0] } ?? grid.styles.label
            grid.put(.text(line.label, style), row: row + 1 + index, columns.lowerBound...split)
            grid.put(line.value, row: row + 1 + index, (split + 1)...columns.upperBound)
        }
        return row + 1 + lines.count
    }

    /// The sheets of the workbook with links, and how to read them.
    private func putSheets(from row: Int, on grid: inout SummaryGrid) -> Int {
        let styles = grid.styles
        grid.putHeading("In this workbook", row: row, Place.left)
        var next = row + 1
        for sheet in sheets {
            for (part, name) in sheet.names.enumerated() {
                let target = CellAddress(sheet: name, row: 0, column: 0)
                grid.put(.link(.cell(target), text: name, styles.link), row: next, 0...0)
                grid.put(part == 0 ? .number(sheet.rows, styles.number) : .blank(styles.text), row: next, 1...1)
                let meaning = part == 0 ? sheet.meaning : "goes on from the sheet before"
                grid.put(.text(meaning, styles.indented), row: next, 2...3)
                next += 1
            }
        }
        var hints = [
            "Amber rows differ from the dates for everyone; bold dates are those that differ. Grey italic rows are not "
                + "assigned, or reach nobody.",
            "Ids and further columns are folded away at the right of each sheet: press the + above the columns.",
        ]
        let unlinked = sheets.reduce(0) { $0 + $1.linksAsText }
        if unlinked > 0 {
            hints.append(
                "A sheet has \(mostLinksOfSheet) links at most: \(grouped(unlinked)) further cells are plain text."
            )
        }
        for hint in hints {
            grid.put(.text(hint, styles.hint), row: next, Place.left)
            grid.set(height: 31, ofRow: next)
            next += 1
        }
        return next
    }

    /// Findings by severity and rule, each with a link to the first of its kind.
    ///
    /// - Returns: the row below the list.
    private func putFindings(from row: Int, on grid: inout SummaryGrid) -> Int {
        let styles = grid.styles
        grid.putHeading("Findings", row: row, Place.page)
        guard !totals.findings.isEmpty else {
            grid.put(.text("Nothing was found.", styles.text), row: row + 1, Place.page)
            return row + 2
        }
        grid.put(.text("Severity", styles.columnHeading), row: row + 1, 0...0)
        grid.put(.text("Rule (link to the first finding)", styles.columnHeading), row: row + 1, 1...3)
        grid.put(.text("What it means", styles.columnHeading), row: row + 1, 4...6)
        grid.put(.text("Count", styles.columnHeadingRight), row: row + 1, 7...7)
        var next = row + 2
        for severity in FindingRow.Severity.allCases.sorted() {
            for rule in FindingRule.all {
                let key = ReportTotals.FindingKey(rule: rule.code, severity: severity)
                guard let count = totals.findings[key] else { continue }
                grid.put(.text(PlainWords.text(ofCode: severity.rawValue), styles[severity.tone]), row: next, 0...0)
                let link = firstFindings[key].map { Cell.link(.cell($0), text: rule.code, styles.link) }
                grid.put(link ?? .text(rule.code, styles.text), row: next, 1...3)
                grid.put(.text(rule.phrase, styles.text), row: next, 4...6)
                grid.put(.number(count, styles.number), row: next, 7...7)
                next += 1
            }
        }
        return next
    }
}

/// A page put together block by block. It is written row by row at the end, as the workbook demands.
struct SummaryGrid {
    private struct Line {
        var cells: [Int: Cell] = [:]
        var merged: [ClosedRange<Int>] = []
        var height: Double?
    }

    let styles: SummaryStyles
    private var lines: [Line] = []

    init(styles: SummaryStyles) {
        self.styles = styles
    }

    /// One cell, over several columns all with its style.
    mutating func put(_ cell: Cell, row: Int, _ columns: ClosedRange<Int>) {
        reach(row)
        for column in columns { lines[row].cells[column] = .blank(cell.style) }
        lines[row].cells[columns.lowerBound] = cell
        if columns.count > 1 { lines[row].merged.append(columns) }
    }

    mutating func putHeading(_ text: String, row: Int, _ columns: ClosedRange<Int>) {
        put(.text(text, styles.section), row: row, columns)
        set(height: 21, ofRow: row)
    }

    mutating func set(height: Double, ofRow row: Int) {
        reach(row)
        lines[row].height = height
    }

    func write(to sheet: Worksheet) throws(SpreadsheetError) {
        for line in lines {
            let last = line.cells.keys.max() ?? -1
            let cells = (0..<(last + 1)).map { line.cells[$0] ?? .blank() }
            try sheet.append(cells, height: line.height, merged: line.merged)
        }
    }

    private mutating func reach(_ row: Int) {
        while lines.count <= row { lines.append(Line()) }
    }
}
