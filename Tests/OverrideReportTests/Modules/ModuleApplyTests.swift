import Foundation
import TestSupport
import Testing

@testable import CanvasAPI
@testable import OverrideReport

@Suite("Writing confirmed changes")
struct ModuleApplyTests {
    private static let canvasURL = "https://canvas.example.edu"

    /// 51 gets the section Evening, 52 loses its section and gets another student, 54 loses all.
    private static let changes = [
        ModuleChange(
            courseID: 7,
            courseName: "Botany",
            before: SampleModules.everyone,
            desired: [DesiredOverride(id: nil, title: nil, target: .section(12))]
        ),
        ModuleChange(
            courseID: 7,
            courseName: "Botany",
            before: SampleModules.mixed,
            desired: [DesiredOverride(id: 32, title: nil, target: .students([1, 3]))]
        ),
        ModuleChange(courseID: 7, courseName: "Botany", before: SampleModules.tagged, desired: []),
    ]

    private struct Run {
        var codes: [String]
        var lines: [String]
        var backup: ModuleBackup
        var auditCodes: [String]
    }

    private func apply(_ service: FakeModuleOverrides, _ changes: [ModuleChange] = changes) async throws -> Run {
        let directory = NSTemporaryDirectory() + "override-report-tests-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let path = directory + "/backup.json"
        let empty = ModuleBackup(
            canvasURL: Self.canvasURL,
            madeAt: SampleModules.asOf,
            madeBy: "Robin (1)",
            action: "apply plan.csv"
        )
        let audit = ModuleAuditLog(
            besides: path,
            canvasURL: Self.canvasURL,
            user: "Robin (1)",
            action: "apply plan.csv"
        )
        let apply = ModuleApply(
            service: service,
            backup: try ModuleBackupFile(path, empty),
            audit: audit,
            now: { SampleModules.asOf }
        )
        var lines: [String] = []
        let results = try await apply.run(changes) { lines += ModuleResultText.lines($0) }
        let files = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        #expect(
            files == (lines.contains { !$0.hasPrefix("not tried") } ? ["audit.jsonl", "backup.json"] : ["backup.json"])
        )
        let auditText = files.contains("audit.jsonl") ? try String(contentsOfFile: audit.path, encoding: .utf8) : ""
        let auditLines = auditText.split(separator: "\n")
        let codes = try auditLines.map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])["outcome"]
                as? String
        }
        for file in files {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory)/\(file)")
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(file)")
        }
        return Run(
            codes: results.map(\.outcome.code),
            lines: lines + [ModuleResultText.summary(results, left: 0)],
            backup: try ModuleBackupFile.read(InputFile.read(path), canvasURL: Self.canvasURL),
            auditCodes: codes.compactMap { $0 }
        )
    }

    @Test("each module is written, read again, backed up and logged")
    func whole() async throws {
        let service = FakeModuleOverrides(SampleModules.all)
        let run = try await apply(service)
        #expect(run.codes == ["written", "written", "written"])
        #expect(run.auditCodes == run.codes)
        #expect(service[51] == [ModuleOverrideState(id: 900, title: "No Title", target: .section(12))])
        #expect(service[52] == [ModuleOverrideState(id: 32, title: "=Crew", target: .students([1, 3]))])
        #expect(service[54] == [])
        #expect(service.writes.map(\.rows).last == [])
        #expect(run.backup.modules.map(\.moduleID) == [51, 52, 54])
        #expect(run.backup.modules.map(\.before) == Self.changes.map(\.before.overrides))
        #expect(run.backup.modules.map(\.intended) == Self.changes.map(\.desired))
        #expect(run.backup.modules.map(\.after) == [service[51], service[52], []])
        #expect(
            run.lines == [
                "written: Week 1 (module 51) of Botany", "written: Week 2 (module 52) of Botany",
                "written: Week 4 (module 54) of Botany", "3 modules written, 0 left alone, 0 failed, 0 not tried.",
            ]
        )
    }

    @Test("a module that changed a moment ago is left, and the next ones are written")
    func stale() async throws {
        let service = FakeModuleOverrides(SampleModules.all, trouble: [52: .changedBefore])
        let run = try await apply(service)
        #expect(run.codes == ["written", "left_as_changed", "written"])
        #expect(service.writes.map(\.module) == [51, 54])
        #expect(run.backup.modules.map(\.moduleID) == [51, 54])
        #expect(
            run.lines[1] == "left: Week 2 (module 52) of Botany: it changed in Canvas a moment ago; make a new plan"
        )
    }

    @Test("a refusal half way leaves the done ones done, and the rest is not tried")
    func refusal() async throws {
        let sentence = "cannot provide group_id and student_ids on the same override"
        let service = FakeModuleOverrides(
            SampleModules.all,
            trouble: [52: .refusal(.badRequest(sentence: sentence))]
        )
        let run = try await apply(service)
        #expect(run.codes == ["written", "failed", "not_tried"])
        #expect(run.auditCodes == ["written", "failed"])
        #expect(run.backup.modules.map(\.moduleID) == [51, 52])
        #expect(service[52] == SampleModules.mixed.overrides)
        #expect(
            run.lines == [
                "written: Week 1 (module 51) of Botany",
                "FAILED: Week 2 (module 52) of Botany: PUT /x: Canvas refused the request (\"\(sentence)\"). Check what was "
                    + "asked for; asking again won't help. It is as it was.",
                "not tried: Week 4 (module 54) of Botany",
                "1 module written, 0 left alone, 1 failed, 1 not tried.",
            ]
        )
    }

    @Test("a lost answer is looked after: what was written counts as written")
    func lostAnswer() async throws {
        let run = try await apply(FakeModuleOverrides(SampleModules.all, trouble: [51: .lostAnswer]))
        #expect(run.codes == ["written", "written", "written"])
    }

    @Test("what Canvas passes over in silence is found, and ends the run")
    func skippedStudents() async throws {
        let service = FakeModuleOverrides(SampleModules.all, trouble: [52: .skipsStudents])
        let run = try await apply(service)
        #expect(run.codes == ["written", "other_than_intended", "not_tried"])
        #expect(
            run.lines[1]
                == "OTHER THAN INTENDED: Week 2 (module 52) of Botany: the override 32 is missing or is not for "
                + "whom it should be"
        )
        #expect(run.backup.modules[1].after == [ModuleOverrideState(id: 32, title: "=Crew", target: .students([]))])
    }

    @Test("a refused token ends the run before anything is written")
    func refusedToken() async throws {
        struct Refusing: ModuleOverrideService {
            func list(course: CanvasID, module: CanvasID) async throws -> [ModuleOverrideState] {
                throw CanvasError(kind: .unauthenticated(message: nil), method: "GET", path: "/x")
            }

            func replace(course: CanvasID, module: CanvasID, with rows: [Canvas.ModuleOverrideWrite]) async throws {
                Issue.record("nothing may be written")
            }
        }
        let directory = NSTemporaryDirectory() + "override-report-tests-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let backup = ModuleBackup(canvasURL: "", madeAt: SampleModules.asOf, madeBy: "", action: "")
        let apply = ModuleApply(
            service: Refusing(),
            backup: try ModuleBackupFile(directory + "/b.json", backup),
            audit: ModuleAuditLog(besides: directory + "/b.json", canvasURL: "", user: "", action: ""),
            now: { SampleModules.asOf }
        )
        await #expect(throws: CanvasError.self) { try await apply.run(Self.changes) { _ in } }
    }

    @Test("a cancelled run writes nothing more")
    func cancelled() async throws {
        let service = FakeModuleOverrides(SampleModules.all)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await apply(service).codes
        }
        #expect(try await task.value == ["not_tried", "not_tried", "not_tried"])
        #expect(service.writes.isEmpty)
    }

    @Test("what a killed run left beside its backup is cleared by the next, but not while another is at work there")
    func leftBackups() throws {
        try withScratchDirectory { directory in
            let empty = ModuleBackup(canvasURL: "", madeAt: SampleModules.asOf, madeBy: "", action: "")
            let left = "\(directory)/.override-report-20260301T101500Z.json"
            let kept = ["\(directory)/.override-report-snapshot.next.sqlite", "\(directory)/.mine.json"]
            for path in [left] + kept { try ReportFile(path).close() }
            let first = try ModuleBackupFile("\(directory)/first.json", empty)
            #expect(try FileSystem.kind(left) == nil)

            try ReportFile(left).close()
            _ = try ModuleBackupFile("\(directory)/second.json", empty)
            #expect(try FileSystem.kind(left) == .file)
            withExtendedLifetime(first) {}
            for path in kept { #expect(try FileSystem.kind(path) == .file) }
        }
    }

    @Test("a backup that is there already is never written over")
    func existingBackup() throws {
        try withScratchDirectory { directory in
            let path = directory + "/b.json"
            let backup = ModuleBackup(canvasURL: "", madeAt: SampleModules.asOf, madeBy: "", action: "")
            _ = try ModuleBackupFile(path, backup)
            #expect(throws: FileError(.create, path, code: EEXIST)) { try ModuleBackupFile(path, backup) }
        }
    }
}
