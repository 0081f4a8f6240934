import CanvasAPI

/// A rule of `findings.csv`: what it is called, how it is explained, and what it looks for. A rule is a value in the
/// file of its family, and a line in ``all``; pages, sheets, schema and README take its words from here.
struct FindingRule: Sendable {
    /// In `findings.csv`, and for programs: it never changes.
    let code: String
    /// Of what it finds, where the finding itself has no other.
    let severity: FindingRow.Severity
    let heading: String
    /// What it finds, in as few words as a cell has room for.
    let phrase: String
    /// What it finds, as a sentence.
    let meaning: String
    /// The findings in a course, in any order.
    let check: @Sendable (FindingRule, FindingFacts) -> [FindingRow]

    /// In the order in which reports list them.
    static let all = [
        lockBeforeDue, unlockAfterDue, unlockAfterLock, dueOutsideTerm, dueOutsideCourse, dueOutsideAccess,
        lockOutsideAccess, dueInClosedGradingPeriod, noDueDate, nobodyAssigned, overrideReachesNobody,
        competingOverrides, hiddenFromQuizEndpoint, canvasDisagrees, moduleHidesItem, concludedSectionIgnored,
        midnightDue, dstGap, dataHidden, lockCutsExtraTime, extraTimeWithoutLimit,
    ]
}

extension FindingFacts {
    /// Of every rule, in report order.
    func findings() -> [FindingRow] {
        FindingRule.all.enumerated()
            .flatMap { rank, rule in rule.check(rule, self).map { (order: $0.order(rank: rank), finding: $0) } }
            .sorted { left, right in
                if ReportOrder.precedes(left.order, right.order) { return true }
                if ReportOrder.precedes(right.order, left.order) { return false }
                return ReportOrder.bytesPrecede(left.finding.message, right.finding.message)
            }
            .map(\.finding)
    }

    func finding(
        _ rule: FindingRule,
        _ severity: FindingRow.Severity? = nil,
        section: Shared<Section>? = nil,
        student: Shared<Student>? = nil,
        item: Shared<Item>? = nil,
        overrideID: CanvasID? = nil,
        module: Shared<Module>? = nil,
        message: String
    ) -> FindingRow {
        FindingRow(
            severity: severity ?? rule.severity,
            rule: rule.code,
            course: course,
            section: section,
            student: student,
            item: item,
            overrideID: overrideID,
            module: module,
            message: message,
            canvasURL: item?.url ?? course.value.pageURL + (module == nil ? "" : "/modules")
        )
    }
}

extension FindingRow {
    fileprivate func order(rank: Int) -> ReportOrder {
        ReportOrder(
            section,
            student,
            item,
            then: [Int64(rank), overrideID?.rawValue ?? 0, module?.id.rawValue ?? 0]
        )
    }
}
