import CanvasAPI
import GRDB

/// A value that is a row of a snapshot's table. Its columns stand in one list, which both reads and writes them, by their
/// names: a column that is added is a line there, and one in ``SnapshotSchema``.
protocol StoredRow: FetchableRecord, TableRecord {
    /// What a row is read into.
    static var blank: Self { get }

    /// Hands every column over, whatever its value. Of a row that is written, this is a copy.
    mutating func columns(_ row: inout RowColumns) throws
}

extension StoredRow {
    package init(row: Row) throws {
        var columns = RowColumns(row, Array(row.columnNames), of: Self.databaseTableName)
        self = .blank
        try self.columns(&columns)
    }

    /// What GRDB's `fetchAll` gives, in half the time: where a column stands is found out once, and not for each row.
    static func load(_ statement: Statement, _ arguments: StatementArguments) throws -> [Self] {
        let (names, table) = (statement.columnNames, databaseTableName)
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        var values: [Self] = []
        while let row = try rows.next() {
            var columns = RowColumns(row, names, of: table)
            var value = blank
            try value.columns(&columns)
            values.append(value)
        }
        return values
    }

    /// Through one prepared statement: a course has tens of thousands of rows.
    ///
    /// - Parameter place: writes the columns before the value's own, from its place among `values`.
    static func insert(
        _ values: some Sequence<Self>,
        _ database: Database,
        ignoringConflicts: Bool = false,
        place: (inout RowColumns, Int) throws -> Void = { _, _ in }
    ) throws {
        var row = RowColumns(nil, [], of: databaseTableName)
        var statement: Statement?
        for (position, value) in values.enumerated() {
            var value = value
            row.removeAll()
            try place(&row, position)
            try value.columns(&row)
            let insert = try statement ?? row.insertStatement(database, ignoringConflicts: ignoringConflicts)
            statement = insert
            try insert.execute(arguments: StatementArguments(row.values))
        }
    }
}

/// A column that holds something this program never writes there: the file was changed or is damaged.
struct UnexpectedColumn: Error {
    var table: String
    var column: String
}

/// The columns of one row, from or to values. What is read is checked, because people open snapshots with other
/// programs too.
struct RowColumns {
    /// `nil` where a row is written.
    private let row: Row?
    private let table: String
    /// As they stand in the row.
    private var names: [String]
    private(set) var values: [DatabaseValue] = []
    /// Where the column behind the last one stands: columns are asked for in their order as a rule.
    private var next = 0

    init(_ row: Row?, _ names: [String], of table: String) {
        self.row = row
        self.names = names
        self.table = table
    }

    mutating func callAsFunction<Value: StoredValue>(_ name: String, _ value: inout Value) throws {
        if row == nil { write(name, value) } else { value = try read(name) }
    }

    mutating func read<Value: StoredValue>(_ name: String) throws -> Value {
        let isNext = next < names.count && names[next] == name
        guard let row, let index = isNext ? next : names.firstIndex(of: name) else { throw unexpected(name) }
        next = index + 1
        let column: DatabaseValue = row[index]
        guard let value = Value.value(column.storage) else { throw unexpected(name) }
        return value
    }

    mutating func write(_ name: String, _ value: some StoredValue) {
        names.append(name)
        values.append(value.stored)
    }

    func unexpected(_ column: String) -> UnexpectedColumn { UnexpectedColumn(table: table, column: column) }

    fileprivate mutating func removeAll() {
        names.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
    }

    fileprivate func insertStatement(_ database: Database, ignoringConflicts: Bool) throws -> Statement {
        let marks = Array(repeating: "?", count: names.count).joined(separator: ", ")
        return try database.cachedStatement(
            sql: "INSERT INTO \(table) (\(names.joined(separator: ", "))) VALUES (\(marks))"
                + (ignoringConflicts ? " ON CONFLICT DO NOTHING" : "")
        )
    }
}

// MARK: Values of one column

/// What may stand in a column. Stricter than GRDB's own conversions, which take 7 for true and bytes for a text.
protocol StoredValue {
    /// `nil` for what ``stored`` never gives.
    static func value(_ column: DatabaseValue.Storage) -> Self?
    var stored: DatabaseValue { get }
}

extension StoredValue where Self: DatabaseValueConvertible {
    var stored: DatabaseValue { databaseValue }
}

extension Int64: StoredValue {
    static func value(_ column: DatabaseValue.Storage) -> Int64? {
        if case .int64(let number) = column { number } else { nil }
    }
}

extension Int: StoredValue {
    static func value(_ column: DatabaseValue.Storage) -> Int? { Int64.value(column).flatMap { Int(exactly: $0) } }
}

/// 0 or 1.
extension Bool: StoredValue {
    static func value(_ column: DatabaseValue.Storage) -> Bool? {
        switch Int64.value(column) {
        case 0: false
        case 1: true
        default: nil
        }
    }
}

/// SQLite's C interface ends a text at U+0000 (which Canvas's own database can't hold): it is replaced, not cut at.
extension String: StoredValue {
    static func value(_ column: DatabaseValue.Storage) -> String? {
        if case .string(let text) = column { text } else { nil }
    }

    var stored: DatabaseValue {
        (utf8.contains(0) ? String(map { $0 == "\0" ? "\u{FFFD}" : $0 }) : self).databaseValue
    }
}

/// ISO 8601 in UTC.
extension Instant: StoredValue {
    static func value(_ column: DatabaseValue.Storage) -> Instant? {
        String.value(column).flatMap { Instant(rfc3339: $0) }
    }
    var stored: DatabaseValue { rfc3339().databaseValue }
}

extension StoredValue where Self: RawRepresentable, RawValue: StoredValue {
    static func value(_ column: DatabaseValue.Storage) -> Self? {
        RawValue.value(column).flatMap { Self(rawValue: $0) }
    }
    var stored: DatabaseValue { rawValue.stored }
}

extension CanvasID: StoredValue {}

extension Optional: StoredValue where Wrapped: StoredValue {
    static func value(_ column: DatabaseValue.Storage) -> Wrapped?? {
        if case .null = column { .some(nil) } else { Wrapped.value(column).map(Optional.some) }
    }

    var stored: DatabaseValue { self?.stored ?? .null }
}
