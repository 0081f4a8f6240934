import Foundation

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
        for suffix in SnapshotFile.sidecarSuffixes {
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
