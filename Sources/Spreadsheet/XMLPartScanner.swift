import Foundation

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
