import struct CanvasAPI.CanvasID
import struct CanvasAPI.Instant

/// One run's hold on a snapshot, from its lock to the moment it takes its place.
///
/// A run fills a file of its own beside the snapshot. When it is killed, the next one goes on with that file; when it
/// finishes, the file becomes the snapshot, and the snapshot before it stays as `….previous.sqlite`.
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
        let lock = try acquireLock(paths)
        try SnapshotError.translating(paths.file) {
            for path in [paths.file, paths.previous] { try FileSystem.checkReplaceable(path) }
            try UnfinishedRun.completeSwap(paths, reports: reports ?? paths.directory)
        }
        try checkFinished(paths, identity)
        let (beginning, store) = try UnfinishedRun.open(
            paths,
            identity,
            startedAt: startedAt,
            courses: courses,
            fresh: fresh
        )
        return SnapshotLifecycle(paths: paths, beginning: beginning, store: store, lock: lock)
    }

    /// The run is over: its file takes the snapshot's place. The store is closed then, and the lock is free.
    func finish(at instant: Instant) throws(SnapshotError) {
        try store.markFinished(at: instant)
        try store.close()
        try SnapshotError.translating(paths.file) { try SnapshotSwap.perform(paths) }
        lock.release()
    }

    /// Leaves the run unfinished; the next one goes on with it.
    func close() throws(SnapshotError) {
        try store.close()
        lock.release()
    }

    /// The finished snapshot, for reading. Needs no lock: a run that finishes meanwhile does not change the open file.
    static func openFinished(file: String) throws(SnapshotError) -> SnapshotStore {
        let paths = SnapshotPaths(file: file)
        let (isThere, isUnfinishedThere) = try SnapshotError.translating(file) {
            (
                try FileSystem.kind(paths.file, followingLink: true) != nil,
                try FileSystem.kind(paths.next, followingLink: true) != nil
            )
        }
        // Killed on its way to its place: it is whole, or the reports are of it, and the next run will put it there.
        if isUnfinishedThere, let waiting = UnfinishedRun.findFinished(paths, isNeeded: !isThere) { return waiting }
        if isThere { return try SnapshotStore.openForReading(paths.file) }
        throw isUnfinishedThere
            ? .unfinishedOnly(path: paths.file, unfinishedPath: paths.next) : .missing(path: paths.file)
    }

    private static func acquireLock(_ paths: SnapshotPaths) throws(SnapshotError) -> FileLock {
        let attempt = try SnapshotError.translating(paths.file) {
            try FileSystem.createDirectory(paths.directory)
            return try FileLock.acquire(paths.lock)
        }
        switch attempt {
        case .acquired(let lock): return lock
        case .held(let processID): throw .locked(path: paths.file, processID: processID)
        }
    }

    /// What will be moved aside and replaced at the end must be ours to move.
    private static func checkFinished(_ paths: SnapshotPaths, _ identity: SnapshotIdentity) throws(SnapshotError) {
        for path in [paths.file, paths.previous] {
            let store: SnapshotStore
            do throws(SnapshotError) {
                store = try SnapshotStore.openForReading(path)
            } catch .missing {
                continue
            } catch .otherSchema where path == paths.previous {
                continue
            }
            let found = try store.run().identity.canvasURL
            try store.close()
            guard path == paths.previous || found == identity.canvasURL else {
                throw .otherCanvas(path: path, found: found, expected: identity.canvasURL)
            }
        }
    }
}
