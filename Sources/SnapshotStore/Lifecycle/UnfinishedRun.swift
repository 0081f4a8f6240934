import OverrideReport

import struct CanvasAPI.CanvasID
import struct CanvasAPI.Instant

/// The file that a run fills beside the snapshot, as the next run finds it.
enum UnfinishedRun {
    /// Ends what a run was killed at after its last course: its file takes the snapshot's place.
    static func completeSwap(_ paths: SnapshotPaths) throws {
        // A file that is no snapshot of this version is left for ``open(_:_:startedAt:fresh:)`` to decide about.
        let run = try? find(paths)
        if run?.finishedAt != nil { try SnapshotSwap.perform(paths) }
    }

    /// The run that waits to be put in place, seen without a lock and without writing: another run may be at it.
    static func findFinished(_ paths: SnapshotPaths) -> SnapshotStore? {
        guard let store = try? SnapshotStore.openForReading(paths.next), let run = try? store.run(),
            run.finishedAt != nil
        else { return nil }
        return store
    }

    /// Opens the run to go on with, or begins a new one.
    static func open(
        _ paths: SnapshotPaths,
        _ identity: SnapshotIdentity,
        startedAt: Instant,
        fresh: Bool
    ) throws(SnapshotError) -> (SnapshotLifecycle.Beginning, SnapshotStore) {
        var beginning = SnapshotLifecycle.Beginning.new
        if fresh {
            try remove(paths)
        } else if let run = try findDescribingTrouble(paths) {
            guard run.identity.canvasURL == identity.canvasURL else {
                throw .unusableUnfinished(path: paths.next, found: "it is of \(run.identity.canvasURL)")
            }
            if run.identity.viewerID == identity.viewerID {
                return (.resumed, try SnapshotStore.openForWriting(paths.next))
            }
            // Another user may see other courses and dates: the two must not be mixed in one report.
            beginning = .startedOver(reason: "the unfinished run was made with the token of another Canvas user")
            try remove(paths)
        }
        let store = try SnapshotStore.create(paths.next, identity: identity, startedAt: startedAt)
        return (beginning, store)
    }

    /// The run that was not put in place; `nil` when there is none, or none that had begun to write.
    private static func find(_ paths: SnapshotPaths) throws(SnapshotError) -> SnapshotRun? {
        do throws(SnapshotError) {
            if try SnapshotFile.isBlank(paths.next) {
                try remove(paths)
                return nil
            }
            let store = try SnapshotStore.openForWriting(paths.next)
            let run = try store.run()
            try store.close()
            return run
        } catch .missing {
            return nil
        }
    }

    private static func findDescribingTrouble(_ paths: SnapshotPaths) throws(SnapshotError) -> SnapshotRun? {
        do throws(SnapshotError) {
            return try find(paths)
        } catch .notASnapshot(_, let found) {
            throw .unusableUnfinished(path: paths.next, found: "it is \(found)")
        } catch .otherSchema(_, let found, let expected) {
            throw .unusableUnfinished(
                path: paths.next,
                found: "it is of schema version \(found), and this program works with version \(expected)"
            )
        } catch .damaged(_, let detail) {
            throw .unusableUnfinished(path: paths.next, found: "it is damaged: \(detail)")
        }
    }

    /// The database goes before its journal: a journal alone is cleared by whoever creates the next file, but a
    /// database without its journal might be taken for a whole one.
    private static func remove(_ paths: SnapshotPaths) throws(SnapshotError) {
        try SnapshotError.translating(paths.next) {
            for suffix in [""] + SnapshotFile.sidecarSuffixes { try FileSystem.removeFile(paths.next + suffix) }
            try FileSystem.sync(paths.directory)
        }
    }
}
