import GRDB

/// How one kind of value stands in one table: its columns after `fetch_id` and `position`, written and read in the
/// same order.
struct StoredTable<Value>: Sendable {
    let name: String
    /// Rows of a list inside another value (the members of a group) are ordered by their parent first.
    var parentColumn: String?
    let columns: [String]
    let write: @Sendable (Value, inout ColumnWriter) -> Void
    let read: @Sendable (inout ColumnReader) throws -> Value

    func insert(_ values: some Sequence<Value>, fetchID: Int64, _ database: Database) throws {
        let names = ["fetch_id", "position"] + columns
        let marks = Array(repeating: "?", count: names.count).joined(separator: ", ")
        let statement = try database.cachedStatement(
            sql: "INSERT INTO \(name) (\(names.joined(separator: ", "))) VALUES (\(marks))"
        )
        var writer = ColumnWriter()
        for (position, value) in values.enumerated() {
            writer.startRow(fetchID: fetchID, position: position)
            write(value, &writer)
            try statement.execute(arguments: StatementArguments(writer.values))
        }
    }

    func load(fetchID: Int64, _ database: Database) throws -> [Value] {
        let order = [parentColumn, "position"].compactMap(\.self).joined(separator: ", ")
        let statement = try database.cachedStatement(
            sql: "SELECT \(columns.joined(separator: ", ")) FROM \(name) WHERE fetch_id = ? ORDER BY \(order)"
        )
        let rows = try Row.fetchCursor(statement, arguments: [fetchID])
        var values: [Value] = []
        while let row = try rows.next() {
            var reader = ColumnReader(row, table: name)
            values.append(try read(&reader))
        }
        return values
    }
}

/// A value in a list that belongs to the parent at `parent` of its own list.
struct Nested<Value> {
    let parent: Int
    let value: Value
}

extension StoredTable {
    /// A table of lists inside other values.
    init<Element>(
        name: String,
        parentColumn: String,
        columns: [String],
        write: @escaping @Sendable (Element, inout ColumnWriter) -> Void,
        read: @escaping @Sendable (inout ColumnReader) throws -> Element
    ) where Value == Nested<Element> {
        self.init(
            name: name,
            parentColumn: parentColumn,
            columns: [parentColumn] + columns,
            write: { nested, writer in
                writer.write(nested.parent)
                write(nested.value, &writer)
            },
            read: { reader in Nested(parent: try reader.integer(), value: try read(&reader)) }
        )
    }

    func insert<Parent, Element>(
        of parents: [Parent],
        _ list: (Parent) -> [Element],
        fetchID: Int64,
        _ database: Database
    ) throws where Value == Nested<Element> {
        let nested = parents.enumerated().flatMap { parent, value in
            list(value).map { Nested(parent: parent, value: $0) }
        }
        try insert(nested, fetchID: fetchID, database)
    }

    /// The lists by the position of their parents.
    func loadLists<Element>(fetchID: Int64, _ database: Database) throws -> [Int: [Element]]
    where Value == Nested<Element> {
        Dictionary(grouping: try load(fetchID: fetchID, database), by: \.parent).mapValues { $0.map(\.value) }
    }
}
