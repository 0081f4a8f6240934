import Foundation

/// Reads a closed workbook back: every part is there and whole, every sheet has the rows, cells and links written to it.
///
/// `workbook_close` reports success when its temporary directory was full, and the sheet is cut then.
struct WorkbookCheck {
    let path: String
    let sheets: [Worksheet]
    let charts: Int

    func run() throws(SpreadsheetError) {
        do throws(ZipArchive.Problem) {
            let archive = try ZipArchive(path: path)
            let rowBytes = Dictionary(uniqueKeysWithValues: zip(sheets.indices.map(Self.part(ofSheet:)), sheets))
                .mapValues(\.rowBytes)
            var parts: [String: XMLPartSummary] = [:]
            for entry in archive.entries {
                var scanner = XMLPartScanner(rowBytes: rowBytes[entry.name] ?? 0)
                try archive.unpack(entry) { scanner.scan($0) }
                guard scanner.isClosed else { throw ZipArchive.Problem(part: entry.name, problem: "its XML is cut") }
                parts[entry.name] = scanner.summary
            }
            try compare(parts)
        } catch {
            let cause = LossCause(of: path, largest: sheets.map(\.rowBytes).max() ?? 0)
            throw .damaged(path: path, part: error.part, problem: error.problem, cause: cause)
        }
    }

    private static func part(ofSheet index: Int) -> String { "xl/worksheets/sheet\(index + 1).xml" }

    private func compare(_ parts: [String: XMLPartSummary]) throws(ZipArchive.Problem) {
        let names = ["[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"]
        for name in names + (0..<charts).map({ "xl/charts/chart\($0 + 1).xml" }) + sheets.indices.map(Self.part)
        where parts[name] == nil {
            throw ZipArchive.Problem(part: name, problem: "it is missing")
        }
        for (index, sheet) in sheets.enumerated() {
            let found = parts[Self.part(ofSheet: index)]
            let relations = parts["xl/worksheets/_rels/sheet\(index + 1).xml.rels"]?.relations ?? 0
            guard found?.rowBytes == sheet.rowBytes else {
                let problem = "its rows are not the \(sheet.rowBytes) bytes that were written"
                throw ZipArchive.Problem(part: "sheet “\(sheet.name)”", problem: problem)
            }
            let pairs = [
                ("tags in its rows", found?.rowTags, sheet.rowTags),
                ("links", found?.links, sheet.links),
                ("relations", relations, sheet.webLinks + (sheet.hasCharts ? 1 : 0)),
            ]
            for (what, there, meant) in pairs where there != meant {
                let problem = "it has \(there ?? 0) \(what) instead of \(meant)"
                throw ZipArchive.Problem(part: "sheet “\(sheet.name)”", problem: problem)
            }
        }
    }
}

/// What one XML part of a workbook holds.
struct XMLPartSummary: Equatable {
    /// Bytes between `<sheetData>` and `</sheetData>`, where they are as many as meant.
    var rowBytes = 0
    var rowTags = 0
    var links = 0
    /// Targets in a part with relations.
    var relations = 0
}

/// Counts elements in XML that comes in pieces. Text holds no `<` (it is escaped), so tags are all there is to look for.
///
/// Rows are nearly all of a workbook. Their length is known, so that they are passed over with no more than a count of
/// `<`; what follows them then has to be the end of the rows.
struct XMLPartScanner {
    private(set) var summary = XMLPartSummary()
    private let meantRowBytes: Int
    /// Bytes of rows that are still to come.
    private var rowBytesLeft = 0
    private var root = ""
    private var elements = 0
    /// Bytes seen before the current piece.
    private var consumed = 0
    private var rowsStart: Int?
    /// The name of a tag as far as it has come, from after its `<`; nil between tags.
    private var name: [UInt8]?
    private var tail: [UInt8] = []

    /// - Parameter rowBytes: bytes of rows that were written to this part.
    init(rowBytes: Int) { meantRowBytes = rowBytes }

    mutating func scan(_ piece: UnsafeRawBufferPointer) {
        guard let base = piece.baseAddress else { return }
        var position = 0
        while position < piece.count {
            if rowBytesLeft > 0 {
                let end = position + min(rowBytesLeft, piece.count - position)
                summary.rowTags += Self.tags(in: UnsafeRawBufferPointer(rebasing: piece[position..<end]))
                rowBytesLeft -= end - position
                position = end
            } else if name == nil {
                guard let found = memchr(base + position, 0x3C, piece.count - position) else { break }
                position = UnsafeRawPointer(found) - base + 1
                name = []
            } else {
                let byte = piece[position]
                position += 1
                // A name ends at a space, `>`, or the `/` of a tag that closes itself.
                if byte == 0x20 || byte == 0x3E || byte == 0x0A || (byte == 0x2F && name?.isEmpty == false) {
                    finishName(end: consumed + position, endedBy: byte)
                } else {
                    name?.append(byte)
                }
            }
        }
        consumed += piece.count
        tail = Array((tail + piece.suffix(128)).suffix(128))
    }

    /// How many `<` there are, eight bytes at a time.
    private static func tags(in bytes: UnsafeRawBufferPointer) -> Int {
        let (ones, low) = (0x0101_0101_0101_0101 as UInt64, 0x7F7F_7F7F_7F7F_7F7F as UInt64)
        var count = 0
        var position = 0
        while bytes.count - position >= 8 {
            // A count for each of the eight places, which a byte can hold for 255 rounds.
            let rounds = min(255, (bytes.count - position) / 8)
            var counts: UInt64 = 0
            for round in 0..<rounds {
                let others = bytes.loadUnaligned(fromByteOffset: position + 8 * round, as: UInt64.self) ^ (ones &* 0x3C)
                counts &+= (~(((others & low) &+ low) | others | low) >> 7) & ones
            }
            withUnsafeBytes(of: counts) { count += $0.reduce(0) { $0 + Int($1) } }
            position += 8 * rounds
        }
        return bytes[position...].reduce(count) { $0 + ($1 == 0x3C ? 1 : 0) }
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
        case "hyperlink": summary.links += 1
        case "Relationship": summary.relations += 1
        case "sheetData" where byte == 0x3E: (rowsStart, rowBytesLeft) = (end, meantRowBytes)
        case "/sheetData": summary.rowBytes = end - "</sheetData>".utf8.count - (rowsStart ?? end)
        default: break
        }
    }

    /// The last thing in the part is the end of its first element. To be asked once all pieces have come.
    var isClosed: Bool {
        var end = String(decoding: tail, as: UTF8.self)
        while end.last?.isWhitespace == true { end.removeLast() }
        return !root.isEmpty && name == nil && (end.hasSuffix("</\(root)>") || (elements == 1 && end.hasSuffix("/>")))
    }
}
