import Foundation

/// The steps that put a set of reports in the place of the last one. They start from a directory that holds all of the
/// new files, already on disk, beside the manifest that lists them; its name, `.override-report-ready`, is the promise
/// that the set is whole. A process may die between any two steps: the steps again, from the first, end in the same
/// files.
///
/// A reader sees each file whole, the old one or the new one. `manifest.json` changes last: from then on all files are
/// of the new set. Before that a file may be newer than the manifest, which its digest in the manifest shows.
struct Publication {
    let directory: String

    /// What was done, for the log.
    struct Outcome: Equatable, Sendable {
        var removed: [ReportPath] = []
        var notes: [String] = []
    }

    enum Step: CaseIterable {
        case moveReports
        case removeObsolete
        case moveManifest
        case clear
    }

    private var ready: String { directory + "/" + TemporaryNames.ready }
    private var manifest: String { directory + "/" + ReportManifest.fileName }
    private var readyManifest: String { ready + "/" + ReportManifest.fileName }

    /// Whether a whole set waits to be put in place.
    func isPending() throws(FileError) -> Bool {
        try FileSystem.kind(ready) == .directory
    }

    @discardableResult
    func complete() throws(FileError) -> Outcome {
        var outcome = Outcome()
        for step in Step.allCases { try perform(step, &outcome) }
        return outcome
    }

    func perform(_ step: Step, _ outcome: inout Outcome) throws(FileError) {
        switch step {
        case .moveReports: try moveReports()
        case .removeObsolete: outcome = try removeObsolete()
        case .moveManifest: try moveManifest()
        case .clear: try FileSystem.removeTree(ready)
        }
    }

    /// Finds out before the first file is moved what would keep one from its place, and makes the directories they go to.
    func prepareTargets(of paths: [ReportPath]) throws(FileError) {
        try checkTargets(of: paths)
        for path in paths { try createDirectories(above: path) }
    }

    func checkTargets(of paths: [ReportPath]) throws(FileError) {
        for path in paths {
            try checkDirectories(above: path)
            let target = directory + "/" + path.text
            switch try FileSystem.kind(target) {
            case nil, .file, .link: try FileSystem.checkReplaceable(target)
            case .directory: throw FileError(.rename, target, code: EISDIR)
            case .other: throw FileError(.rename, target, code: EEXIST)
            }
        }
    }

    private func moveReports() throws(FileError) {
        let paths = try ReportTree.paths(below: ready).filter { $0.text != ReportManifest.fileName }
        for path in paths {
            try createDirectories(above: path)
            try FileSystem.rename(ready + "/" + path.text, to: directory + "/" + path.text)
        }
        for parent in Set(paths.flatMap(\.directories)).sorted() { try FileSystem.sync(directory + "/" + parent) }
        try FileSystem.sync(directory)
    }

    /// Removes what the last manifest lists and the new one does not, and nothing else.
    private func removeObsolete() throws(FileError) -> Outcome {
        // Moved already: this step was done then.
        guard try FileSystem.kind(readyManifest) != nil else { return Outcome() }
        let earlier = try EarlierManifest(at: manifest)
        let new = try EarlierManifest(at: readyManifest)
        var outcome = Outcome(notes: earlier.notes + new.notes)
        guard new.notes.isEmpty else { return outcome }
        for path in earlier.paths.subtracting(new.paths).sorted() where path.text != ReportManifest.fileName {
            guard try isBelowRealDirectories(path) else {
                outcome.notes.append("\(directory)/\(path.text) is behind a symbolic link; it is left alone.")
                continue
            }
            guard try FileSystem.kind(directory + "/" + path.text) != .directory else { continue }
            if try FileSystem.removeFile(directory + "/" + path.text) { outcome.removed.append(path) }
        }
        for parent in Set(outcome.removed.flatMap(\.directories)).sorted().reversed() {
            // Only when it is empty; what else is in it is not ours.
            if rmdir(directory + "/" + parent) != 0 { try FileSystem.sync(directory + "/" + parent) }
        }
        return outcome
    }

    private func moveManifest() throws(FileError) {
        guard try FileSystem.kind(readyManifest) != nil else { return }
        try FileSystem.sync(directory)
        try FileSystem.rename(readyManifest, to: manifest)
        try FileSystem.sync(directory)
    }

    private func checkDirectories(above path: ReportPath) throws(FileError) {
        for parent in path.directories { try check(directory: parent) }
    }

    func check(directory name: String) throws(FileError) {
        let target = directory + "/" + name
        switch try FileSystem.kind(target) {
        case nil, .directory: return
        // Reports must not be led out of the output directory.
        case .link: throw FileError(.createDirectory, target, code: ELOOP)
        case .file, .other: throw FileError(.createDirectory, target, code: ENOTDIR)
        }
    }

    private func createDirectories(above path: ReportPath) throws(FileError) {
        try checkDirectories(above: path)
        for parent in path.directories { try FileSystem.createDirectory(directory + "/" + parent) }
    }

    func isBelowRealDirectories(_ path: ReportPath) throws(FileError) -> Bool {
        for parent in path.directories {
            switch try FileSystem.kind(directory + "/" + parent) {
            case nil, .directory: continue
            case .link, .file, .other: return false
            }
        }
        return true
    }
}

/// The files below a directory of reports.
enum ReportTree {
    /// All of them, ordered by the bytes of their paths. Anything that is no report is an error: it would be left out
    /// of the set in silence.
    static func paths(below root: String, prefix: String = "") throws(FileError) -> [ReportPath] {
        var paths: [ReportPath] = []
        for name in try FileSystem.names(in: root) {
            let path = root + "/" + name
            let kind = try FileSystem.kind(path)
            if kind == .directory {
                paths += try Self.paths(below: path, prefix: prefix + name + "/")
            } else if kind == .file, let report = ReportPath(prefix + name) {
                paths.append(report)
            } else {
                throw FileError(.rename, path, code: EINVAL)
            }
        }
        return paths.sorted()
    }

    /// Lets only their owner read the files, whoever wrote them, and waits until the disk has them and their names.
    static func secure(below root: String) throws(FileError) {
        for name in try FileSystem.names(in: root) {
            let path = root + "/" + name
            if try FileSystem.kind(path) == .directory {
                try secure(below: path)
            } else {
                try FileSystem.setPermissions(0o600, of: path)
                try FileSystem.sync(path)
            }
        }
        try FileSystem.setPermissions(0o700, of: root)
        try FileSystem.sync(root)
    }
}
