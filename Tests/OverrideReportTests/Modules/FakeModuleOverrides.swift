import Synchronization

@testable import CanvasAPI
@testable import OverrideReport

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
        var modules: [CanvasID: [ModuleOverrideState]]
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

    subscript(module: CanvasID) -> [ModuleOverrideState] { state.withLock { $0.modules[module] ?? [] } }

    func list(course: CanvasID, module: CanvasID) async throws -> [ModuleOverrideState] {
        state.withLock { state in
            if case .changedBefore = trouble[module] { state.modules[module] = [] }
            return state.modules[module] ?? []
        }
    }

    func replace(course: CanvasID, module: CanvasID, with rows: [Canvas.ModuleOverrideWrite]) async throws {
        if case .refusal(let kind) = trouble[module] { throw CanvasError(kind: kind, method: "PUT", path: "/x") }
        state.withLock { state in
            state.writes.append((module, rows))
            let before = state.modules[module] ?? []
            state.modules[module] = rows.map { row in
                let old = before.first { $0.id == row.id }
                var target = row.target.map(ModuleTarget.init) ?? old?.target ?? .unknown
                if case .skipsStudents = trouble[module], target.isStudents { target = .students([]) }
                let id = old?.id ?? CanvasID(state.nextID)
                if old == nil { state.nextID += 1 }
                return ModuleOverrideState(id: id, title: row.title ?? old?.title ?? "No Title", target: target)
            }
        }
        if case .lostAnswer = trouble[module] {
            throw CanvasError(kind: .server(status: 504), method: "PUT", path: "/x")
        }
    }
}

extension ModuleTarget {
    fileprivate init(_ target: Canvas.ModuleOverrideWrite.Target) {
        self =
            switch target {
            case .students(let ids): .students(ids.sorted())
            case .section(let id): .section(id)
            case .group(let id): .group(id)
            }
    }
}
