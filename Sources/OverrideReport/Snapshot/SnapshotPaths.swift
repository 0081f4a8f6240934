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

/// The steps by which a finished run takes the place of the snapshot, and the snapshot becomes the previous one. A
/// process may die between any two of them: all of them again, from the first, end in the same files. The snapshot's
/// own name is never without a snapshot, except on a file system without hard links, for the moment between two renames.
enum SnapshotSwap: CaseIterable {
    case clearLink
    case moveSidecars
    case keepPrevious
    case syncPrevious
    case replace
    case syncReplaced

    static func perform(_ paths: SnapshotPaths) throws(FileError) {
        for step in allCases { try step.perform(paths) }
    }

    func perform(_ paths: SnapshotPaths) throws(FileError) {
        switch self {
        case .clearLink: try FileSystem.removeFile(paths.previousLink)
        case .moveSidecars: try Self.moveSidecars(paths)
        case .keepPrevious: try Self.keepPrevious(paths)
        case .syncPrevious, .syncReplaced: try FileSystem.sync(paths.directory)
        case .replace: try FileSystem.rename(paths.next, to: paths.file)
        }
    }

    /// This program leaves none beside a finished snapshot. Those of another program that has it open belong to the
    /// file they were written for, and must not be played into the new one.
    private static func moveSidecars(_ paths: SnapshotPaths) throws(FileError) {
        guard try FileSystem.kind(paths.file) != nil, try !isKept(paths) else { return }
        for suffix in SnapshotStore.sidecarSuffixes {
            if try FileSystem.kind(paths.file + suffix) == nil {
                try FileSystem.removeFile(paths.previous + suffix)
            } else {
                try FileSystem.rename(paths.file + suffix, to: paths.previous + suffix)
            }
        }
    }

    private static func keepPrevious(_ paths: SnapshotPaths) throws(FileError) {
        guard try FileSystem.kind(paths.file) != nil, try !isKept(paths) else { return }
        if link(paths.file, paths.previousLink) == 0 {
            return try FileSystem.rename(paths.previousLink, to: paths.previous)
        }
        let code = errno
        guard [EPERM, ENOTSUP, ENOSYS, EMLINK].contains(code) else {
            throw FileError(.rename, paths.previous, code: code)
        }
        try FileSystem.rename(paths.file, to: paths.previous)
    }

    /// Whether both names are of one file already: an earlier attempt came this far.
    private static func isKept(_ paths: SnapshotPaths) throws(FileError) -> Bool {
        guard let file = try FileSystem.status(paths.file), let previous = try FileSystem.status(paths.previous) else {
            return false
        }
        return file.st_ino == previous.st_ino && file.st_dev == previous.st_dev
    }
}
