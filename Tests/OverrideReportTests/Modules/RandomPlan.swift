import CanvasAPI
import TestSupport

@testable import CanvasSandbox
@testable import OverrideReport

/// A plan file as somebody might edit it, and what it means, worked out from the edits alone.
struct RandomPlan {
    private struct Row {
        var id = ""
        var title = ""
        var students: Set<Int64> = []
        var section: Int64?
        var group: Int64?

        var isForNobody: Bool { students.isEmpty && section == nil && group == nil }
    }

    private(set) var csv = SamplePlan.header + "\n"
    /// By module; only the modules that the plan names.
    private(set) var meanings: [CanvasID: [String]] = [:]

    /// - Parameter isBusy: edits every module instead of every second.
    init(
        states: [(course: CanvasID, modules: [ModuleState])],
        institution: SandboxInstitution,
        random: inout SeededGenerator,
        isBusy: Bool = false
    ) {
        for (courseID, modules) in states {
            guard let course = institution.courses[courseID.rawValue] else { continue }
            for module in modules where isBusy || Int.random(in: 0..<4, using: &random) > 0 {
                var rows = module.overrides.map(Self.row)
                if isBusy || Bool.random(using: &random) {
                    for _ in 0...Int.random(in: 0..<3, using: &random) { Self.edit(&rows, course, &random) }
                }
                add(rows, module, courseID, isOwnRowKept: Bool.random(using: &random))
            }
        }
    }

    private static func row(_ state: ModuleOverrideState) -> Row {
        var row = Row(id: state.id.description, title: state.title)
        switch state.target {
        case .students(let ids): row.students = Set(ids.map(\.rawValue))
        case .section(let id): row.section = id.rawValue
        case .group(let id): row.group = id.rawValue
        case .unknown: break
        }
        return row
    }

    private static func edit(_ rows: inout [Row], _ course: SandboxCourse, _ random: inout SeededGenerator) {
        let taken = rows.reduce(into: Set<Int64>()) { $0.formUnion($1.students) }
        let students = course.enrollments
            .filter { $0.role == .student && ["active", "invited", "inactive", "completed"].contains($0.state) }
            .map(\.userID).filter { !taken.contains($0) }
        let sections = course.activeSections.map(\.id).filter { id in !rows.contains { $0.section == id } }
        let tags = course.groupCategories.filter(\.isNonCollaborative).flatMap(\.groups).map(\.id)
            .filter { id in !rows.contains { $0.group == id } }
        // An override for nobody stays: Canvas can't be asked to make one again.
        let place = rows.indices.filter { !rows[$0].isForNobody }.randomElement(using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
            if let place { rows.remove(at: place) }
        case 1:
            guard let section = sections.randomElement(using: &random) else { return }
            rows.append(Row(section: section))
        case 2:
            guard let tag = tags.randomElement(using: &random) else { return }
            rows.append(Row(group: tag))
        case 3:
            guard let student = students.randomElement(using: &random) else { return }
            rows.append(Row(title: "=New, \"\(student)\"", students: [student]))
        case 4:
            guard let place, !rows[place].students.isEmpty else { return }
            if let student = students.randomElement(using: &random) { rows[place].students.insert(student) }
            rows[place].title = ["Ünder", "+1", "later"].randomElement(using: &random) ?? ""
        default:
            guard let place, let section = sections.randomElement(using: &random) else { return }
            rows[place] = Row(id: rows[place].id, section: section)
        }
    }

    private mutating func add(_ rows: [Row], _ module: ModuleState, _ course: CanvasID, isOwnRowKept: Bool) {
        if isOwnRowKept || rows.isEmpty { csv += "\(course),\(module.id),,,,,,,\(module.fingerprint)\n" }
        for row in rows {
            let title = row.title.replacing("\"", with: "\"\"")
            let target = [
                row.section.map(String.init) ?? "",
                row.students.sorted(by: >).map(String.init).joined(separator: "  "),
                row.group.map(String.init) ?? "",
            ]
            csv +=
                "\(course),\(module.id),any,\(row.id),\"\(title)\",\(target.joined(separator: ",")),"
                + "\(module.fingerprint)\n"
        }
        meanings[module.id] = rows.map { row in
            if let section = row.section { return "section \(section)" }
            if let group = row.group { return "group \(group)" }
            return "students \(row.students.sorted()) \(row.title)"
        }.sorted()
    }
}
