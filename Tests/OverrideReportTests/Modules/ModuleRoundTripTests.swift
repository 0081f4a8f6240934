import CanvasAPI
import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

@testable import CanvasSandbox
@testable import OverrideReport

/// Plan, edit, apply and undo over real HTTP, against the sandbox's own idea of what a PUT does.
@Suite("Module overrides there and back", .timeLimit(.minutes(10)))
struct ModuleRoundTripTests {
    @Test(
        "random edits to random modules: Canvas's state is what the plan means, and after undo what it was",
        arguments: [UInt64(1), 2, 3, 2_026, 77_777]
    )
    func randomEdits(seed: UInt64) async throws {
        try await withSandbox { canvas in
            var random = SeededGenerator(seed)
            for round in 1...12 {
                let start = canvas.meanings()
                let edited = try await canvas.edited(&random)
                let review = try await canvas.run.review(edited.plan)
                #expect(review.left == [], "seed \(seed), round \(round)")

                let backup = try await canvas.apply(review)
                let wanted = start.merging(edited.meanings) { _, wanted in wanted }
                #expect(canvas.meanings() == wanted, "seed \(seed), round \(round):\n\(edited.csv)")

                guard let backup else { continue }
                let undo = try await canvas.run.review(backup)
                #expect(undo.left == [], "seed \(seed), round \(round), undo")
                if Bool.random(using: &random) {
                    _ = try await canvas.apply(undo)
                    #expect(canvas.meanings() == start, "seed \(seed), round \(round), after undo:\n\(edited.csv)")
                }
            }
        }
    }

    @Test("an undo of a run that stopped half way restores what was done, and leaves the rest")
    func halfDone() async throws {
        try await withSandbox { canvas in
            let start = canvas.meanings()
            var random = SeededGenerator(9)
            let edited = try await canvas.edited(&random, isBusy: true)
            let review = try await canvas.run.review(edited.plan)
            #expect(review.changes.count > 3)

            var backup = try #require(try await canvas.apply(review, stopAfter: 3))
            #expect(canvas.meanings() != start)
            // Killed after the last write, before it was read again.
            backup.modules[backup.modules.count - 1].after = nil
            _ = try await canvas.apply(try await canvas.run.review(backup))
            #expect(canvas.meanings() == start)
        }
    }

    @Test("without confirmation everything is shown and only read")
    func readOnly() async throws {
        try await withSandbox(SandboxOptions(isReadOnly: true)) { canvas in
            var random = SeededGenerator(5)
            let edited = try await canvas.edited(&random, isBusy: true)
            let outcome = try await canvas.run.apply(edited.plan, isConfirmed: false, backupPath: nil)
            guard case .shown(let changeCount) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(changeCount > 3)
            #expect(canvas.printed.lines.last?.hasPrefix("\(changeCount) modules to change: ") == true)

            // As if module 101801 had once been for one section.
            let backup = """
                {"version": 1, "canvas_url": "\(canvas.run.canvasURL)", "made_at": "2026-03-01T00:00:00Z",
                 "made_by": "Robin (1)", "action": "apply plan.csv", "modules": [{"course_id": 101, "course_name": "Biology",
                 "module_id": 101801, "module_name": "Week 1", "saved_at": "2026-03-01T00:00:00Z", "intended": [],
                 "after": [], "before": [{"id": 1, "title": "Section B", "course_section_id": 10102}]}]}
                """
            let input = try InputText(Array(backup.utf8), file: "backup.json")
            #expect(try await canvas.run.undo(input, isConfirmed: false, backupPath: nil) == .shown(changeCount: 1))
            #expect(
                canvas.printed.lines.contains(
                    "    + create an override for the section “Section B, \"evening\"” (10102)"
                )
            )
            #expect(canvas.printed.lines.contains("Overrides that are created again get new ids."))
            #expect(canvas.server.traffic.writeAttempts == 0)
        }
    }

    private func withSandbox(
        _ options: SandboxOptions = SandboxOptions(),
        _ body: (SandboxModules) async throws -> Void
    ) async throws {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let institution = try SandboxInstitution.load(from: package.appending(path: "samples"))
        let token = try #require(institution.administratorToken.flatMap { AccessToken($0) })
        var logger = Logger(label: "sandbox")
        logger.logLevel = .critical
        let server = SandboxServer(institution: institution, options: options, logger: logger)
        try await server.whileRunning { address in
            let client = CanvasClient(
                server: CanvasServer(url: try CanvasURL(address), token: token),
                transport: CurlTransport(),
                governor: ThrottleGovernor(ceiling: 8),
                options: CanvasClientOptions(version: "1.0", contact: "registrar@example.edu"),
                wallClock: { SampleModules.asOf },
                logger: logger
            )
            let printed = PrintedLines()
            let run = ModuleRun(
                client: client,
                canvasURL: address,
                now: { SampleModules.asOf },
                print: { printed.append($0) }
            )
            try await body(SandboxModules(server: server, run: run, printed: printed))
        }
    }
}

