import CanvasAPI
import GRDB

/// A column that holds something this program never writes there: the file was changed or is damaged.
struct UnexpectedColumn: Error {
    var table: String
    var column: String
}

/// Reads the columns of one row, from left to right, in the order in which ``ColumnWriter`` wrote them. Every value is
/// checked, because people open snapshots with other programs too.
struct ColumnReader {
    private let row: Row
    private let table: String
    private var index = 0

    init(_ row: Row, table: String) {
        self.row = row
        self.table = table
    }

    mutating func optionalNumber() throws -> Int64? {
        switch next() {
        case .null: nil
        case .int64(let number): number
        default: throw unexpected()
        }
    }

    mutating func number() throws -> Int64 {
        guard let number = try optionalNumber() else { throw unexpected() }
        return number
    }

    mutating func integer() throws -> Int {
        guard let number = Int(exactly: try number()) else { throw unexpected() }
        return number
    }

    mutating func optionalText() throws -> String? {
        switch next() {
        case .null: nil
        case .string(let text): text
        default: throw unexpected()
        }
    }

    mutating func text() throws -> String {
        guard let text = try optionalText() else { throw unexpected() }
        return text
    }

    mutating func id() throws -> CanvasID { CanvasID(try number()) }
    mutating func optionalID() throws -> CanvasID? { try optionalNumber().map { CanvasID($0) } }

    mutating func optionalBoolean() throws -> Bool? {
        switch try optionalNumber() {
        case nil: nil
        case 0: false
        case 1: true
        default: throw unexpected()
        }
    }

    mutating func boolean() throws -> Bool {
        guard let boolean = try optionalBoolean() else { throw unexpected() }
        return boolean
    }

    mutating func optionalInstant() throws -> Instant? {
        guard let text = try optionalText() else { return nil }
        guard let instant = Instant(rfc3339: text) else { throw unexpected() }
        return instant
    }

    mutating func instant() throws -> Instant {
        guard let instant = try optionalInstant() else { throw unexpected() }
        return instant
    }

    mutating func code<Code: RawRepresentable<String>>(_: Code.Type = Code.self) throws -> Code {
        guard let code = Code(rawValue: try text()) else { throw unexpected() }
        return code
    }

    mutating func dates() throws -> DateSet {
        DateSet(dueAt: try optionalInstant(), unlockAt: try optionalInstant(), lockAt: try optionalInstant())
    }

    mutating func overriddenDate() throws -> OverriddenDate {
        let isOverridden = try boolean()
        let instant = try optionalInstant()
        guard isOverridden || instant == nil else { throw unexpected() }
        return isOverridden ? .overridden(instant) : .notOverridden
    }

    mutating func optionalItemKey() throws -> ItemKey? {
        let assignmentID = try optionalID()
        let practiceQuizID = try optionalID()
        let part = try optionalText()
        return switch (assignmentID, practiceQuizID) {
        case (nil, nil): nil
        case (let id?, nil): ItemKey(root: .assignment(id), part: part)
        case (nil, let id?): ItemKey(root: .practiceQuiz(id), part: part)
        case (_?, _?): throw unexpected()
        }
    }

    mutating func itemKey() throws -> ItemKey {
        guard let key = try optionalItemKey() else { throw unexpected() }
        return key
    }

    /// The error for the column read last.
    func unexpected() -> UnexpectedColumn {
        let names = Array(row.columnNames)
        let last = max(0, index - 1)
        return UnexpectedColumn(table: table, column: last < names.count ? names[last] : "?")
    }

    private mutating func next() -> DatabaseValue.Storage {
        defer { index += 1 }
        guard index < row.count else { return .null }
        let value: DatabaseValue = row[index]
        return value.storage
    }
}
