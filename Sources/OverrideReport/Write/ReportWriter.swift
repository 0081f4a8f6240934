/// One output format. Courses arrive one after another in the list's order; nothing of an earlier course is kept but
/// totals. A writer writes below a directory that nobody else sees yet; the whole set is put in place afterwards.
protocol ReportWriter: AnyObject {
    func write(_ course: CourseReport) throws
    /// Ends the files. `totals` covers every course that was written; only now are the facts of fetching known.
    func finish(_ totals: ReportTotals, _ facts: RunFacts) throws
}

/// The kinds of row a user may ask for with `--report`.
package enum ReportKind: String, Sendable, Hashable, CaseIterable {
    case students
    case sections
    case overrides
    case findings
    case courses
    /// Only of courses that were asked for them.
    case accommodations
    /// Written where there was a run before.
    case changes

    /// Those of every snapshot.
    package static let always = allCases.filter { $0 != .accommodations }
}

package enum ReportFormat: String, Sendable, Hashable, CaseIterable {
    case csv
    case xlsx
    case html
    case ndjson
}

extension ReportFormat {
    /// The files it makes, as far as they can be told before any course is read; directories end in a slash.
    func places(_ kinds: Set<ReportKind>) -> [String] {
        switch self {
        case .csv: kinds.map { "\($0.rawValue).csv" }.sorted()
        case .ndjson: kinds.map { "\($0.rawValue).ndjson" }.sorted() + ["schema.json"]
        case .xlsx: [WorkbookReportWriter.fileName]
        case .html:
            ["index.html"] + (kinds.haveCoursePages ? ["courses/"] : [])
                + (kinds.contains(.changes) ? [ChangesPage.fileName] : [])
        }
    }
}

extension Set<ReportKind> {
    /// Whether a course has something of its own to show on a page.
    var haveCoursePages: Bool { !isDisjoint(with: [.students, .sections, .overrides, .findings]) }
}

extension Set<ReportFormat> {
    /// The file in which a page's reader finds all rows of a report: one that is written beside the page, or the CSV
    /// with the option that writes it.
    func fileWithAllRows(of kind: ReportKind) -> String {
        if contains(.csv) { return "\(kind.rawValue).csv" }
        if contains(.ndjson) { return "\(kind.rawValue).ndjson" }
        return contains(.xlsx) ? WorkbookReportWriter.fileName : "\(kind.rawValue).csv (--format csv)"
    }
}

extension ReportFile {
    /// A whole file of these bytes.
    static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        let file = try ReportFile(path)
        try file.write(bytes)
        try file.close()
    }
}
