/// Reads a closed workbook back: every part is there and whole, every sheet has the rows, cells and links written to it.
///
/// `workbook_close` reports success when its temporary directory was full, and the sheet is cut then.
struct WorkbookCheck {
    let path: String
    let sheets: [SheetPart]
    let charts: Int

    func run() throws(SpreadsheetError) {
        do throws(ZipArchive.Problem) {
            let archive = try ZipArchive(path: path)
            var summaries: [String: XMLPartSummary] = [:]
            for entry in archive.entries {
                var scanner = XMLPartScanner()
                try archive.unpack(entry) { scanner.scan($0) }
                let summary = scanner.summary
                guard summary.isClosed else { throw ZipArchive.Problem(part: entry.name, problem: "its XML is cut") }
                summaries[entry.name] = summary
            }
            try compare(summaries)
        } catch {
            let cause = LossCause(of: path, largest: sheets.map(\.rowBytes).max() ?? 0)
            throw .damaged(path: path, part: error.part, problem: error.problem, cause: cause)
        }
    }

    private func compare(_ parts: [String: XMLPartSummary]) throws(ZipArchive.Problem) {
        let charts = (0..<charts).map { "xl/charts/chart\($0 + 1).xml" }
        for name in ["[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"] + charts {
            _ = try part(name, of: parts)
        }
        for (index, sheet) in sheets.enumerated() {
            let name = "xl/worksheets/sheet\(index + 1).xml"
            let found = try part(name, of: parts)
            let rels = parts["xl/worksheets/_rels/sheet\(index + 1).xml.rels"]
            let pairs = [
                ("rows", found.rows, sheet.rowElements),
                ("cells", found.cells, sheet.cellElements),
                ("bytes of rows", found.rowBytes, sheet.rowBytes),
                ("links", found.links, sheet.links),
                ("relations", rels?.relations ?? 0, sheet.webLinks + (sheet.hasCharts ? 1 : 0)),
            ]
            for (what, there, meant) in pairs where there != meant {
                throw ZipArchive.Problem(
                    part: "sheet “\(sheet.name)”",
                    problem: "it has \(there) \(what) instead of \(meant)"
                )
            }
        }
    }

    private func part(_ name: String, of parts: [String: XMLPartSummary]) throws(ZipArchive.Problem) -> XMLPartSummary {
        guard let part = parts[name] else { throw ZipArchive.Problem(part: name, problem: "it is missing") }
        return part
    }
}
