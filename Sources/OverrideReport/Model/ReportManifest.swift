import CanvasAPI
import Foundation

/// `manifest.json`: what the reports are of, who saw it, and the SHA-256 of each file. It is put in place last, so that
/// whoever finds a file's digest in it has a file of the same set.
package struct ReportManifest: Codable, Equatable, Sendable {
    static let fileName = "manifest.json"
    static let toolName = "override-report"
    /// Far above the manifest of any run.
    static let sizeLimit = 64 << 20

    struct Viewer: Codable, Equatable, Sendable {
        /// Text, as all ids in reports.
        var id: String?
        var name: String
    }

    struct Counts: Codable, Equatable, Sendable {
        var courses: [String: Int]
        var sections: Int
        var students: Int
        var items: Int
        var overrides: Int
        var findings: [String: Int]
        var findingsByRule: [String: Int]
        var rows: [String: Int]

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

    struct File: Codable, Equatable, Sendable {
        var path: String
        var bytes: Int
        var sha256: String
    }

    /// The manifest that this one replaced: each archived night holds the one before.
    struct Previous: Codable, Equatable, Sendable {
        var sha256: String
        var asOf: String

        enum CodingKeys: String, CodingKey {
            case sha256
            case asOf = "as_of"
        }
    }

    var tool: String
    var version: String
    var schemaVersion: Int
    var asOf: String
    var canvasURL: String
    var canvasHost: String
    var viewer: Viewer
    var timeZone: String
    var snapshot: String
    /// Of the file when the reports were written. What it renders is what holds it: another program may have rewritten
    /// the file and kept all that is in it.
    @ExplicitNull var snapshotSHA256: String? = nil
    var firstFetchedAt: String?
    var lastFetchedAt: String?
    var requestCount: Int
    var options: [String: String]
    var counts: Counts
    @ExplicitNull var previous: Previous? = nil
    var files: [File]

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
        case snapshotSHA256 = "snapshot_sha256"
        case firstFetchedAt = "first_fetched_at"
        case lastFetchedAt = "last_fetched_at"
        case requestCount = "request_count"
        case options
        case counts
        case previous
        case files
    }

    /// Of the reports in a directory, or of the set that is on its way there and will be put in place; nil where there is
    /// none that can be read.
    static func inEffect(in directory: String) -> ReportManifest? {
        for place in [TemporaryNames.ready + "/", ""] {
            let path = "\(directory)/\(place)\(fileName)"
            if let bytes = try? FileSystem.contents(of: path, limit: sizeLimit) {
                return try? JSONDecoder().decode(ReportManifest.self, from: Data(bytes))
            }
        }
        return nil
    }

    /// When what the reports in a directory say was read from Canvas; `nil` where there are none.
    package static func lastGoodRun(in directory: String) -> Instant? {
        inEffect(in: directory)?.lastFetchedAt.flatMap { Instant(rfc3339: $0) }
    }

    /// Sorted keys, two blanks for a step, one newline at the end: the same bytes for the same value.
    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [0x0A]
    }
}

/// A value that JSON has as `null` where there is none, so that those who load it need not ask whether it is there. One
/// that was written without it has none.
@propertyWrapper
struct ExplicitNull<Value: Codable & Equatable & Sendable>: Codable, Equatable, Sendable {
    var wrappedValue: Value?

    init(wrappedValue: Value?) {
        self.wrappedValue = wrappedValue
    }

    init(from decoder: any Decoder) throws {
        wrappedValue = try decoder.singleValueContainer().decode(Value?.self)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wrappedValue)
    }
}

extension KeyedDecodingContainer {
    func decode<Value>(_ type: ExplicitNull<Value>.Type, forKey key: Key) throws -> ExplicitNull<Value> {
        try decodeIfPresent(type, forKey: key) ?? ExplicitNull(wrappedValue: nil)
    }
}
