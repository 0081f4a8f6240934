import CanvasAPI
import Foundation
import Testing

@testable import OverrideReport

@Suite("Putting a backup back")
struct ModuleUndoTests {
    /// The sample course with other overrides on module 52, and what a backup says of it.
    private func restore(
        now: [Override],
        before: [Override] = SampleModules.mixed.overrides,
        intended: [DesiredOverride] = [],
        after: [Override]?
    ) throws -> ModuleComparison {
        var (state, saved) = (SampleModules.mixed, SampleModules.mixed)
        state.overrides = now
        saved.overrides = before
        let module = ModuleBackup.Module(
            before: saved,
            savedAt: SampleModules.asOf,
            intended: intended,
            after: after
        )
        let course = SampleModules.course(try SampleModules.pages(modules: [state]))
        return ModuleComparison.restoring([module], in: course)
    }

    private static let changed =
        "Week 2 (module 52) of Botany: it has changed in Canvas since the backup was made."
    private let section = SampleModules.override(31, "Day", .section(11))
    private let crew = SampleModules.override(32, "=Crew", .students([3]))

    @Test("what is gone is made again, what changed is changed back, what is new goes")
    func steps() throws {
        let changed = SampleModules.override(32, "Night", .students([1]))
        let new = SampleModules.override(90, "Evening", .section(12))
        let comparison = try restore(now: [changed, new], after: [changed, new])
        #expect(
            comparison.changes.map(\.steps) == [
                [
                    .delete(new),
                    .change(from: changed, to: DesiredOverride(id: 32, title: "=Crew", target: .students([3]))),
                    .create(DesiredOverride(target: .section(11))),
                ]
            ]
        )
        #expect(
            comparison.changes.map(\.rows) == [
                [
                    .existing(32, target: .students([3]), title: "=Crew"), .new(.section(11)),
                ]
            ]
        )
    }

    @Test("an override for the same that has another id by now is kept")
    func otherID() throws {
        let again = SampleModules.override(95, "Day", .section(11))
        let extra = SampleModules.override(96, "Evening", .section(12))
        let comparison = try restore(now: [again, crew, extra], after: [again, crew, extra])
        #expect(comparison.changes.map(\.rows) == [[.existing(32), .existing(95)]])
        let same = try restore(now: [again, crew], after: [crew])
        #expect(same.unchangedCount == 1)
    }

    @Test("a module that somebody changed since is left")
    func changedSince() throws {
        let comparison = try restore(now: [], after: [section])
        #expect(comparison.left == [Self.changed])
        #expect(comparison.changes == [])
    }

    @Test("a backup of a run that ended before it could read again goes by what was intended")
    func halfDone() throws {
        let intended = [DesiredOverride(id: 31, title: nil, target: .section(11))]
        let done = try restore(now: [section], intended: intended, after: nil)
        #expect(
            done.changes.map(\.rows) == [[.existing(31), .new(.students([3]), title: "=Crew")]]
        )
        let notDone = try restore(now: [section, crew], intended: intended, after: nil)
        #expect(notDone.unchangedCount == 1)
        let other = try restore(now: [crew], intended: intended, after: nil)
        #expect(other.left == [Self.changed])
    }

    @Test("an override for nobody can't be made again, and that is said")
    func nobody() throws {
        let empty = SampleModules.override(33, "No Title", .students([]))
        let comparison = try restore(now: [], before: [empty], after: [])
        #expect(
            comparison.left == [
                "Week 2 (module 52) of Botany: an override that it had can't be made again: it was for nobody, or for "
                    + "something that this program does not know."
            ]
        )
        let kept = try restore(now: [empty, section], before: [empty], after: [empty, section])
        #expect(kept.changes.map(\.rows) == [[.existing(33)]])
    }

    @Test("a module that is gone is left")
    func goneModule() throws {
        let saved = ModuleBackup.Module(
            before: SampleModules.state(59, "Gone"),
            savedAt: SampleModules.asOf,
            intended: []
        )
        let course = SampleModules.course(try SampleModules.pages())
        #expect(
            ModuleComparison.restoring([saved], in: course).left == [
                "Gone (module 59) of Botany: Canvas has no such module any more."
            ]
        )
    }

    @Test(
        "a file that is no backup of this Canvas is refused",
        arguments: [
            ("{", "backup.json:1:2: a name in quotes is missing here."),
            ("[]", "backup.json: this is no module backup: Expected to decode Dictionary"),
            (
                "{\"version\": 2}",
                "backup.json: this is no module backup: at version, it is 2, and this program reads 1."
            ),
            ("{\"version\": 1}", "backup.json: this is no module backup: canvas_url is missing."),
            (
                "{\"version\": 1, \"canvas_url\": \"https://other.example.edu\", \"made_at\": \"2026-03-01T00:00:00Z\", "
                    + "\"made_by\": \"x\", \"action\": \"y\", \"modules\": []}",
                "backup.json: the backup is of https://other.example.edu, not of https://canvas.example.edu; choose that "
                    + "Canvas with --canvas-url."
            ),
        ]
    )
    func refusals(text: String, message: String) throws {
        let input = try InputText(Array(text.utf8), file: "backup.json")
        #expect {
            try ModuleBackupFile.read(input, canvasURL: "https://canvas.example.edu")
        } throws: { "\($0)".hasPrefix(message) }
    }
}
