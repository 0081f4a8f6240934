import struct CanvasAPI.Instant

/// One run's hold on a snapshot, from its lock to the moment it takes its place.
///
/// A run fills a file of its own beside the snapshot. When it is killed, the next one resumes it; when it finishes, the
/// file becomes the snapshot, and the snapshot before it stays as `….previous.sqlite`.
final class SnapshotLifecycle: Sendable {
    /// How a run began, for the log.
    enum Beginning: Sendable, Equatable {
        case new
        /// An unfinished run is gone on with.
        case resumed
        /// An unfinished run was there and its courses are not used; the reason is a sentence.
        case startedOver(reason: String)
    }

    let paths: SnapshotPaths
    let beginning: Beginning
    /// The run's courses; not the finished snapshot, before ``finish(at:)``.
    let store: SnapshotStore
    private let lock: FileLock

    private init(paths: SnapshotPaths, beginning: Beginning, store: SnapshotStore, lock: FileLock) {
        self.paths = paths
        self.beginning = beginning
        self.store = store
        self.lock = lock
    }

    /// Takes the lock, completes what a killed run left half done, and opens the run's file. `fresh` drops an
    /// unfinished run. The directory is created, those above it are not. Refuses what would be replaced at the end
    /// and is no snapshot of this Canvas, or can't be replaced.
    ///
    /// - Parameters:
    ///   - courses: what the run is about to fetch; nil keeps whatever an unfinished run fetched.
    ///   - reports: the directory of the reports that are published before ``finish(at:)``, where there are any.
    static func begin(
        file: String,
        identity: SnapshotIdentity,
        startedAt: Instant,
        courses: [CourseReference]? = nil,
        reports: String? = nil,
        fresh: Bool = false
    ) throws(SnapshotError) -> SnapshotLifecycle {
        let paths = SnapshotPaths(file: file)
        return try SnapshotError.translating(paths.file) {
            try FileSystem.createDirectory(paths.directory)
            let lock: FileLock
            switch try FileLock.acquire(paths.lock) {
            case .acquired(let acquired): lock = acquired
            case .held(let processID): throw SnapshotError.locked(path: paths.file, processID: processID)
            }
            for path in [paths.file, paths.previous] { try FileSystem.checkReplaceable(path) }
            let unfinished = UnfinishedRun(paths: paths)
            try unfinished.completeSwap(reports: reports ?? paths.directory)
            try checkFinished(paths, identity)
            let beginning = try unfinished.beginning(identity, courses: courses, fresh: fresh)
            let store: SnapshotStore
            if beginning == .resumed {
                store = try .openForWriting(paths.next)
                try store.reopen(hasReports: reports != nil)
            } else {
                try unfinished.remove()
                store = try .create(
                    paths.next,
                    identity: identity,
                    startedAt: startedAt,
                    hasReports: reports != nil
                )
            }
            return SnapshotLifecycle(paths: paths, beginning: beginning, store: store, lock: lock)
        }
    }

    /// The run is over: its file takes the snapshot's place. The store is closed then, and the lock is free.
    ///
    /// - Parameter instant: when it ended, where that is not marked yet.
    func finish(at instant: Instant) throws(SnapshotError) {
        if try store.run().finishedAt == nil { try store.markFinished(at: instant) }
        try store.close()
        try SnapshotError.translating(paths.file) { try SnapshotSwap.perform(paths) }
        lock.release()
    }

    /// Leaves the run unfinished; the next one resumes it.
    func close() throws(SnapshotError) {
        try store.close()
        lock.release()
    }

    /// The finished snapshot, for reading. Needs no lock: a run that finishes meanwhile does not change the open file.
    static func openFinished(file: String) throws(SnapshotError) -> SnapshotStore {
        let paths = SnapshotPaths(file: file)
        return try SnapshotError.translating(file) {
            let isThere = try FileSystem.kind(paths.file, followingLink: true) != nil
            let isUnfinishedThere = try FileSystem.kind(paths.next, followingLink: true) != nil
            // Killed on its way to its place: it is whole, or the reports are of it, and the next run will put it there.
            if isUnfinishedThere, let waiting = UnfinishedRun(paths: paths).finished(isNeeded: !isThere) {
                return waiting
            }
            if isThere || !isUnfinishedThere { return try SnapshotStore.openForReading(paths.file) }
            throw SnapshotError.unfinishedOnly(path: paths.file, unfinishedPath: paths.next)
        }
    }

    /// The finished run before the one in `store`: beside the snapshot, or the snapshot itself while a later run fills
    /// its own file.
    ///
    /// - Returns: `nil` where there was none.
    /// - Throws: what keeps it from being compared with.
    static func openBefore(_ store: SnapshotStore, file: String) throws(SnapshotError) -> SnapshotStore? {
        let paths = SnapshotPaths(file: file)
        let path = store.path == paths.next ? paths.file : paths.previous
        do throws(SnapshotError) {
            let before = try SnapshotStore.openForReading(path)
            let (found, expected) = (try before.run().identity.canvasURL, try store.run().identity.canvasURL)
            guard found == expected else {
                try before.close()
                throw SnapshotError.otherCanvas(path: path, found: found, expected: expected)
            }
            return before
        } catch .missing {
            return nil
        }
    }

    /// What will be moved aside and replaced at the end must be ours to move.
    private static func checkFinished(_ paths: SnapshotPaths, _ identity: SnapshotIdentity) throws {
        for path in [paths.file, paths.previous] {
            do {
                let found = try SnapshotStore.openForReading(path).closing { try $0.run().identity.canvasURL }
                guard path == paths.previous || found == identity.canvasURL else {
                    throw SnapshotError.otherCanvas(path: path, found: found, expected: identity.canvasURL)
                }
            } catch SnapshotError.missing {
                continue
            } catch SnapshotError.otherSchema {
                // An earlier version of this program made it: it is ours to move aside.
                continue
            }
        }
    }
}

