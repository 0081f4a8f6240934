import Foundation
import TestSupport
import Testing

@testable import CanvasAPI
@testable import OverrideReport

@Suite("Writing confirmed changes")
struct ModuleApplyTests {
    private static let canvasURL = "https://canvas.example.edu"
    private static let empty = ModuleBackup(
        canvasURL: canvasURL,
        madeAt: SampleModules.asOf,
        madeBy: "Robin (1)",
        action: "apply plan.csv"
    )

    /// 51 gets the section Evening, 52 loses its section and gets another student, 54 loses all.
    private static let changes = [
        ModuleChange(before: SampleModules.everyone, desired: [DesiredOverride(target: .section(12))]),
        ModuleChange(before: SampleModules.mixed, desired: [DesiredOverride(id: 32, target: .students([1, 3]))]),
        ModuleChange(before: SampleModules.tagged, desired: []),
    ]

    private let directory: ScratchDirectory

    init() throws {
        directory = try ScratchDirectory()
    }

    private struct Run {
        var codes: [String]
        var lines: [String]
        var backup: ModuleBackup
        var audit: String
    }

    private func apply(_ service: FakeModuleOverrides, _ changes: [ModuleChange] = changes) async throws -> Run {
        let file = try ModuleBackupFile(directory.file("backup.json"), Self.empty)
        let apply = ModuleApply(service: service, backup: file, now: { SampleModules.asOf })
        var lines: [String] = []
        let results = try await apply.run(changes) { lines += ModuleText.lines($0) }
        let isLogged = lines.contains { !$0.hasPrefix("not tried") }
        #expect(try directory.names() == (isLogged ? ["audit.jsonl", "backup.json"] : ["backup.json"]))
        for name in try directory.names() { #expect(try directory.permissions(name) == 0o600, "\(name)") }
        return Run(
            codes: results.map(\.outcome.rawValue),
            lines: lines + [ModuleText.summary(results, left: 0)],
            backup: try ModuleBackupFile.read(InputFile.read(file.path), canvasURL: Self.canvasURL),
            audit: isLogged ? try directory.read("audit.jsonl") : ""
        )
    }

    @Test("each module is written, read again, backed up and logged")
    func whole() async throws {
        let service = FakeModuleOverrides(SampleModules.all)
        let run = try await apply(service)
        #expect(run.codes == ["written", "written", "written"])
        #expect(service[51] == [SampleModules.override(900, "No Title", .section(12), of: 51)])
        #expect(service[52] == [SampleModules.override(32, "=Crew", .students([1, 3]))])
        #expect(service[54] == [])
        #expect(service.writes.map(\.rows).last == [])
        #expect(run.backup.modules.map(\.before) == Self.changes.map(\.before))
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
        #expect(run.backup.modules.map(\.before.id) == [51, 54])
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
        #expect(run.audit.split(separator: "\n").count == 2)
        #expect(run.backup.modules.map(\.before.id) == [51, 52])
        #expect(service[52] == SampleModules.mixed.overrides)
        #expect(
            run.lines == [
                "written: Week 1 (module 51) of Botany",
                "FAILED: Week 2 (module 52) of Botany: PUT /x: Canvas refused the request (\"\(sentence)\"). Check what was "
                    + "asked for; asking again does not help. It is as it was.",
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
        #expect(run.backup.modules[1].after == [SampleModules.override(32, "=Crew", .students([]))])
    }

    @Test("a refused token ends the previous run anything is written")
    func refusedToken() async throws {
        struct Refusing: ModuleOverrideService {
            func moduleAssignmentOverrides(course: CanvasID, module: CanvasID) async throws -> [Canvas.ModuleOverride] {
                throw CanvasError(kind: .unauthenticated(message: nil), method: "GET", path: "/x")
            }

            func replaceModuleAssignmentOverrides(
                course: CanvasID,
                module: CanvasID,
                with rows: [Canvas.ModuleOverrideWrite]
            ) async throws {
                Issue.record("nothing may be written")
            }
        }
        let file = try ModuleBackupFile(directory.file("b.json"), Self.empty)
        let apply = ModuleApply(service: Refusing(), backup: file, now: { SampleModules.asOf })
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

    @Test("backup and audit log are JSON under Canvas's own names")
    func files() async throws {
        let run = try await apply(FakeModuleOverrides(SampleModules.all), [Self.changes[1]])
        #expect(
            run.audit == """
                {"action":"apply plan.csv","after":[{"id":32,"student_ids":[1,3],"title":"=Crew"}],"backup":"\(
                    directory.file("backup.json"))","before":[{"course_section_id":11,"id":31,"title":"Day"},\
                {"id":32,"student_ids":[3],"title":"=Crew"}],"canvas_url":"https://canvas.example.edu","course_id":7,\
                "course_name":"Botany","module_id":52,"module_name":"Week 2","outcome":"written",\
                "time":"2026-03-01T00:00:00Z","user":"Robin (1)"}

                """
        )
        #expect(
            try directory.read("backup.json") == """
                {
                  "action" : "apply plan.csv",
                  "canvas_url" : "https://canvas.example.edu",
                  "made_at" : "2026-03-01T00:00:00Z",
                  "made_by" : "Robin (1)",
                  "modules" : [
                    {
                      "after" : [
                        {
                          "id" : 32,
                          "student_ids" : [
                            1,
                            3
                          ],
                          "title" : "=Crew"
                        }
                      ],
                      "before" : [
                        {
                          "course_section_id" : 11,
                          "id" : 31,
                          "title" : "Day"
                        },
                        {
                          "id" : 32,
                          "student_ids" : [
                            3
                          ],
                          "title" : "=Crew"
                        }
                      ],
                      "course_id" : 7,
                      "course_name" : "Botany",
                      "intended" : [
                        {
                          "id" : 32,
                          "student_ids" : [
                            1,
                            3
                          ]
                        }
                      ],
                      "module_id" : 52,
                      "module_name" : "Week 2",
                      "saved_at" : "2026-03-01T00:00:00Z"
                    }
                  ],
                  "version" : 1
                }

                """
        )
    }

    @Test("what a killed run left beside its backup is cleared by the next, but not while another is at work there")
    func leftBackups() throws {
        let left = directory.file(".override-report-20260301T101500Z.json")
        let kept = [directory.file(".override-report-snapshot.next.sqlite"), directory.file(".mine.json")]
        for path in [left] + kept { try ReportFile(path).close() }
        let first = try ModuleBackupFile(directory.file("first.json"), Self.empty)
        #expect(try FileSystem.kind(left) == nil)

        try ReportFile(left).close()
        _ = try ModuleBackupFile(directory.file("second.json"), Self.empty)
        #expect(try FileSystem.kind(left) == .file)
        withExtendedLifetime(first) {}
        for path in kept { #expect(try FileSystem.kind(path) == .file) }
    }

    @Test("a backup that is there already is never written over")
    func existingBackup() throws {
        let path = directory.file("b.json")
        _ = try ModuleBackupFile(path, Self.empty)
        #expect(throws: FileError(.create, path, code: EEXIST)) { try ModuleBackupFile(path, Self.empty) }
    }
}
