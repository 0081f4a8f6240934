import Foundation

/// What an earlier run says it put into an output directory.
struct EarlierManifest {
    /// The reports it lists.
    var paths: Set<ReportPath> = []
    /// What was not believed, a sentence each.
    var notes: [String] = []

    private struct Listing: Decodable {
        struct File: Decodable {
            var path: String
        }
        var tool: String
        var files: [File]
    }

    /// More of the same would bury what else the log says.
    private static let noteLimit = 5

    /// Without a manifest, or with a file that is none of ours, nothing counts as ours to remove.
    init(at path: String) throws(FileError) {
        guard try FileSystem.kind(path) != nil else { return }
        do {
            let data = Data(try FileSystem.contents(of: path, limit: ReportManifest.sizeLimit))
            let listing = try JSONDecoder().decode(Listing.self, from: data)
            guard listing.tool == ReportManifest.toolName else {
                notes.append("\(path) was of another program; none of the files it names is removed.")
                return
            }
            paths = Set(listing.files.compactMap { ReportPath($0.path) })
            let strange = listing.files.filter { ReportPath($0.path) == nil }
            notes = strange.prefix(Self.noteLimit).map { file in
                "\(path) names \(file.path.quoted), which can be no report; it is left alone."
            }
            if strange.count > Self.noteLimit {
                notes.append("\(path) names \(strange.count - Self.noteLimit) more of that kind.")
            }
        } catch {
            notes.append("\(path) could not be read as a manifest; reports it may have named are not removed.")
        }
    }
}

extension ReportManifest {
    init(_ facts: RunFacts, _ totals: ReportTotals, previous: Previous? = nil, files: [File]) {
        self.tool = Self.toolName
        self.version = facts.version
        self.schemaVersion = Reports.version
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
        self.previous = previous
        self.snapshotSHA256 = facts.snapshotSHA256
    }
}

extension ReportManifest.Previous {
    /// `nil` where there is no manifest of ours.
    init?(at path: String) {
        guard let bytes = try? FileSystem.contents(of: path, limit: ReportManifest.sizeLimit),
            let manifest = try? JSONDecoder().decode(ReportManifest.self, from: Data(bytes)),
            manifest.tool == ReportManifest.toolName
        else { return nil }
        self.init(sha256: SHA256.hash(bytes).hexadecimal, asOf: manifest.asOf)
    }
}

extension ReportManifest.Counts {
    init(_ totals: ReportTotals) {
        self.courses = Self.counted(CourseRow.Status.allCases) { totals.courses[$0] ?? 0 }
        self.sections = totals.sections
        self.students = totals.students
        self.items = totals.items
        self.overrides = totals.overrides
        self.findings = Self.counted(FindingRow.Severity.allCases) { totals.findingCount(of: $0) }
        self.findingsByRule = totals.findingsByRule
        self.rows = Self.counted(ReportKind.allCases) { totals.rowCounts[$0] ?? 0 }
    }

    /// Every key, also where there is nothing to count, so that those who load it need not ask whether it is there.
    private static func counted<Key: RawRepresentable<String>>(_ keys: [Key], _ count: (Key) -> Int) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: keys.map { ($0.rawValue, count($0)) })
    }
}
