import Foundation

/// `manifest.json`: what the reports are of, who saw it, and the SHA-256 of each file. It is put in place last, so that
/// whoever finds a file's digest in it has a file of the same set.
package struct ReportManifest: Codable, Equatable, Sendable {
    package static let fileName = "manifest.json"
    static let toolName = "override-report"
    /// Far above the manifest of any run.
    static let sizeLimit = 64 << 20

    package struct Viewer: Codable, Equatable, Sendable {
        /// Text, as all ids in reports.
        package var id: String?
        package var name: String
    }

    package struct Counts: Codable, Equatable, Sendable {
        package var courses: [String: Int]
        package var sections: Int
        package var students: Int
        package var items: Int
        package var overrides: Int
        package var findings: [String: Int]
        package var findingsByRule: [String: Int]
        package var rows: [String: Int]

        enum CodingKeys: String, CodingKey {
            case courses
            case sections
            case students
            case items
            case overrides
            case findings
            case findingsByRule = "findings_by_rule"
            case rows
        }
    }

    package struct File: Codable, Equatable, Sendable {
        package var path: String
        package var bytes: Int
        package var sha256: String
    }

    package var tool: String
    package var version: String
    package var schemaVersion: Int
    package var asOf: String
    package var canvasURL: String
    package var canvasHost: String
    package var viewer: Viewer
    package var timeZone: String
    package var snapshot: String
    package var firstFetchedAt: String?
    package var lastFetchedAt: String?
    package var requestCount: Int
    package var options: [String: String]
    package var counts: Counts
    package var files: [File]

    enum CodingKeys: String, CodingKey {
        case tool
        case version
        case schemaVersion = "schema_version"
        case asOf = "as_of"
        case canvasURL = "canvas_url"
        case canvasHost = "canvas_host"
        case viewer
        case timeZone = "time_zone"
        case snapshot
        case firstFetchedAt = "first_fetched_at"
        case lastFetchedAt = "last_fetched_at"
        case requestCount = "request_count"
        case options
        case counts
        case files
    }

    package init(_ facts: RunFacts, _ totals: ReportTotals, files: [File]) {
        self.tool = Self.toolName
        self.version = facts.version
        self.schemaVersion = ReportSchema.version
        self.asOf = facts.asOf.rfc3339()
        self.canvasURL = facts.canvasURL
        self.canvasHost = facts.canvasHost
        self.viewer = Viewer(id: facts.viewerID?.description, name: facts.viewerName)
        self.timeZone = facts.timeZone.name
        self.snapshot = facts.snapshotName
        self.firstFetchedAt = facts.firstFetchedAt?.rfc3339()
        self.lastFetchedAt = facts.lastFetchedAt?.rfc3339()
        self.requestCount = facts.requestCount
        self.options = facts.options
        self.counts = Counts(totals)
        self.files = files
    }

    /// Of the reports in a directory, or of the set that is on its way there and will be put in place; nil where there is
    /// none that can be read.
    package static func inEffect(in directory: String) -> ReportManifest? {
        for place in [TemporaryNames.ready + "/", ""] {
            let path = "\(directory)/\(place)\(fileName)"
            if let bytes = try? FileSystem.contents(of: path, limit: sizeLimit) {
                return try? JSONDecoder().decode(ReportManifest.self, from: Data(bytes))
            }
        }
        return nil
    }

    /// Sorted keys, two blanks for a step, one newline at the end: the same bytes for the same value.
    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [0x0A]
    }
}

extension ReportManifest.Counts {
    init(_ totals: ReportTotals) {
        self.courses = Self.counted(CourseRow.Status.allCases) { totals.courses[$0] ?? 0 }
        self.sections = totals.sections
        self.students = totals.students
        self.items = totals.items
        self.overrides = totals.overrides
        self.findings = Self.counted(FindingRow.Severity.allCases) { severity in
            totals.findings.filter { $0.key.severity == severity }.values.reduce(0, +)
        }
        self.findingsByRule = Dictionary(
            totals.findings.map { ($0.key.rule.rawValue, $0.value) },
            uniquingKeysWith: +
        )
        self.rows = Self.counted(ReportKind.allCases) { totals.rowCounts[$0] ?? 0 }
    }

    /// Every key, also where there is nothing to count, so that those who load it need not ask whether it is there.
    private static func counted<Key: RawRepresentable<String>>(_ keys: [Key], _ count: (Key) -> Int) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: keys.map { ($0.rawValue, count($0)) })
    }
}