/// The file that a run fills beside the snapshot, as the next run finds it.
private struct UnfinishedRun {
    let paths: SnapshotPaths

    /// Ends what a run was killed at after its last course, or after its reports were published: its file takes the
    /// snapshot's place.
    func completeSwap(reports: String) throws {
        // A file that is no snapshot of this version is left for ``beginning(_:courses:fresh:)`` to decide about.
        guard let run = try? find() else { return }
        if run.hasReports || run.finishedAt == nil {
            let isOver = try SnapshotStore.openForWriting(paths.next).closing { store in
                guard isPublished(store, reports: reports) else { return false }
                // Another command had gone on with it.
                if run.finishedAt == nil {
                    try store.markFinished(at: try store.fetchFacts().lastFetchedAt ?? run.startedAt)
                }
                return true
            }
            guard isOver else { return }
        }
        try SnapshotSwap.perform(paths)
    }

    /// The run that waits to be put in place, seen without a lock and without writing: another run may be at it.
    ///
    /// - Parameter isNeeded: there is no other; else it must be the one that the reports beside it are of.
    func finished(isNeeded: Bool) -> SnapshotStore? {
        guard let store = try? SnapshotStore.openForReading(paths.next), let run = try? store.run() else { return nil }
        if isNeeded, run.finishedAt != nil { return store }
        return isPublished(store, reports: paths.directory) ? store : nil
    }

    /// Whether the reports of this run have been put in place: killed in between, a run leaves reports that are newer
    /// than the snapshot.
    private func isPublished(_ store: SnapshotStore, reports: String) -> Bool {
        guard let manifest = ReportManifest.inEffect(in: reports), let facts = try? store.fetchFacts(),
            let first = facts.firstFetchedAt, let last = facts.lastFetchedAt, let run = try? store.run(),
            (try? store.untriedCount()) == 0
        else { return false }
        return manifest.canvasURL == run.identity.canvasURL && paths.file.hasSuffix("/" + manifest.snapshot)
            && manifest.firstFetchedAt == first.rfc3339() && manifest.lastFetchedAt == last.rfc3339()
    }

    /// Whether the run is resumed, or a new one begun.
    func beginning(
        _ identity: SnapshotIdentity,
        courses: [CourseReference]?,
        fresh: Bool
    ) throws -> SnapshotLifecycle.Beginning {
        guard !fresh, let run = try findDescribingTrouble() else { return .new }
        guard run.identity.canvasURL == identity.canvasURL else { throw unusable("it is of \(run.identity.canvasURL)") }
        // Another user may see other courses and dates: the two must not be mixed in one report.
        if run.identity.viewerID != identity.viewerID {
            return .startedOver(reason: "the unfinished run was made with the token of another Canvas user")
        }
        let parts: [(option: String, isAsked: KeyPath<SnapshotIdentity, Bool>)] = [
            ("--accommodations", \.hasAccommodations), ("--teachers", \.hasTeachers),
        ]
        for (option, isAsked) in parts where run.identity[keyPath: isAsked] != identity[keyPath: isAsked] {
            let how = run.identity[keyPath: isAsked] ? "with" : "without"
            return .startedOver(reason: "the unfinished run was made \(how) \(option)")
        }
        if let courses, try leavesNoRoom(for: courses) {
            return .startedOver(
                reason: "the unfinished run has courses that are not asked for, and the disk has no room for both"
            )
        }
        return .resumed
    }

    /// The run that was not put in place; `nil` when there is none, or none that had begun to write.
    private func find() throws -> SnapshotRun? {
        do {
            guard try !SnapshotStore.isBlank(paths.next) else { return nil }
            return try SnapshotStore.openForWriting(paths.next).closing { try $0.run() }
        } catch SnapshotError.missing {
            return nil
        }
    }

    private func findDescribingTrouble() throws -> SnapshotRun? {
        do {
            return try find()
        } catch SnapshotError.notASnapshot(_, let found) {
            throw unusable("it is \(found)")
        } catch SnapshotError.otherSchema(_, let found, let expected) {
            throw unusable("it is of schema version \(found), and this program works with version \(expected)")
        } catch SnapshotError.damaged(_, let detail) {
            throw unusable("it is damaged: \(detail)")
        }
    }

    private func unusable(_ found: String) -> SnapshotError { .unusableUnfinished(path: paths.next, found: found) }

    /// Whether an unfinished run of another list takes up the room that this one would need: on a full disk nothing can
    /// be taken out of a database, as that writes as well.
    private func leavesNoRoom(for courses: [CourseReference]) throws -> Bool {
        let listed = try SnapshotStore.openForReading(paths.next).closing { Set(try $0.courseList().map(\.identity)) }
        guard !listed.isSubset(of: courses.map(\.identity)) else { return false }
        let size = try FileSystem.status(paths.next).map { Int($0.st_size) } ?? 0
        return try FileSystem.availableBytes(paths.directory) < size
    }

    /// The database goes before its journal: a journal alone is cleared by whoever creates the next file, but a
    /// database without its journal might be taken for a whole one.
    func remove() throws {
        for suffix in [""] + SnapshotStore.sidecarSuffixes { try FileSystem.removeFile(paths.next + suffix) }
        try FileSystem.sync(paths.directory)
    }
}
