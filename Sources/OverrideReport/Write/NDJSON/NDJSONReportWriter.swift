/// Writes `students.ndjson` and its like, as far as they are asked for, and the `schema.json` that describes them.
final class NDJSONReportWriter: ReportWriter {
    private let files: RowFiles<NDJSONEncoder>
    private let schemaPath: String

    /// - Parameter directory: where the files are made; it is there already.
    init(directory: String, kinds: Set<ReportKind>) throws {
        self.files = try RowFiles(NDJSONEncoder(), directory: directory, kinds: kinds)
        self.schemaPath = "\(directory)/schema.json"
    }

    func write(_ course: CourseReport) throws {
        try files.write(course)
    }

    func finish(_ totals: ReportTotals, _ facts: RunFacts) throws {
        try files.close()
        let schema = try ReportFile(schemaPath)
        try schema.write(ReportJSONSchema.document.pretty)
        try schema.close()
    }
}
