import CanvasAPI
import Foundation

/// One cell before a format makes text, a spreadsheet cell or JSON of it.
enum ReportValue: Sendable, Equatable {
    case text(String)
    case identifier(CanvasID?)
    case boolean(Bool?)
    case integer(Int)
    /// Written in the given zone, always with its offset.
    case instant(Instant?, zone: TimeZone)
    case empty
}

/// One column of a report. The CSV header, the sheet's header, the JSON Schema and the documentation all come from the
/// same list of these.
struct ReportColumn<Row>: Sendable {
    enum ValueType: Sendable, Equatable {
        case text
        case identifier
        case boolean
        case integer
        case instant
        /// One of a closed list of codes (the empty text where none applies).
        case code([String])
    }

    /// The name in CSV and NDJSON: a contract with those who load the files.
    let name: String
    /// The heading for people, in the workbook and the pages.
    let heading: String
    let type: ValueType
    /// What the column means, a sentence for the documentation and the JSON Schema.
    let meaning: String
    let value: @Sendable (Row) -> ReportValue

    init(
        _ name: String,
        _ heading: String,
        _ type: ValueType,
        _ meaning: String,
        value: @escaping @Sendable (Row) -> ReportValue
    ) {
        self.name = name
        self.heading = heading
        self.type = type
        self.meaning = meaning
        self.value = value
    }
}
