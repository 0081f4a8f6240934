import CanvasAPI
import Foundation

/// The rules of `findings.csv`. Each rule is a function of its own in a file beside this one; this type gives them what
/// they share and puts their findings in order.
struct FindingRules {
    let index: CourseIndex
    let course: Shared<ReportedCourse>
    let engine: EffectiveDatesEngine
    let options: FlattenOptions
    let sections: [SectionRow]
    let overrides: [OverrideRow]
    /// One row for each student and item: the first, for students of several sections.
    let individualRows: [StudentRow]
    /// What plain members have, by section and item.
    let sectionDates: [CanvasID: [ItemKey: EffectiveDates]]

    init(
        index: CourseIndex,
        course: Shared<ReportedCourse>,
        engine: EffectiveDatesEngine,
        options: FlattenOptions,
        students: [StudentRow],
        sections: [SectionRow],
        overrides: [OverrideRow]
    ) {
        self.index = index
        self.course = course
        self.engine = engine
        self.options = options
        self.sections = sections
        self.overrides = overrides
        var seen: [CanvasID: Set<ItemKey>] = [:]
        individualRows = students.filter { seen[$0.student.id, default: []].insert($0.item.key).inserted }
        var dates: [CanvasID: [ItemKey: EffectiveDates]] = [:]
        for row in sections { dates[row.section.id, default: [:]][row.item.key] = row.effective }
        sectionDates = dates
    }

    func findings() -> [FindingRow] {
        let found =
            dateFindings() + sectionBounds() + nobodyAssigned() + overridesReachingNobody() + hiddenFromQuizEndpoint()
            + studentFindings() + hiddenData()
        return
            found
            .map { (order: $0.order, finding: $0) }
            .sorted { left, right in
                if ReportOrder.precedes(left.order, right.order) { return true }
                if ReportOrder.precedes(right.order, left.order) { return false }
                return ReportOrder.bytesPrecede(left.finding.message, right.finding.message)
            }
            .map(\.finding)
    }

    func finding(
        _ rule: FindingRule,
        _ severity: FindingRow.Severity,
        section: Shared<Section>? = nil,
        student: Shared<Student>? = nil,
        item: Shared<Item>? = nil,
        overrideID: CanvasID? = nil,
        module: Shared<Module>? = nil,
        message: String
    ) -> FindingRow {
        let courseURL = "\(course.canvasURL)/courses/\(course.course.id)"
        let url = item?.url ?? (module == nil ? courseURL : "\(courseURL)/modules")
        return FindingRow(
            severity: severity,
            rule: rule,
            course: course,
            section: section,
            student: student,
            item: item,
            overrideID: overrideID,
            module: module,
            message: message,
            canvasURL: url
        )
    }

    /// A date for people, in the zone of the report and with its name.
    func text(_ instant: Instant?) -> String {
        guard let instant else { return "no date" }
        return "\(instant.wallTime(in: course.displayZone)) \(course.displayZone.identifier)"
    }
}

extension FindingRow {
    fileprivate var order: ReportOrder {
        let rank = FindingRule.allCases.firstIndex(of: rule).map(Int64.init) ?? 0
        return ReportOrder(
            sectionName: section?.name ?? "",
            studentName: student?.sortableName ?? "",
            baseDueAt: item?.base.dueAt,
            itemName: item?.value.order.itemName ?? "",
            ids: [section?.id.rawValue ?? 0, student?.id.rawValue ?? 0] + (item?.orderIDs ?? [2, 0]) + [
                rank, overrideID?.rawValue ?? 0, module?.id.rawValue ?? 0,
            ]
        )
    }
}
