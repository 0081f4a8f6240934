/// What one worksheet can hold. The numbers are Excel's; tests lower those of an instance to reach an edge quickly.
package struct SpreadsheetLimits: Equatable, Sendable {
    /// Rows of one sheet, the header among them.
    package var rows: Int
    /// Links of one sheet. Excel opens a file with more only after a repair that drops them all.
    package var links: Int
    /// Bytes of one sheet's XML. A part of a zip file without 64-bit extensions holds 4 GiB.
    package var sheetBytes: Int

    package init(rows: Int, links: Int, sheetBytes: Int) {
        (self.rows, self.links, self.sheetBytes) = (rows, links, sheetBytes)
    }

    package static let excel = SpreadsheetLimits(rows: 1_048_576, links: 65_530, sheetBytes: 3_500_000_000)

    static let columns = 16_384
    static let cellTextUnits = 32_767
    static let linkUnits = 2_079
    static let sheetNameUnits = 31
    static let headerFooterUnits = 255
    static let columnWidths = 0.0...255.0
    static let rowHeights = 0.0...409.0
}

/// The rules that Excel has for the name of a sheet. libxlsxwriter counts code points where Excel counts UTF-16 units,
/// and lets the empty name and `History` through.
enum SheetName {
    static func check(_ name: String, taken: [String]) throws(SpreadsheetError) {
        if let problem = problem(of: name, taken: taken) { throw .sheetName(name, problem) }
    }

    private static func problem(of name: String, taken: [String]) -> SheetNameProblem? {
        if name.isEmpty { return .empty }
        let (units, limit) = (name.utf16.count, SpreadsheetLimits.sheetNameUnits)
        if units > limit { return .tooLong(units: units, limit: limit) }
        if let character = name.first(where: isForbidden) { return .forbiddenCharacter(character) }
        if name.hasPrefix("'") || name.hasSuffix("'") { return .apostropheAtEnd }
        let folded = name.lowercased()
        if folded == "history" { return .reserved }
        return taken.contains { $0.lowercased() == folded } ? .taken : nil
    }

    private static func isForbidden(_ character: Character) -> Bool {
        "[]:*?/\\".contains(character)
            || character.unicodeScalars.contains { scalar in
                scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0xFFFE || scalar.value == 0xFFFF
            }
    }

    /// `Students (2)`; a long name is shortened so that the number fits.
    static func continued(_ name: String, part: Int) -> String {
        let suffix = " (\(part))"
        var base = name
        while base.utf16.count + suffix.utf16.count > SpreadsheetLimits.sheetNameUnits { base.removeLast() }
        return base + suffix
    }
}

/// What is wrong with a sheet name.
package enum SheetNameProblem: Equatable, Sendable, CustomStringConvertible {
    case empty
    case tooLong(units: Int, limit: Int)
    case forbiddenCharacter(Character)
    case apostropheAtEnd
    case reserved
    case taken

    package var description: String {
        switch self {
        case .empty: "a name must not be empty"
        case .tooLong(let units, let limit): "it has \(units) UTF-16 units, and at most \(limit) are allowed"
        case .forbiddenCharacter(let character): "it contains \(shown(character)), which Excel forbids there"
        case .apostropheAtEnd: "it starts or ends with an apostrophe"
        case .reserved: "Excel keeps this name for itself"
        case .taken: "another sheet of the workbook has it already (upper and lower case are the same)"
        }
    }

    private func shown(_ character: Character) -> String {
        let scalars = character.unicodeScalars
        guard let scalar = scalars.first, scalar.value < 0x20 || scalar.value == 0x7F else { return "“\(character)”" }
        return "a control character (U+" + String(scalar.value, radix: 16, uppercase: true).leftPadded(to: 4) + ")"
    }
}
