import Foundation

/// A snapshot and what stands beside it. For `reports/snapshot.sqlite`:
///
/// - `reports/snapshot.sqlite`: the last finished run;
/// - `reports/snapshot.previous.sqlite`: the finished run before that;
/// - `reports/.override-report-snapshot.next.sqlite`: the run that is going on, or was killed;
/// - `reports/.override-report-snapshot.sqlite.lock`: held while a run goes on.
struct SnapshotPaths: Sendable, Equatable {
    let file: String
    let previous: String
    let next: String
    let lock: String
    /// The directory they are all in.
    let directory: String
    /// A second name of the snapshot, for a moment, before it becomes the previous one.
    let previousLink: String

    /// A symbolic link at `file` is followed, so that what it points to is replaced and not the link. Nothing else is
    /// taken for anything but the name it is: `~` is a directory like any other.
    init(file: String) {
        let file = Self.followed(file)
        let name = String(file.split(separator: "/").last ?? "")
        let dot = name.lastIndex(of: ".").flatMap { $0 > name.startIndex ? $0 : nil } ?? name.endIndex
        let (stem, ending) = (String(name[..<dot]), String(name[dot...]))
        let directory = DurableFile.directory(of: file)
        let place = { (name: String) in directory == "/" ? "/" + name : directory + "/" + name }
        self.directory = directory
        self.file = place(name)
        self.previous = place("\(stem).previous\(ending)")
        self.next = place(TemporaryNames.nextSnapshot(stem: stem, ending: ending))
        self.lock = place(TemporaryNames.snapshotLock(name: name))
        self.previousLink = place(TemporaryNames.previousSnapshot(stem: stem, ending: ending))
    }

    /// The path with its symbolic links resolved, as far as it is there.
    private static func followed(_ file: String) -> String {
        func resolved(_ path: String) -> String? {
            guard let found = realpath(path, nil) else { return nil }
            defer { free(found) }
            return String(cString: found)
        }
        if let found = resolved(file) { return found }
        // Not there yet: in the directory that is, under the name that a dangling link at its end gives.
        let slashes = file.reversed().prefix { $0 == "/" }.count
        let file = String(file.dropLast(slashes))
        let name = file.split(separator: "/").last ?? ""
        let directory = DurableFile.directory(of: file)
        let path = (resolved(directory) ?? directory) + "/" + name
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { return path }
        return target.hasPrefix("/") ? target : DurableFile.directory(of: path) + "/" + target
    }
}
