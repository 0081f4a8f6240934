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
            let meant = sheets.enumerated().map { (Self.part(ofSheet: $0.offset), $0.element.rowBytes) }
            let rowBytes = Dictionary(uniqueKeysWithValues: meant)
            var parts: [String: XMLPart.Counts] = [:]
            for entry in archive.entries {
                var part = XMLPart(rowBytes: rowBytes[entry.name] ?? 0)
                try archive.unpack(entry) { part.append($0) }
                guard part.isClosed else { throw ZipArchive.Problem(part: entry.name, problem: "its XML is cut") }
                parts[entry.name] = part.counts
            }
            try compare(parts)
        } catch {
            let cause = LossCause(of: path, largest: sheets.map(\.rowBytes).max() ?? 0)
            throw .damaged(path: path, part: error.part, problem: error.problem, cause: cause)
        }
    }

    private static func part(ofSheet index: Int) -> String { "xl/worksheets/sheet\(index + 1).xml" }

    private func compare(_ parts: [String: XMLPart.Counts]) throws(ZipArchive.Problem) {
        let names = ["[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"]
        for name in names + (0..<charts).map({ "xl/charts/chart\($0 + 1).xml" }) + sheets.indices.map(Self.part)
        where parts[name] == nil {
            throw ZipArchive.Problem(part: name, problem: "it is missing")
        }
        for (index, sheet) in sheets.enumerated() {
            let found = parts[Self.part(ofSheet: index)]
            let relations = parts["xl/worksheets/_rels/sheet\(index + 1).xml.rels"]?.relations ?? 0
            guard found?.hasRowsWhole == true else {
                let problem = "its rows are not the \(sheet.rowBytes) bytes that were written"
                throw ZipArchive.Problem(part: "sheet “\(sheet.name)”", problem: problem)
            }
            for (what, there, meant) in [
                ("tags in its rows", found?.rowTags ?? 0, sheet.rowTags), ("links", found?.links ?? 0, sheet.links),
                ("relations", relations, sheet.webLinks + (sheet.hasCharts ? 1 : 0)),
            ] where there != meant {
                let problem = "it has \(there) \(what) instead of \(meant)"
                throw ZipArchive.Problem(part: "sheet “\(sheet.name)”", problem: problem)
            }
        }
    }
}

/// One XML part of a workbook, which comes in pieces.
///
/// Rows are nearly all of a workbook. How long they are is known, so that they are passed over with a count of their
/// `<` (text holds none: it is escaped), and what follows has to be the end of the rows. The rest is kept until its
/// elements are counted.
struct XMLPart {
    struct Counts: Equatable {
        /// As many bytes of rows as were written, and then the end of the rows.
        let hasRowsWhole: Bool
        /// Tags of the rows.
        let rowTags: Int
        let links: Int
        /// Targets in a part with relations.
        let relations: Int
    }

    private var rowTags = 0
    private var rest: [UInt8] = []
    private var rowBytesLeft: Int
    /// Where rows come in the rest, once their beginning was found.
    private var rowsPlace: Int?

    /// - Parameter rowBytes: bytes of rows that were written to this part.
    init(rowBytes: Int) { rowBytesLeft = rowBytes }

    mutating func append(_ piece: UnsafeRawBufferPointer) {
        var piece = piece[...]
        if rowsPlace == nil, rowBytesLeft > 0 {
            let searched = max(0, rest.count - 10)
            rest.append(contentsOf: piece)
            guard let place = places(of: "<sheetData>", from: searched).first else { return }
            rowsPlace = place
            piece = piece.suffix(rest.count - place)
            rest.removeLast(piece.count)
        }
        let rows = piece.prefix(rowBytesLeft)
        rowTags += Self.tags(in: UnsafeRawBufferPointer(rebasing: rows))
        rowBytesLeft -= rows.count
        rest.append(contentsOf: piece[rows.endIndex...])
    }

    private var hasRowsWhole: Bool {
        guard let rowsPlace else { return rowBytesLeft == 0 }
        return rowBytesLeft == 0 && rest[rowsPlace...].starts(with: "</sheetData>".utf8)
    }

    /// The last thing in the part is the end of its first element.
    var isClosed: Bool {
        let start = String(decoding: rest.prefix(512), as: UTF8.self)
        guard let root = start.firstMatch(of: #/<([A-Za-z:]+)/#)?.1 else { return false }
        let end = rest.suffix(512).reversed().drop { $0 == 0x0A || $0 == 0x0D }
        return end.starts(with: "</\(root)>".utf8.reversed())
            || end.starts(with: "/>".utf8.reversed()) && rest.count { $0 == 0x3C } == 2
    }

    /// What was found, once all pieces have come.
    var counts: Counts {
        Counts(
            hasRowsWhole: hasRowsWhole,
            rowTags: rowTags,
            links: places(of: "<hyperlink ").count,
            relations: places(of: "<Relationship ").count
        )
    }

    /// The ends of all tags that begin so.
    private func places(of tag: String, from start: Int = 0) -> [Int] {
        rest.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return [] }
            var places: [Int] = []
            var position = start
            while let found = memchr(base + position, 0x3C, bytes.count - position) {
                position = UnsafeRawPointer(found) - base + 1
                let end = position - 1 + tag.utf8.count
                if end <= bytes.count, memcmp(found, tag, tag.utf8.count) == 0 { places.append(end) }
            }
            return places
        }
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
}
