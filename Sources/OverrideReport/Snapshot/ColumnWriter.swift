import CanvasAPI
import GRDB

/// Takes the columns of one row, from left to right.
struct ColumnWriter {
    private(set) var values: [DatabaseValue] = []

    mutating func startRow(fetchID: Int64, position: Int) {
        values.removeAll(keepingCapacity: true)
        write(fetchID)
        write(position)
    }

    mutating func write(_ number: Int64?) { values.append(number?.databaseValue ?? .null) }
    mutating func write(_ number: Int) { write(Int64(number)) }

    /// SQLite's C interface ends a text at U+0000 (which Canvas's own database can't hold): it is replaced, not cut at.
    mutating func write(_ text: String?) {
        guard let text else { return values.append(.null) }
        let hasNull = text.utf8.contains(0)
        values.append((hasNull ? String(text.map { $0 == "\0" ? "\u{FFFD}" : $0 }) : text).databaseValue)
    }

    mutating func write(_ id: CanvasID?) { write(id?.rawValue) }
    mutating func write(_ instant: Instant?) { write(instant?.rfc3339()) }
    mutating func write(_ code: some RawRepresentable<String>) { write(code.rawValue) }

    mutating func write(_ boolean: Bool?) {
        write(boolean.map { $0 ? Int64(1) : 0 })
    }

    /// Three columns: due, unlock, lock.
    mutating func write(_ dates: DateSet) {
        for field in [dates.dueAt, dates.unlockAt, dates.lockAt] { write(field) }
    }

    /// Two columns: whether it is overridden, and to what.
    mutating func write(_ date: OverriddenDate) {
        write(date.isOverridden)
        write(date.instant)
    }

    /// Three columns: assignment, practice quiz, part.
    mutating func write(_ key: ItemKey?) {
        switch key?.root {
        case .assignment(let id):
            write(id)
            write(nil as Int64?)
        case .practiceQuiz(let id):
            write(nil as Int64?)
            write(id)
        case nil:
            write(nil as Int64?)
            write(nil as Int64?)
        }
        write(key?.part)
    }
}
