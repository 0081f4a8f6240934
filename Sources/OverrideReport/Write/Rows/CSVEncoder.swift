import CanvasAPI
import Foundation

/// Rows as CSV bytes, header first: UTF-8, RFC 4180, CRLF.
struct CSVEncoder: RowEncoder {
    static let fileExtension = "csv"

    var bytes: [UInt8] = []
    /// Leaves out the `'` of ``FormulaGuard`` (`--csv-raw`).
    private let isRaw: Bool
    private var dates = DateText()

    init(isRaw: Bool) {
        self.isRaw = isRaw
    }

    mutating func begin<Row>(_ columns: [ReportColumn<Row>]) {
        bytes.append(contentsOf: columns.map(\.name).joined(separator: ",").utf8)
        bytes.append(contentsOf: "\r\n".utf8)
    }

    mutating func append<Row>(_ row: Row, _ columns: [ReportColumn<Row>], _ range: Range<Int>) {
        for index in range {
            if index > 0 { bytes.append(.comma) }
            appendCell(columns[index].value(row))
        }
    }

    mutating func endRow() {
        bytes.append(.carriageReturn)
        bytes.append(.lineFeed)
    }

    private mutating func appendCell(_ value: ReportValue) {
        switch value {
        case .text(let text): append(text: text)
        case .identifier(let id): bytes.append(contentsOf: String(id.rawValue).utf8)
        case .boolean(let isTrue): bytes.append(contentsOf: (isTrue ? "true" : "false").utf8)
        case .integer(let number): bytes.append(contentsOf: String(number).utf8)
        case .instant(let instant, let zone): bytes.append(contentsOf: dates.text(instant, in: zone).utf8)
        case .empty: break
        }
    }

    /// A text that is guarded, quoted where a separator, quote or line break asks for it, and without control characters
    /// other than tab and line breaks, which many readers choke on.
    private mutating func append(text: String) {
        var text = text
        text.withUTF8 { utf8 in
            let shape = TextShape(utf8)
            if shape.needsQuotes { bytes.append(.quote) }
            let mayRun = !isRaw && (shape.holdsBreak || FormulaGuard.formula(in: utf8, from: 0) != nil)
            let guards = mayRun ? FormulaGuard.places(in: utf8) : []
            if shape.isPlain, guards.isEmpty { bytes.append(contentsOf: utf8) } else { appendCleaned(utf8, guards) }
            if shape.needsQuotes { bytes.append(.quote) }
        }
    }

    private mutating func appendCleaned(_ utf8: UnsafeBufferPointer<UInt8>, _ guards: [Int]) {
        var guards = guards[...]
        for (index, byte) in utf8.enumerated() {
            while guards.first == index {
                bytes.append(.apostrophe)
                guards.removeFirst()
            }
            if isForbiddenControl(byte) {
                bytes.append(contentsOf: "\u{FFFD}".utf8)
            } else {
                if byte == .quote { bytes.append(.quote) }
                bytes.append(byte)
            }
        }
    }
}

/// What a text needs, found in one pass.
private struct TextShape {
    private(set) var needsQuotes = false
    /// Goes out byte for byte.
    private(set) var isPlain = true
    /// A spreadsheet may split the text into cells.
    private(set) var holdsBreak = false

    init(_ utf8: UnsafeBufferPointer<UInt8>) {
        for byte in utf8 where byte <= .comma || byte == .semicolon || byte == .delete {
            switch byte {
            case .comma: needsQuotes = true
            case .lineFeed, .carriageReturn:
                needsQuotes = true
                holdsBreak = true
            case .tab, .semicolon: holdsBreak = true
            case .quote:
                needsQuotes = true
                isPlain = false
            case _ where isForbiddenControl(byte): isPlain = false
            default: break
            }
        }
    }
}

private func isForbiddenControl(_ byte: UInt8) -> Bool {
    byte < 0x20 && byte != .tab && byte != .lineFeed && byte != .carriageReturn || byte == .delete
}

extension UInt8 {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let quote = UInt8(ascii: "\"")
    static let apostrophe = UInt8(ascii: "'")
    static let comma = UInt8(ascii: ",")
    static let semicolon = UInt8(ascii: ";")
    static let delete: UInt8 = 0x7F
}
