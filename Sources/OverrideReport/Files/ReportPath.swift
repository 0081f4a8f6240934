/// A report's path below the output directory: `students.csv`, `courses/1201.html`. A manifest is a file that anybody
/// may have edited, so that only such paths are believed of it: nothing absolute, nothing that climbs, nothing hidden,
/// and no kind of file that is no report.
struct ReportPath: Hashable, Sendable, Comparable {
    let text: String

    private static let endings = [".csv", ".xlsx", ".html", ".ndjson", ".json"]

    init?(_ text: String) {
        let components = text.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = components.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.utf8.contains(0) }
        guard isPlain, Self.endings.contains(where: text.hasSuffix) else { return nil }
        self.text = text
    }

    /// The directories above it, outermost first: `courses`.
    var directories: [String] {
        let components = text.split(separator: "/").dropLast()
        return components.indices.map { components[...$0].joined(separator: "/") }
    }

    /// By its UTF-8 bytes.
    static func < (left: ReportPath, right: ReportPath) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}
