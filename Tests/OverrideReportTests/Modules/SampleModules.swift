import Synchronization
import Testing

@testable import CanvasAPI
@testable import OverrideReport

/// One made-up course with four modules:
/// 51 for everyone; 52 for the section Day and the student Cedar; 53 for nobody (its students are gone); 54 for a tag.
enum SampleModules {
    static let asOf = Instant(secondsSince1970: 1_772_323_200)  // 2026-03-01T00:00:00Z

    static let everyone = state(51, "Week 1")
    static let mixed = state(52, "Week 2", override(31, "Day", .section(11)), override(32, "=Crew", .students([3])))
    static let nobody = state(53, "Week 3", override(33, "No Title", .students([]), of: 53))
    static let tagged = state(54, "Week 4", override(34, "More time", .group(71), of: 54))

    static let all = [everyone, mixed, nobody, tagged]

    static func state(_ id: CanvasID, _ name: String, _ overrides: Override...) -> ModuleState {
        ModuleState(courseID: 7, courseName: "Botany", id: id, name: name, overrides: overrides)
    }

    static func override(
        _ id: CanvasID,
        _ title: String,
        _ target: OverrideTarget,
        of module: CanvasID = 52
    ) -> Override {
        Override(id: id, origin: .module(module), title: title, target: target)
    }

    static func pages(
        modules: [ModuleState] = all,
        isLimitedToSections: Bool = false
    ) throws -> CoursePages {
        let caller = Canvas.CallerEnrollment(limitPrivilegesToCourseSection: isLimitedToSections)
        return CoursePages(
            course: Canvas.Course(id: 7, name: "Botany", timeZone: "America/New_York", enrollments: [caller]),
            sections: [Canvas.Section(id: 11, name: "Day"), Canvas.Section(id: 12, name: "Evening")],
            enrollments: [
                enrollment(1, "Ash, Ida", section: 11), enrollment(2, "Birch, Lev", section: 11),
                enrollment(3, "Cedar, Mo", section: 12), enrollment(4, "Dogwood, Al", section: 12, state: "completed"),
            ],
            assignments: [
                try assignment(501, "Leaf sketch", due: "2026-03-10T03:59:59Z"),
                try assignment(502, "Root essay", due: "2026-02-10T04:59:59Z"),
                try assignment(503, "Seed log", due: "2026-03-20T03:59:59Z"),
            ],
            modules: .read(
                modules.map { module in Canvas.Module(id: module.id, name: module.name, items: items(module)) }
            ),
            moduleOverrides: Dictionary(
                uniqueKeysWithValues: modules.map { ($0.id, .read($0.overrides.map(Canvas.ModuleOverride.init))) }
            ),
            groups: .read([
                Canvas.Group(id: 71, name: "More time", nonCollaborative: true), Canvas.Group(id: 72, name: "Team A"),
            ]),
            groupMembers: [71: .read([2])]
        )
    }

    static func course(_ pages: CoursePages) -> CourseModules {
        CourseModules(pages, canvasURL: "https://canvas.example.edu")
    }

    private static func items(_ module: ModuleState) -> [Canvas.ModuleItem] {
        let content: [CanvasID] = module.id == 51 ? [501, 502] : module.id == 52 ? [503] : []
        return content.map { Canvas.ModuleItem(id: $0, type: "Assignment", contentID: $0) }
    }

    private static func enrollment(
        _ user: CanvasID,
        _ name: String,
        section: CanvasID,
        state: String = "active"
    ) -> Canvas.Enrollment {
        Canvas.Enrollment(
            id: user,
            userID: user,
            courseSectionID: section,
            type: "StudentEnrollment",
            enrollmentState: state,
            user: Canvas.User(id: user, sortableName: name)
        )
    }

    private static func assignment(_ id: CanvasID, _ name: String, due: String) throws -> Canvas.Assignment {
        Canvas.Assignment(id: id, name: name, dueAt: try SampleRows.instant(due), published: true, overrides: [])
    }
}

