/// Findings gathered by rule for a page: how many there are of each, and the first few in full.
struct FindingGroups {
    private struct Group {
        var count = 0
        var shown: [PageValues] = []
    }

    /// Longer lists start folded.
    private static let mostOpen = 10

    private let mostShown: Int
    private let fileWithAll: String
    private var groups: [ReportTotals.FindingKey: Group] = [:]

    init(mostShown: Int, fileWithAll: String) {
        self.mostShown = mostShown
        self.fileWithAll = fileWithAll
    }

    /// - Parameter page: the link to the finding's course, on a page that shows more than one.
    mutating func add(_ finding: FindingRow, page: String?) {
        let key = ReportTotals.FindingKey(rule: finding.rule, severity: finding.severity)
        groups[key, default: Group()].count += 1
        guard groups[key, default: Group()].shown.count < mostShown else { return }
        groups[key, default: Group()].shown.append([
            "message": .text(shortened(finding.message, to: 1_000)),
            "course": .text(page == nil ? "" : shortened(finding.course.course.name, to: 80)),
            "course_page": .text(page ?? ""),
            "canvas_url": .text(webAddress(finding.canvasURL) ?? ""),
        ])
    }

    var count: Int { groups.values.reduce(0) { $0 + $1.count } }

    /// `3 errors, 12 warnings`
    var summary: String {
        FindingRow.Severity.allCases.compactMap { severity in
            let count = groups.filter { $0.key.severity == severity }.values.reduce(0) { $0 + $1.count }
            return count == 0 ? nil : quantity(count, severity.rawValue)
        }.joined(separator: ", ")
    }

    /// The worst severity first, then in the rules' own order.
    var values: PageValues.Value {
        .list(
            FindingRow.Severity.allCases.sorted().flatMap { severity in
                FindingRule.all.compactMap { rule in
                    groups[.init(rule: rule.code, severity: severity)].map { values(of: $0, severity, rule) }
                }
            }
        )
    }

    private func values(of group: Group, _ severity: FindingRow.Severity, _ rule: FindingRule) -> PageValues {
        let hidden = group.count - group.shown.count
        return [
            "severity": .text(severity.rawValue),
            "heading": .text(rule.heading),
            "rule": .text(rule.code),
            "explanation": .text(rule.meaning),
            "count": .text(grouped(group.count)),
            "is_open": .flag(severity == .error && group.count <= Self.mostOpen),
            "shown": .list(group.shown),
            "more": .text(hidden > 0 ? grouped(hidden) : ""),
            "finding_file": .text(fileWithAll),
        ]
    }
}
