import CanvasAPI

@testable import OverrideReport

extension CourseSnapshot {
    /// The messages of one rule, with their severity, in report order.
    func findings(_ rule: FindingRule, _ options: FlattenOptions = .fixture()) -> [String] {
        found(rule, options).map { "\($0.severity.rawValue): \($0.message)" }
    }

    func found(_ rule: FindingRule, _ options: FlattenOptions = .fixture()) -> [FindingRow] {
        report(options).findings.filter { $0.rule == rule.code }
    }

    /// One item with these dates for everyone, and nothing else.
    static func base(
        due: Instant? = nil,
        unlock: Instant? = nil,
        lock: Instant? = nil,
        overrides: [Override] = []
    ) -> CourseSnapshot {
        .fixture(items: [.fixture(201, due: due, unlock: unlock, lock: lock)], overrides: overrides)
    }
}
