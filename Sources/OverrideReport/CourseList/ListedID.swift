import CanvasAPI

extension CanvasID {
    /// An id as a person's file has it: a whole number from 1, or `shard~local` for `shard * 10^13 + local`, which
    /// Canvas's own paths accept. Leading zeros are refused: Canvas writes none, so it is another system's id.
    init?(listed text: String) {
        guard let tilde = text.utf8.firstIndex(of: UInt8(ascii: "~")) else {
            guard text.utf8.first != UInt8(ascii: "0") else { return nil }
            self.init(text: text)
            return
        }
        guard let shard = CanvasID(text: String(text[..<tilde])),
            let local = CanvasID(text: String(text[tilde...].dropFirst())),
            local.rawValue > 0, local.rawValue < Self.idsOfAShard
        else { return nil }
        let (base, overflow) = shard.rawValue.multipliedReportingOverflow(by: Self.idsOfAShard)
        let (sum, overflowAgain) = base.addingReportingOverflow(local.rawValue)
        guard !overflow, !overflowAgain else { return nil }
        self.init(sum)
    }
}

/// What a spreadsheet makes of long ids: `2.107E+16`, `1,234`, `12.0`. The digits it took away can't be brought back.
enum SpreadsheetMangling {
    /// Why this is no id any more, or `nil` where it does not look like a number that was one.
    static func reason(_ text: String) -> String? {
        let isNumberLike = text.unicodeScalars.allSatisfy { digits.contains($0) || marks.contains($0) }
        guard isNumberLike, let first = text.unicodeScalars.first, let last = text.unicodeScalars.last,
            digits.contains(first), digits.contains(last),
            text.uppercased().contains("E+") || text.unicodeScalars.contains(where: separators.contains)
        else { return nil }
        return
            "\(text.quoted) is no whole number: a spreadsheet has rewritten the id. Format the column as text, paste "
            + "the ids again, and save."
    }

    private static let digits = Set("0123456789".unicodeScalars)
    private static let separators = Set(".,'\u{20}\u{A0}\u{202F}’".unicodeScalars)
    private static let marks = separators.union("eE+-".unicodeScalars)
}
