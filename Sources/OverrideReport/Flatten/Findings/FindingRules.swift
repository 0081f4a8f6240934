import CanvasAPI
import Foundation

/// The rules of `findings.csv`. Each rule is a function of its own in a file beside this one; this type gives them what
/// they share and puts their findings in order.
struct FindingRules {
    let index: CourseIndex
    let course: Shared<ReportedCourse>
    let engine: EffectiveDatesEngine
    let options: FlattenOptions
    let students: [StudentRow]
    let sections: [SectionRow]
    let overrides: [OverrideRow]

    func findings() -> [FindingRow] {
        let found =
            dateFindings() + nobodyAssigned() + overridesReachingNobody() + hiddenFromQuizEndpoint()
            + studentFindings() + hiddenData()
        return
            found
            .map { (order: $0.order, finding: $0) }
            .sorted { ReportOrder.precedes($0.order, $1.order) }
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
