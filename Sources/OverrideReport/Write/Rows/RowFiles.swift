/// Turns rows of one kind into bytes, which pile up until they are taken.
///
/// Generic all the way down, with no existential in between: the compiler then makes a loop of its own for each kind of
/// row, which is several times faster over a million rows.
protocol RowEncoder {
    /// Of its files, without the dot.
    static var fileExtension: String { get }

    var bytes: [UInt8] { get set }

    /// Comes before the first row.
    mutating func begin<Row>(_ columns: [ReportColumn<Row>])
    /// The cells of some neighbouring columns, with what stands before each.
    mutating func append<Row>(_ row: Row, _ columns: [ReportColumn<Row>], _ range: Range<Int>)
    mutating func endRow()
}

/// The files of one text format: one for each report that is asked for, each course written as it comes.
final class RowFiles: ReportWriter {
    /// Closures, in which the loop over the rows stays the compiler's own for each kind of row.
    private var files: [(write: (CourseReport) throws -> Void, close: () throws -> Void)] = []

    /// - Parameters:
    ///   - directory: where the files are made; it is there already.
    ///   - isRaw: leaves out the `'` that keeps a spreadsheet from running a text as a formula.
    static func csv(
        in directory: String,
        _ kinds: Set<ReportKind>,
        _ columns: ColumnChoice = .all,
        isRaw: Bool
    ) throws -> RowFiles {
        try RowFiles(CSVEncoder(isRaw: isRaw), kinds, columns, into: files(in: directory))
    }

    /// A report as a stream of whole rows, in a format of rows; `nil` for one that has none.
    static func stream(
        _ kinds: Set<ReportKind>,
        _ columns: ColumnChoice = .all,
        as format: ReportFormat,
        isRaw: Bool,
        to write: @escaping ([UInt8]) throws -> Void
    ) throws -> RowFiles? {
        let sink = RowSink(write: write, close: {})
        return switch format {
        case .csv: try RowFiles(CSVEncoder(isRaw: isRaw), kinds, columns) { _ in sink }
        case .ndjson: try RowFiles(NDJSONEncoder(), kinds, columns) { _ in sink }
        case .xlsx, .html: nil
        }
    }

    /// With the `schema.json` that describes the files.
    static func ndjson(
        in directory: String,
        _ kinds: Set<ReportKind>,
        _ columns: ColumnChoice = .all
    ) throws -> RowFiles {
        try ReportFile.write(ReportJSONSchema.document(columns).pretty, to: "\(directory)/schema.json")
        return try RowFiles(NDJSONEncoder(), kinds, columns, into: files(in: directory))
    }

    private static func files(in directory: String) -> (String) throws -> RowSink {
        { name in
            let file = try ReportFile("\(directory)/\(name)")
            return RowSink(write: { try file.write($0) }, close: { try file.close() })
        }
    }

    private init<Encoder: RowEncoder>(
        _ encoder: Encoder,
        _ kinds: Set<ReportKind>,
        _ columns: ColumnChoice,
        into open: (String) throws -> RowSink
    ) throws {
        func add<Row>(_ table: Table<Row>) throws {
            guard kinds.contains(table.kind) else { return }
            let sink = try open("\(table.kind.rawValue).\(Encoder.fileExtension)")
            let rows = RowFile(sink, encoder, columns.chosen(of: table.columns, named: \.name))
            files.append((write: { try rows.write(table.rows($0)) }, close: { try rows.close() }))
        }
        try add(Reports.students)
        try add(Reports.sections)
        try add(Reports.overrides)
        try add(Reports.findings)
        try add(Reports.courses)
        try add(Reports.accommodations)
        try add(Reports.changes)
    }

    func write(_ course: CourseReport) throws {
        for file in files { try file.write(course) }
    }

    func finish(_ totals: ReportTotals, _ facts: RunFacts) throws {
        for file in files { try file.close() }
    }
}

/// Where the bytes of a file go.
private struct RowSink {
    let write: ([UInt8]) throws -> Void
    let close: () throws -> Void
}

/// One file in the making.
private final class RowFile<Encoder: RowEncoder, Row> {
    /// Bytes gathered before they are handed on: few calls, little memory.
    private let chunkSize = 64 * 1024
    private let sink: RowSink
    private var encoder: Encoder
    private let columns: [ReportColumn<Row>]
    private var pieces: RowPieces<Row, [UInt8]>

    init(_ sink: RowSink, _ encoder: Encoder, _ columns: [ReportColumn<Row>]) {
        self.sink = sink
        self.encoder = encoder
        self.columns = columns
        pieces = RowPieces(columns.map(\.part))
        self.encoder.begin(columns)
    }

    func write(_ rows: [Row]) throws {
        for row in rows {
            pieces.forEach(of: row) { range in
                let start = encoder.bytes.count
                encoder.append(row, columns, range)
                defer { encoder.bytes.removeSubrange(start...) }
                return Array(encoder.bytes[start...])
            } _: {
                encoder.bytes.append(contentsOf: $0)
            }
            encoder.endRow()
            if encoder.bytes.count >= chunkSize { try sink.write(encoder.takeBytes()) }
        }
        pieces.removeAll()
        // Who reads a stream gets each course as soon as it is there.
        try sink.write(encoder.takeBytes())
    }

    func close() throws {
        try sink.write(encoder.takeBytes())
        try sink.close()
    }
}

extension RowEncoder {
    /// A whole row.
    mutating func append<Row>(_ row: Row, _ columns: [ReportColumn<Row>]) {
        append(row, columns, columns.indices)
        endRow()
    }

    /// The bytes since the last call.
    mutating func takeBytes() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }
}
