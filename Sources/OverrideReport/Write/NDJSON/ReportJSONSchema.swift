/// `schema.json`: what a line of each NDJSON file holds. `students.ndjson` is described by `#/$defs/students`.
enum ReportJSONSchema {
    static var document: OrderedJSON {
        .object([
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
            ("title", .string("override-report")),
            ("description", .string("One definition for each file; each line of the file is one such object.")),
            ("version", .integer(ReportSchema.version)),
            ("$defs", .object(ReportKind.allCases.map { ($0.rawValue, definition(of: $0)) })),
        ])
    }

    private static func definition(of kind: ReportKind) -> OrderedJSON {
        let columns = ReportSchema.columns(of: kind)
        return .object([
            ("title", .string(kind.rawValue)),
            ("type", .string("object")),
            ("properties", .object(columns.map { ($0.name, property(of: $0)) })),
            ("required", .array(columns.map { .string($0.name) })),
            ("additionalProperties", .boolean(false)),
        ])
    }

    private static func property(of column: ReportSchema.Column) -> OrderedJSON {
        .object(
            type(of: column) + [("title", .string(column.heading)), ("description", .string(column.meaning))]
        )
    }

    private static func type(of column: ReportSchema.Column) -> [(name: String, value: OrderedJSON)] {
        switch column.type {
        case .text: [("type", nullable("string"))]
        case .identifier: [("type", nullable("string")), ("pattern", .string("^[0-9]+$"))]
        case .boolean: [("type", nullable("boolean"))]
        case .integer: [("type", nullable("integer"))]
        case .instant: [("type", nullable("string")), ("format", .string("date-time"))]
        case .code(let codes): [("enum", .array(codes.map(OrderedJSON.string) + [.null]))]
        }
    }

    private static func nullable(_ type: String) -> OrderedJSON {
        .array([.string(type), .string("null")])
    }
}
