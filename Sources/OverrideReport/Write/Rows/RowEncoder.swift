/// Turns rows of one kind into bytes, which pile up until they are taken.
///
/// Generic all the way down, with no existential in between: the compiler then makes a loop of its own for each kind of
/// row, which is several times faster over a million rows.
protocol RowEncoder {
    /// Of its files, without the dot.
    static var fileExtension: String { get }

    /// Comes before the first row.
    mutating func begin<Row>(_ columns: [ReportColumn<Row>])
    mutating func append<Row>(_ row: Row, _ columns: [ReportColumn<Row>])

    var byteCount: Int { get }
    /// The bytes since the last call.
    mutating func takeBytes() -> [UInt8]
}
