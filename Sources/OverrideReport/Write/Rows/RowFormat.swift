/// A text format with one file for each kind of row.
protocol RowFormat {
    var fileExtension: String { get }
    func encoder<Row>(for columns: [ReportColumn<Row>]) -> any RowEncoder<Row>
}

/// Turns rows into bytes, which pile up until they are taken.
protocol RowEncoder<Row> {
    associatedtype Row
    var byteCount: Int { get }
    mutating func append(_ row: Row)
    /// The bytes since the last call.
    mutating func takeBytes() -> [UInt8]
}
