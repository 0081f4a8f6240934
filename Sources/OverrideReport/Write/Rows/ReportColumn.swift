import CanvasAPI
import Foundation

/// One cell before a format makes text, a spreadsheet cell or JSON of it. What is not there is ``empty``, an empty text
/// too.
enum ReportValue: Sendable, Equatable {
    case empty
    case text(String)
    case identifier(CanvasID)
    case boolean(Bool)
    case integer(Int)
    /// Written in the given zone, always with its offset.
    case instant(Instant, zone: TimeZone)
}

enum ColumnType: Sendable, Equatable {
    case text
    case identifier
    case boolean
    case integer
    case instant
    /// One of a closed list of codes, or nothing.
    case code([String])
}

/// What those who load the files rely on, and what those who read them are told.
struct ColumnHeader: Sendable, Equatable {
    /// The name in CSV and NDJSON: a contract with those who load the files.
    let name: String
    /// The heading for people, in the workbook and the pages.
    let heading: String
    let type: ColumnType
    /// What the column means, a sentence for the documentation and the JSON Schema.
    let meaning: String
}

/// One column of a report, declared once: the CSV header and cells, the sheet's column, the NDJSON field and its schema,
/// and the documentation come from it.
@dynamicMemberLookup
struct ReportColumn<Row>: Sendable {
    let header: ColumnHeader
    /// What alone decides the cell, where rows have it in common.
    let part: RowPart<Row>?
    let value: @Sendable (Row) -> ReportValue

    subscript<Member>(dynamicMember path: KeyPath<ColumnHeader, Member>) -> Member { header[keyPath: path] }
}

/// An object that many rows of a course have in common, such as their student: what a format makes of it, it makes once.
struct RowPart<Row>: Sendable {
    /// Parts of one name are the same in a row.
    let name: String
    /// `nil` where the row has no such part.
    let object: @Sendable (Row) -> AnyObject?
}

/// A row of the inside of a course.
protocol RowInCourse: Sendable {
    var course: Shared<ReportedCourse> { get }
}

extension ReportColumn {
    typealias Reader<Value> = @Sendable (Row) -> Value?

    init(
        _ name: String,
        _ heading: String,
        _ type: ColumnType,
        _ meaning: String,
        value: @escaping @Sendable (Row) -> ReportValue
    ) {
        let header = ColumnHeader(name: name, heading: heading, type: type, meaning: meaning)
        self.init(header: header, part: nil, value: value)
    }

    static func text(_ name: String, _ heading: String, _ meaning: String, _ read: @escaping Reader<String>) -> Self {
        Self(name, heading, .text, meaning) { row in
            guard let text = read(row), !text.isEmpty else { return .empty }
            return .text(text)
        }
    }

    static func identifier(
        _ name: String,
        _ heading: String,
        _ meaning: String,
        _ read: @escaping Reader<CanvasID>
    ) -> Self {
        Self(name, heading, .identifier, meaning) { read($0).map(ReportValue.identifier) ?? .empty }
    }

    static func boolean(_ name: String, _ heading: String, _ meaning: String, _ read: @escaping Reader<Bool>) -> Self {
        Self(name, heading, .boolean, meaning) { read($0).map(ReportValue.boolean) ?? .empty }
    }

    static func integer(_ name: String, _ heading: String, _ meaning: String, _ read: @escaping Reader<Int>) -> Self {
        Self(name, heading, .integer, meaning) { read($0).map(ReportValue.integer) ?? .empty }
    }

    /// A column of codes, which are all cases of their type.
    static func code<Code: CaseIterable & RawRepresentable<String> & SendableMetatype>(
        _ name: String,
        _ heading: String,
        _ meaning: String,
        _ read: @escaping Reader<Code>
    ) -> Self {
        Self(name, heading, .code(Code.allCases.map(\.rawValue)), meaning) { row in
            read(row).map { .text($0.rawValue) } ?? .empty
        }
    }
}

extension ReportColumn where Row: RowInCourse {
    /// A date, in the zone that the dates of its course are written in.
    static func date(_ name: String, _ heading: String, _ meaning: String, _ read: @escaping Reader<Instant>) -> Self {
        Self(name, heading, .instant, meaning) { row in
            read(row).map { .instant($0, zone: row.course.displayZone) } ?? .empty
        }
    }
}

extension ReportColumn {
    /// The same column, of rows that hold the report's.
    func read<Outer>(from row: @escaping @Sendable (Outer) -> Row) -> ReportColumn<Outer> {
        let part = part.map { part in RowPart<Outer>(name: part.name) { part.object(row($0)) } }
        return ReportColumn<Outer>(header: header, part: part) { value(row($0)) }
    }
}

extension Array {
    /// Those of the names, in the order of the names.
    func named<Row>(_ names: String...) -> [ReportColumn<Row>] where Element == ReportColumn<Row> {
        names.compactMap { name in first { $0.name == name } }
    }

    /// The same columns in rows that have the part, so that every report writes a part in the same words; empty where a
    /// row has none.
    func of<Row, Part>(_ part: @escaping @Sendable (Row) -> Shared<Part>?) -> [ReportColumn<Row>]
    where Element == ReportColumn<Part> {
        map { column in
            ReportColumn(header: column.header, part: RowPart(name: "\(Part.self)", object: part)) { row in
                part(row).map { column.value($0.value) } ?? .empty
            }
        }
    }

    /// The same columns, of rows in which one object decides all of them.
    func decided<Row>(by part: RowPart<Row>) -> Self where Element == ReportColumn<Row> {
        map { ReportColumn(header: $0.header, part: part, value: $0.value) }
    }
}

/// One report: where its rows are in a course, and its columns in the order of the files.
struct Table<Row>: Sendable {
    let kind: ReportKind
    let rows: @Sendable (CourseReport) -> [Row]
    let columns: [ReportColumn<Row>]

    init(
        _ kind: ReportKind,
        _ rows: @escaping @Sendable (CourseReport) -> [Row],
        _ columns: [ReportColumn<Row>]...
    ) {
        self.kind = kind
        self.rows = rows
        self.columns = columns.flatMap { $0 }
    }
}
