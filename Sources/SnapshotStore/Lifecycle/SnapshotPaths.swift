import Foundation
import OverrideReport

/// A snapshot and what stands beside it. For `reports/snapshot.sqlite`:
///
/// - `reports/snapshot.sqlite`: the last finished run;
/// - `reports/snapshot.previous.sqlite`: the finished run before that;
/// - `reports/.override-report-snapshot.next.sqlite`: the run that is going on, or was killed;
/// - `reports/.override-report-snapshot.sqlite.lock`: held while a run goes on.
package struct SnapshotPaths: Sendable, Equatable {
    package let file: String
    package let previous: String
    package let next: String
    package let lock: String
    /// The directory they are all in.
    package let directory: String
    /// A second name of the snapshot, for a moment, before it becomes the previous one.
    let previousLink: String

    /// A symbolic link at `file` is followed, so that what it points to is replaced and not the link.
    package init(file: String) {
        let url = URL(fileURLWithPath: file).resolvingSymlinksInPath()
        let name = url.lastPathComponent
        let ending = url.pathExtension.isEmpty ? "" : "." + url.pathExtension
        let stem = String(name.dropLast(ending.count))
        let directory = url.deletingLastPathComponent().path
        let place = { (name: String) in directory == "/" ? "/" + name : directory + "/" + name }
        self.directory = directory
        self.file = place(name)
        self.previous = place("\(stem).previous\(ending)")
        self.next = place(TemporaryNames.nextSnapshot(stem: stem, ending: ending))
        self.lock = place(TemporaryNames.snapshotLock(name: name))
        self.previousLink = place(TemporaryNames.previousSnapshot(stem: stem, ending: ending))
    }
}
