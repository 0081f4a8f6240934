/// How wide a column must be for the longest text in it.
struct TextWidth {
    /// In digits of the default font, roughly: East Asian characters and emoji count twice.
    private(set) var characters = 0

    mutating func include(_ cell: Cell) {
        switch cell.value {
        case .text(let text), .link(_, let text): include(text)
        case .blank, .number, .date, .boolean: break
        }
    }

    /// A text of no more bytes than there is room for can't be wider, and needs no look.
    mutating func include(_ text: String) {
        guard text.utf8.count > characters else { return }
        // A cell shows its lines one below the other.
        for line in text.split(separator: "\n") {
            characters = max(characters, line.unicodeScalars.reduce(0) { $0 + Self.cells(of: $1) })
        }
    }

    private static func cells(of scalar: Unicode.Scalar) -> Int {
        if scalar.properties.generalCategory == .nonspacingMark { return 0 }
        return switch scalar.value {
        case 0x1100..<0x1160, 0x2E80..<0xA4D0, 0xAC00..<0xD7A4, 0xF900..<0xFB00, 0xFE30..<0xFE70, 0xFF00..<0xFF61,
            0x1F300..<0x1FA00, 0x20000..<0x40000:
            2
        default: 1
        }
    }
}
