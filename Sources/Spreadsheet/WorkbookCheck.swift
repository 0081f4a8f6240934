import Foundation

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

/// What one XML part of a workbook holds.
struct XMLPartSummary: Equatable {
    var rows = 0
    var cells = 0
    var links = 0
    /// Targets in a part with relations.
    var relations = 0
    /// Bytes between `<sheetData>` and `</sheetData>`.
    var rowBytes = 0
    /// The last thing in the part is the end of its first element.
    var isClosed = false
}

/// Counts elements in XML that comes in pieces. Text holds no `<` (it is escaped), so tags are all there is to look for.
struct XMLPartScanner {
    private var counts = XMLPartSummary()
    private var root = ""
    private var elements = 0
    /// Bytes seen before the current piece.
    private var consumed = 0
    private var rowsStart: Int?
    /// The name of a tag as far as it has come, from after its `<`; nil between tags.
    private var name: [UInt8]?
    private var tail: [UInt8] = []

    mutating func scan(_ piece: UnsafeRawBufferPointer) {
        guard let base = piece.baseAddress else { return }
        var position = 0
        while position < piece.count {
            if name == nil {
                guard let found = memchr(base + position, 0x3C, piece.count - position) else { break }
                position = UnsafeRawPointer(found) - base + 1
                if let length = countShortTag(UnsafeRawBufferPointer(rebasing: piece[position...])) {
                    position += length
                } else {
                    name = []
                }
                continue
            }
            let byte = piece[position]
            position += 1
            // A name ends at a space, `>`, or the `/` of a tag that closes itself.
            if byte == 0x20 || byte == 0x3E || byte == 0x0A || (byte == 0x2F && name?.isEmpty == false) {
                finishName(end: consumed + position, endedBy: byte)
            } else {
                name?.append(byte)
            }
        }
        consumed += piece.count
        tail = Array((tail + piece.suffix(128)).suffix(128))
    }

    /// Nearly all tags are those of cells. They are told by their first bytes; nil for any other tag, or at the end of a
    /// piece.
    private mutating func countShortTag(_ rest: UnsafeRawBufferPointer) -> Int? {
        guard rest.count > 3 else { return nil }
        let ends = rest[1] == 0x20 || rest[1] == 0x3E
        switch (rest[0], rest[1]) {
        case (0x63, _) where ends:  // c
            counts.cells += 1
        case (0x74, _) where ends, (0x76, _) where ends: break  // t, v
        case (0x69, 0x73) where rest[2] == 0x3E: break  // is
        case (0x2F, 0x63), (0x2F, 0x74), (0x2F, 0x76), (0x2F, 0x69): return 2  // /c, /t, /v, /is
        default: return nil
        }
        elements += 1
        return 2
    }

    private mutating func finishName(end: Int, endedBy byte: UInt8) {
        let found = String(decoding: name ?? [], as: UTF8.self)
        name = nil
        if found.hasPrefix("?") { return }
        if !found.hasPrefix("/") {
            elements += 1
            if root.isEmpty { root = found }
        }
        switch found {
        case "c": counts.cells += 1
        case "row": counts.rows += 1
        case "hyperlink": counts.links += 1
        case "Relationship": counts.relations += 1
        case "sheetData": rowsStart = byte == 0x3E ? end : nil
        case "/sheetData": counts.rowBytes = end - "</sheetData>".utf8.count - (rowsStart ?? end)
        default: break
        }
    }

    /// To be asked for once all pieces have come.
    var summary: XMLPartSummary {
        var summary = counts
        var end = String(decoding: tail, as: UTF8.self)
        while end.last?.isWhitespace == true { end.removeLast() }
        summary.isClosed =
            !root.isEmpty && name == nil && (end.hasSuffix("</\(root)>") || (elements == 1 && end.hasSuffix("/>")))
        return summary
    }
}