extension Canvas.ModuleOverride {
    init(_ override: Override) {
        let target: Canvas.ModuleOverrideTarget =
            switch override.target {
            case .students(let ids): .students(ids.map { Canvas.ModuleOverrideStudent(id: $0, name: nil) })
            case .section(let id): .section(id: id, name: override.title)
            case .group(let id): .group(id: id, isNonCollaborative: true)
            case .course, .masteryPath, .unknown: .unknown
            }
        self.init(id: override.id, title: override.title, target: target)
    }
}

/// Plan files for the sample course.
enum SamplePlan {
    static let header = "course_id,module_id,module_name,override_id,title,section_id,student_ids,group_id,fingerprint"

    /// What `modules plan` would write of the sample course.
    static var unchanged: String { String(decoding: ModulePlanWriter.csv(SampleModules.all), as: UTF8.self) }

    static func plan(_ text: String) throws -> ModulePlan {
        try ModulePlanReader.plan(InputText(Array(text.utf8), file: "plan.csv"))
    }

    /// Rows of one module below the header.
    static func text(_ rows: String...) -> String {
        ([header] + rows).joined(separator: "\r\n") + "\r\n"
    }
}

/// Module overrides in memory with Canvas's way of replacing them, and trouble where a test wants it.
final class FakeModuleOverrides: ModuleOverrideService {
    enum Trouble: Sendable {
        /// Refused; nothing is written.
        case refusal(CanvasError.Kind)
        /// Written, but the answer gets lost.
        case lostAnswer
        /// The students who are given are passed over without a word, as Canvas does with unknown ones.
        case skipsStudents
        /// Somebody else empties the module just before it is read again.
        case changedBefore
    }

    private struct State {
        var modules: [CanvasID: [Override]]
        var nextID: Int64 = 900
        var writes: [(module: CanvasID, rows: [Canvas.ModuleOverrideWrite])] = []
    }

    private let state: Mutex<State>
    private let trouble: [CanvasID: Trouble]

    init(_ modules: [ModuleState], trouble: [CanvasID: Trouble] = [:]) {
        let states = modules.map { ($0.id, $0.overrides) }
        self.state = Mutex(State(modules: Dictionary(uniqueKeysWithValues: states)))
        self.trouble = trouble
    }

    var writes: [(module: CanvasID, rows: [Canvas.ModuleOverrideWrite])] { state.withLock { $0.writes } }

    subscript(module: CanvasID) -> [Override] { state.withLock { $0.modules[module] ?? [] } }

    func moduleAssignmentOverrides(course: CanvasID, module: CanvasID) async throws -> [Canvas.ModuleOverride] {
        state.withLock { state in
            if case .changedBefore = trouble[module] { state.modules[module] = [] }
            return (state.modules[module] ?? []).map(Canvas.ModuleOverride.init)
        }
    }

    func replaceModuleAssignmentOverrides(
        course: CanvasID,
        module: CanvasID,
        with rows: [Canvas.ModuleOverrideWrite]
    ) async throws {
        if case .refusal(let kind) = trouble[module] { throw CanvasError(kind: kind, method: "PUT", path: "/x") }
        state.withLock { state in
            state.writes.append((module, rows))
            let before = state.modules[module] ?? []
            state.modules[module] = rows.map { row in
                let old = before.first { $0.id == row.id }
                var target = row.target.map(OverrideTarget.init) ?? old?.target ?? .unknown
                if case .skipsStudents = trouble[module], target.isStudents { target = .students([]) }
                let id = old?.id ?? CanvasID(state.nextID)
                if old == nil { state.nextID += 1 }
                return SampleModules.override(id, row.title ?? old?.title ?? "No Title", target, of: module)
            }
        }
        if case .lostAnswer = trouble[module] {
            throw CanvasError(kind: .server(status: 504), method: "PUT", path: "/x")
        }
    }
}

extension OverrideTarget {
    fileprivate init(_ target: Canvas.ModuleOverrideWrite.Target) {
        self =
            switch target {
            case .students(let ids): .students(ids.sorted())
            case .section(let id): .section(id)
            case .group(let id): .group(id)
            }
    }
}
