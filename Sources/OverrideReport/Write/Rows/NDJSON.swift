import CanvasAPI

/// Rows as one JSON object a line, with the fields of the CSV under the same names, typed: ids as strings (they may pass
/// 2^53, which JavaScript and many loaders round), booleans, integers, and null where there is nothing.
struct NDJSONEncoder: RowEncoder {
    static let fileExtension = "ndjson"

    var bytes: [UInt8] = []
    /// What stands before each value: `{"course_id":`, `,"sis_course_id":` and so on.
    private var prefixes: [[UInt8]] = []
    private var dates = DateText()

    mutating func begin<Row>(_ columns: [ReportColumn<Row>]) {
        prefixes = columns.enumerated().map { index, column in
            var prefix = [UInt8(ascii: index == 0 ? "{" : ",")]
            prefix.appendJSON(column.name)
            prefix.append(UInt8(ascii: ":"))
            return prefix
        }
    }

    mutating func append<Row>(_ row: Row, _ columns: [ReportColumn<Row>], _ range: Range<Int>) {
        for index in range {
            bytes.append(contentsOf: prefixes[index])
            appendCell(columns[index].value(row))
        }
    }

    mutating func endRow() {
        bytes.append(contentsOf: "}\n".utf8)
    }

    private mutating func appendCell(_ value: ReportValue) {
        switch value {
        case .text(let text): bytes.appendJSON(text)
        case .identifier(let id): bytes.append(contentsOf: "\"\(id.rawValue)\"".utf8)
        case .boolean(let isTrue): bytes.append(contentsOf: (isTrue ? "true" : "false").utf8)
        case .integer(let number): bytes.append(contentsOf: String(number).utf8)
        case .instant(let instant, let zone): bytes.appendJSON(dates.text(instant, in: zone))
        case .empty: bytes.append(contentsOf: "null".utf8)
        }
    }
}

/// `schema.json`: what a line of each NDJSON file holds. `students.ndjson` is described by `#/$defs/students`.
enum ReportJSONSchema {
    static func document(_ choice: ColumnChoice) -> OrderedJSON {
        .object([
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
            ("title", .string("override-report")),
            ("description", .string("One definition for each file; each line of the file is one such object.")),
            ("version", .integer(Reports.version)),
            ("$defs", .object(ReportKind.allCases.map { ($0.rawValue, definition(of: $0, choice)) })),
        ])
    }

    private static func definition(of kind: ReportKind, _ choice: ColumnChoice) -> OrderedJSON {
        let columns = choice.chosen(of: Reports.headers(of: kind), named: \.name)
        return .object([
            ("title", .string(kind.rawValue)),
            ("type", .string("object")),
            ("properties", .object(columns.map { ($0.name, property(of: $0)) })),
            ("required", .array(columns.map { .string($0.name) })),
            ("additionalProperties", .boolean(false)),
        ])
    }

    private static func property(of column: ColumnHeader) -> OrderedJSON {
        let type: [(name: String, value: OrderedJSON)] =
            switch column.type {
            case .text: [("type", nullable("string"))]
            case .identifier: [("type", nullable("string")), ("pattern", .string("^[0-9]+$"))]
            case .boolean: [("type", nullable("boolean"))]
            case .integer: [("type", nullable("integer"))]
            case .instant: [("type", nullable("string")), ("format", .string("date-time"))]
            case .code(let codes): [("enum", .array(codes.map(OrderedJSON.string) + [.null]))]
            }
        return .object(type + [("title", .string(column.heading)), ("description", .string(column.meaning))])
    }

    private static func nullable(_ type: String) -> OrderedJSON { .array([.string(type), .string("null")]) }
}
