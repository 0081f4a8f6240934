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
                FindingRule.allCases.compactMap { rule in
                    groups[.init(rule: rule, severity: severity)].map { values(of: $0, severity, rule) }
                }
            }
        )
    }

    private func values(of group: Group, _ severity: FindingRow.Severity, _ rule: FindingRule) -> PageValues {
        let hidden = group.count - group.shown.count
        return [
            "severity": .text(severity.rawValue),
            "heading": .text(rule.pageHeading),
            "rule": .text(rule.rawValue),
            "explanation": .text(rule.pageExplanation),
            "count": .text(grouped(group.count)),
            "is_open": .flag(severity == .error && group.count <= Self.mostOpen),
            "shown": .list(group.shown),
            "more": .text(hidden > 0 ? grouped(hidden) : ""),
            "finding_file": .text(fileWithAll),
        ]
    }
}

extension FindingRule {
    var pageHeading: String {
        switch self {
        case .lockBeforeDue: "Locks before it is due"
        case .unlockAfterDue: "Opens after it is due"
        case .unlockAfterLock: "Opens after it locks"
        case .dueOutsideTerm: "Due outside the term"
        case .dueOutsideCourse: "Due outside the course or section"
        case .noDueDate: "No due date where others have one"
        case .nobodyAssigned: "Assigned to nobody"
        case .overrideReachesNobody: "Override reaches nobody"
        case .competingOverrides: "Several overrides for one date"
        case .hiddenFromQuizEndpoint: "Not in the quiz override list"
        case .canvasDisagrees: "Canvas gives another date"
        case .moduleHidesItem: "Module keeps the item away"
        case .concludedSectionIgnored: "Section override does not count"
        case .midnightDue: "Due at midnight"
        case .dstGap: "Time falls into a clock change"
        case .dataHidden: "Data hidden from the token"
        }
    }

    var pageExplanation: String {
        switch self {
        case .lockBeforeDue: "The item closes before its due date, so it can't be handed in on time up to the end."
        case .unlockAfterDue: "The item becomes available only after its due date."
        case .unlockAfterLock: "The item closes before it becomes available, so it never is."
        case .dueOutsideTerm: "The due date lies before the term starts or after it ends."
        case .dueOutsideCourse: "The due date lies outside the course's or section's own start and end."
        case .noDueDate: "An override takes the due date away that everyone else has."
        case .nobodyAssigned: "The item is published, and no student has it."
        case .overrideReachesNobody: "Its students or its section are empty, gone or not enrolled."
        case .competingOverrides: "More than one override sets the same date of a student; the message says which wins."
        case .hiddenFromQuizEndpoint: "A date override of a quiz that Canvas's quiz override list does not show."
        case .canvasDisagrees: "The due date worked out here and Canvas's own effective due date are not the same."
        case .moduleHidesItem: "A module is for others only, and hides an item that has a date for this student."
        case .concludedSectionIgnored: "A section override is set aside, because the enrollment there is not active."
        case .midnightDue: "Due at 00:00, the first minute of the day: likely a day earlier than was meant."
        case .dstGap: "The local time is skipped or comes twice, because clocks change then."
        case .dataHidden: "The token may not see something that the dates depend on."
        }
    }
}
