import CanvasAPI
import Foundation
import Logging
import TestSupport
import Testing

@testable import CanvasSandbox
@testable import OverrideReport

/// Plan, edit, apply and undo over real HTTP, against the sandbox's own idea of what a PUT does.
@Suite("Module overrides there and back", .timeLimit(.minutes(5)))
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
                let states = try await canvas.states()
                let edited = RandomPlan(states: states, institution: canvas.server.institution, random: &random)
                let plan = try ModulePlanReader.plan(InputText(Array(edited.csv.utf8), file: "plan.csv"))
                let review = try await canvas.reviewer.review(plan)
                #expect(review.left == [], "seed \(seed), round \(round)")

                let backup = try await canvas.apply(review)
                let wanted = start.merging(edited.meanings) { _, wanted in wanted }
                #expect(canvas.meanings() == wanted, "seed \(seed), round \(round):\n\(edited.csv)")

                guard let backup else { continue }
                let undo = try await canvas.reviewer.review(backup)
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
            let states = try await canvas.states()
            var random = SeededGenerator(9)
            let edited = RandomPlan(
                states: states,
                institution: canvas.server.institution,
                random: &random,
                isBusy: true
            )
            let plan = try ModulePlanReader.plan(InputText(Array(edited.csv.utf8), file: "plan.csv"))
            let review = try await canvas.reviewer.review(plan)
            #expect(review.changes.count > 3)

            var backup = try #require(try await canvas.apply(review, stopAfter: 3))
            #expect(canvas.meanings() != start)
            // Killed after the last write, before it was read again.
            backup.modules[backup.modules.count - 1].after = nil
            _ = try await canvas.apply(try await canvas.reviewer.review(backup))
            #expect(canvas.meanings() == start)
        }
    }

    @Test("planning, reviewing and a dry undo only read")
    func readOnly() async throws {
        try await withSandbox(SandboxOptions(isReadOnly: true)) { canvas in
            let states = try await canvas.states()
            var random = SeededGenerator(5)
            let edited = RandomPlan(
                states: states,
                institution: canvas.server.institution,
                random: &random,
                isBusy: true
            )
            let plan = try ModulePlanReader.plan(InputText(Array(edited.csv.utf8), file: "plan.csv"))
            let review = try await canvas.reviewer.review(plan)
            #expect(ModuleReviewText(review).lines.count > 3)
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
            try await body(SandboxModules(server: server, client: client, url: address))
        }
    }
}

/// A sandbox, seen through the product on one side and from inside on the other.
struct SandboxModules {
    static let courses: [CanvasID] = [101, 103, 104, 105]

    let server: SandboxServer
    let client: CanvasClient
    let url: String

    var reader: CourseModulesReader { CourseModulesReader(client: client, canvasURL: url) }
    var reviewer: ModuleReviewer { ModuleReviewer(reader: reader, asOf: SampleModules.asOf) }

    func states() async throws -> [(course: CanvasID, modules: [ModuleState])] {
        var states: [(course: CanvasID, modules: [ModuleState])] = []
        for id in Self.courses {
            let reference = OverrideReport.CourseReference(identity: .canvas(id), text: id.description)
            states.append(try await reader.states(of: reference))
        }
        return states
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
        let directory = NSTemporaryDirectory() + "override-report-tests-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let path = directory + "/backup.json"
        let empty = ModuleBackup(canvasURL: url, madeAt: SampleModules.asOf, madeBy: "Robin (1)", action: "apply")
        let apply = ModuleApply(
            service: CanvasModuleOverrides(client: client),
            backup: try ModuleBackupFile(path, empty),
            audit: ModuleAuditLog(besides: path, canvasURL: url, user: "Robin (1)", action: "apply"),
            now: { SampleModules.asOf }
        )
        let changes = Array(review.changes.prefix(limit ?? .max))
        let results = try await apply.run(changes) { _ in }
        #expect(results.filter { !$0.outcome.isWritten } == [])
        return try ModuleBackupFile.read(InputFile.read(path), canvasURL: url)
    }
}
