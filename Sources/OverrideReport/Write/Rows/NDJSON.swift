import CanvasAPI

/// Rows as one JSON object a line, with the fields of the CSV under the same names, typed: ids as strings (they may pass
/// 2^53, which JavaScript and many loaders round), booleans, integers, and null where there is nothing.
struct NDJSONEncoder: RowEncoder {
    static let fileExtension = "ndjson"

    private var bytes: [UInt8] = []
    /// What stands before each value: `{"course_id":`, `,"sis_course_id":` and so on.
    private var prefixes: [[UInt8]] = []
    private var dates = DateText()

    var byteCount: Int { bytes.count }

    mutating func begin<Row>(_ columns: [ReportColumn<Row>]) {
        prefixes = columns.enumerated().map { index, column in
            var prefix = [UInt8(ascii: index == 0 ? "{" : ",")]
            prefix.appendJSON(column.name)
            prefix.append(UInt8(ascii: ":"))
            return prefix
        }
    }

    mutating func append<Row>(_ row: Row, _ columns: [ReportColumn<Row>]) {
        for index in columns.indices {
            bytes.append(contentsOf: prefixes[index])
            appendCell(columns[index].value(row))
        }
        bytes.append(contentsOf: "}\n".utf8)
    }

    mutating func takeBytes() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    private mutating func appendCell(_ value: ReportValue) {
        switch value {
        case .text(let text) where !text.isEmpty: bytes.appendJSON(text)
        case .identifier(let id?): bytes.append(contentsOf: "\"\(id.rawValue)\"".utf8)
        case .boolean(let isTrue?): bytes.append(contentsOf: (isTrue ? "true" : "false").utf8)
        case .integer(let number): bytes.append(contentsOf: String(number).utf8)
        case .instant(let instant?, let zone): bytes.appendJSON(dates.text(instant, in: zone))
        // Nothing is null, whatever the column's type.
        case .text, .identifier(nil), .boolean(nil), .instant(nil, _), .empty: bytes.append(contentsOf: "null".utf8)
        }
    }
}
