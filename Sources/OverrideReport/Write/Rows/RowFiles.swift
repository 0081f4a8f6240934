/// The files of one text format: one for each kind of row that is asked for.
final class RowFiles<Encoder: RowEncoder> {
    private let students: RowFile<Encoder, StudentRow>?
    private let sections: RowFile<Encoder, SectionRow>?
    private let overrides: RowFile<Encoder, OverrideRow>?
    private let findings: RowFile<Encoder, FindingRow>?
    private let courses: RowFile<Encoder, CourseRow>?

    init(_ encoder: Encoder, directory: String, kinds: Set<ReportKind>) throws {
        func file<Row>(_ kind: ReportKind, _ columns: [ReportColumn<Row>]) throws -> RowFile<Encoder, Row>? {
            guard kinds.contains(kind) else { return nil }
            let path = "\(directory)/\(kind.rawValue).\(Encoder.fileExtension)"
            return RowFile(try ReportFile(path), encoder: encoder, columns: columns)
        }
        self.students = try file(.students, StudentColumns.all)
        self.sections = try file(.sections, SectionColumns.all)
        self.overrides = try file(.overrides, OverrideColumns.all)
        self.findings = try file(.findings, FindingColumns.all)
        self.courses = try file(.courses, CourseColumns.all)
    }

    func write(_ course: CourseReport) throws {
        try students?.write(course.students)
        try sections?.write(course.sections)
        try overrides?.write(course.overrides)
        try findings?.write(course.findings)
        try courses?.write([course.row])
    }

    func close() throws {
        try students?.close()
        try sections?.close()
        try overrides?.close()
        try findings?.close()
        try courses?.close()
    }
}

/// One file in the making.
private final class RowFile<Encoder: RowEncoder, Row> {
    /// Bytes gathered before they are handed on: few calls, little memory.
    private let chunkSize = 64 * 1024
    private let file: ReportFile
    private var encoder: Encoder
    private let columns: [ReportColumn<Row>]

    init(_ file: ReportFile, encoder: Encoder, columns: [ReportColumn<Row>]) {
        self.file = file
        self.encoder = encoder
        self.columns = columns
        self.encoder.begin(columns)
    }

    func write(_ rows: [Row]) throws {
        for row in rows {
            encoder.append(row, columns)
            if encoder.byteCount >= chunkSize { try file.write(encoder.takeBytes()) }
        }
    }

    func close() throws {
        try file.write(encoder.takeBytes())
        try file.close()
    }
}
