import struct CanvasAPI.CanvasID
import struct CanvasAPI.Instant

/// The file that a run fills beside the snapshot, as the next run finds it.
enum UnfinishedRun {
    /// Ends what a run was killed at after its last course, or after its reports were published: its file takes the
    /// snapshot's place.
    static func completeSwap(_ paths: SnapshotPaths, reports: String) throws {
        // A file that is no snapshot of this version is left for ``open(_:_:startedAt:courses:fresh:)`` to decide about.
        guard let run = try? find(paths) else { return }
        if run.finishedAt == nil {
            let store = try SnapshotStore.openForWriting(paths.next)
            let isPublished = isPublished(store, paths, reports: reports)
            if isPublished { try store.markFinished(at: try store.fetchFacts().lastFetchedAt ?? run.startedAt) }
            try store.close()
            guard isPublished else { return }
        }
        try SnapshotSwap.perform(paths)
    }

    /// The run that waits to be put in place, seen without a lock and without writing: another run may be at it.
    ///
    /// - Parameter isNeeded: there is no other; else it must be the one that the reports beside it are of.
    static func findFinished(_ paths: SnapshotPaths, isNeeded: Bool) -> SnapshotStore? {
        guard let store = try? SnapshotStore.openForReading(paths.next), let run = try? store.run() else { return nil }
        if isNeeded, run.finishedAt != nil { return store }
        return isPublished(store, paths, reports: paths.directory) ? store : nil
    }

    /// Whether the reports of this run have been put in place: killed in between, a run leaves reports that are newer
    /// than the snapshot.
    private static func isPublished(_ store: SnapshotStore, _ paths: SnapshotPaths, reports: String) -> Bool {
        guard let manifest = ReportManifest.inEffect(in: reports), let facts = try? store.fetchFacts(),
            let first = facts.firstFetchedAt, let last = facts.lastFetchedAt, let run = try? store.run(),
            (try? store.untriedCount()) == 0
        else { return false }
        return manifest.canvasURL == run.identity.canvasURL && paths.file.hasSuffix("/" + manifest.snapshot)
            && manifest.firstFetchedAt == first.rfc3339() && manifest.lastFetchedAt == last.rfc3339()
    }

    /// Opens the run to go on with, or begins a new one.
    static func open(
        _ paths: SnapshotPaths,
        _ identity: SnapshotIdentity,
        startedAt: Instant,
        courses: [CourseReference]?,
        fresh: Bool
    ) throws(SnapshotError) -> (SnapshotLifecycle.Beginning, SnapshotStore) {
        var beginning = SnapshotLifecycle.Beginning.new
        if fresh {
            try remove(paths)
        } else if let run = try findDescribingTrouble(paths) {
            guard run.identity.canvasURL == identity.canvasURL else {
                throw .unusableUnfinished(path: paths.next, found: "it is of \(run.identity.canvasURL)")
            }
            if run.identity.viewerID != identity.viewerID {
                // Another user may see other courses and dates: the two must not be mixed in one report.
                beginning = .startedOver(reason: "the unfinished run was made with the token of another Canvas user")
            } else if let courses, try leavesNoRoom(paths, for: courses) {
                beginning = .startedOver(
                    reason: "the unfinished run has courses that are not asked for, and the disk has no room for both"
                )
            } else {
                return (.resumed, try SnapshotStore.openForWriting(paths.next))
            }
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

    /// Whether an unfinished run of another list takes up the room that this one would need: on a full disk nothing can
    /// be taken out of a database, as that writes as well.
    private static func leavesNoRoom(
        _ paths: SnapshotPaths,
        for courses: [CourseReference]
    ) throws(SnapshotError) -> Bool {
        let store = try SnapshotStore.openForReading(paths.next)
        let listed = Set(try store.courseList().map(\.identity))
        try store.close()
        guard !listed.isSubset(of: courses.map(\.identity)) else { return false }
        return try SnapshotError.translating(paths.next) {
            let size = try FileSystem.status(paths.next).map { Int($0.st_size) } ?? 0
            return try FileSystem.availableBytes(paths.directory) < size
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