/// A sandbox, seen through the product on one side and from inside on the other.
struct SandboxModules {
    static let courses: [CanvasID] = [101, 103, 104, 105]

    let server: SandboxServer
    let run: ModuleRun
    let printed: PrintedLines

    /// What is, edited.
    func edited(_ random: inout SeededGenerator, isBusy: Bool = false) async throws -> RandomPlan {
        var states: [ModuleState] = []
        for id in Self.courses {
            let reference = OverrideReport.CourseReference(identity: .canvas(id), text: id.description)
            states += try await ModuleState.all(of: reference, from: run.client)
        }
        return try RandomPlan(states: states, institution: server.institution, random: &random, isBusy: isBusy)
    }

    /// What each module is assigned to by the sandbox's own memory, without ids.
    func meanings() -> [CanvasID: [String]] {
        var meanings: [CanvasID: [String]] = [:]
        for course in server.institution.courses.values {
            for module in course.modules where !module.isDeleted {
                let texts = module.activeOverrides.map { override -> String in
                    switch override.target {
                    case .students(let ids): "students \(ids.sorted()) \(override.title ?? "")"
                    case .section(let id): "section \(id)"
                    case .group(let id): "group \(id)"
                    case .course, .masteryPath: "other"
                    }
                }
                meanings[CanvasID(module.id)] = texts.sorted()
            }
        }
        return meanings
    }

    /// - Returns: the backup, where anything was to be written.
    func apply(_ review: ModuleReview, stopAfter limit: Int? = nil) async throws -> ModuleBackup? {
        guard !review.changes.isEmpty else { return nil }
        let directory = try ScratchDirectory()
        let empty = ModuleBackup(
            canvasURL: run.canvasURL,
            madeAt: SampleModules.asOf,
            madeBy: "Robin (1)",
            action: "apply"
        )
        let file = try ModuleBackupFile(directory.file("backup.json"), empty)
        let apply = ModuleApply(service: run.client, backup: file, now: run.now)
        let changes = Array(review.changes.prefix(limit ?? .max))
        let results = try await apply.run(changes) { _ in }
        #expect(results.filter { $0.outcome != .written } == [])
        return try ModuleBackupFile.read(InputFile.read(file.path), canvasURL: run.canvasURL)
    }
}

final class PrintedLines: Sendable {
    private let state = Mutex<[String]>([])

    var lines: [String] { state.withLock { $0 } }

    func append(_ line: String) { state.withLock { $0.append(line) } }
}

/// A plan file as somebody might edit it, and what it means, worked out from the edits alone.
struct RandomPlan {
    private struct Row {
        var id = ""
        var title = ""
        var students: Set<Int64> = []
        var section: Int64?
        var group: Int64?

        var isForNobody: Bool { students.isEmpty && section == nil && group == nil }

        var meaning: String {
            if let section { return "section \(section)" }
            if let group { return "group \(group)" }
            return "students \(students.sorted()) \(title)"
        }
    }

    let csv: String
    let plan: ModulePlan
    /// By module; only the modules that the plan names.
    private(set) var meanings: [CanvasID: [String]] = [:]

    /// - Parameter isBusy: edits every module instead of every second.
    init(
        states: [ModuleState],
        institution: SandboxInstitution,
        random: inout SeededGenerator,
        isBusy: Bool
    ) throws {
        var csv = SamplePlan.header + "\n"
        for module in states where isBusy || Int.random(in: 0..<4, using: &random) > 0 {
            let course = try #require(institution.courses[module.courseID.rawValue])
            var rows = module.overrides.map(Self.row)
            if isBusy || Bool.random(using: &random) {
                for _ in 0...Int.random(in: 0..<3, using: &random) { Self.edit(&rows, course, &random) }
            }
            csv += Self.lines(rows, module, isOwnRowKept: Bool.random(using: &random))
            meanings[module.id] = rows.map(\.meaning).sorted()
        }
        self.csv = csv
        plan = try SamplePlan.plan(csv)
    }

    private static func row(_ override: Override) -> Row {
        Row(
            id: override.id.description,
            title: override.title,
            students: Set(override.target.studentIDs.map(\.rawValue)),
            section: override.target.sectionID?.rawValue,
            group: override.target.groupID?.rawValue
        )
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

    private static func lines(_ rows: [Row], _ module: ModuleState, isOwnRowKept: Bool) -> String {
        let start = "\(module.courseID),\(module.id)"
        var lines = isOwnRowKept || rows.isEmpty ? "\(start),,,,,,,\(module.fingerprint)\n" : ""
        for row in rows {
            let title = row.title.replacing("\"", with: "\"\"")
            let target = [
                row.section.map(String.init) ?? "",
                row.students.sorted(by: >).map(String.init).joined(separator: "  "),
                row.group.map(String.init) ?? "",
            ]
            lines +=
                "\(start),any,\(row.id),\"\(title)\",\(target.joined(separator: ",")),\(module.fingerprint)\n"
        }
        return lines
    }
}
