/// Writes students.csv, sections.csv, overrides.csv, findings.csv and courses.csv, as far as they are asked for.
final class CSVReportWriter: ReportWriter {
    private let files: RowFiles<CSVEncoder>

    /// - Parameters:
    ///   - directory: where the files are made; it is there already.
    ///   - isRaw: leaves out the `'` that keeps a spreadsheet from running a text as a formula.
    init(directory: String, kinds: Set<ReportKind>, isRaw: Bool) throws {
        self.files = try RowFiles(CSVEncoder(isRaw: isRaw), directory: directory, kinds: kinds)
    }

    func write(_ course: CourseReport) throws {
        try files.write(course)
    }

    func finish(_ totals: ReportTotals, _ facts: RunFacts) throws {
        try files.close()
    }
}
