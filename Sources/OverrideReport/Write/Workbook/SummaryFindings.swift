import Spreadsheet

extension SummaryPage {
    /// Findings by severity and rule, each with a link to the first of its kind.
    ///
    /// - Returns: the row below the list.
    func putFindings(from row: Int, on grid: inout SummaryGrid, _ styles: SummaryStyles) -> Int {
        heading("Findings", row, Place.page, on: &grid, styles)
        let keys = totals.findings.keys.sorted { Self.order($0) < Self.order($1) }
        guard !keys.isEmpty else {
            grid.put(.text("Nothing was found.", styles.text), row: row + 1, columns: Place.page)
            return row + 2
        }
        grid.put(.text("Severity", styles.columnHeading), row: row + 1, column: 0)
        grid.put(.text("Rule (leads to the first one)", styles.columnHeading), row: row + 1, columns: 1...3)
        grid.put(.text("What it means", styles.columnHeading), row: row + 1, columns: 4...6)
        grid.put(.text("Count", styles.columnHeadingRight), row: row + 1, column: 7)
        var next = row + 2
        for key in keys {
            let rule = key.rule.rawValue
            let tone = styles[key.severity.tone]
            grid.put(.text(PlainWords.text(ofCode: key.severity.rawValue), tone), row: next, column: 0)
            let link = firstFindings[key].map { Cell.link(.cell($0), text: rule, styles.link) }
            grid.put(link ?? .text(rule, styles.text), row: next, columns: 1...3)
            grid.put(.text(key.rule.meaning, styles.text), row: next, columns: 4...6)
            grid.put(.number(totals.findings[key, default: 0], styles.number), row: next, column: 7)
            next += 1
        }
        return next
    }

    private static func order(_ key: ReportTotals.FindingKey) -> (FindingRow.Severity, Int) {
        (key.severity, FindingRule.allCases.firstIndex(of: key.rule) ?? 0)
    }
}
