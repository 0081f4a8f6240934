import Foundation
import Synchronization

/// A set of reports in the making. Writers write below ``path``; then the set is published, or it is discarded and the
/// last good reports stay as they are. Forgotten, it discards itself.
final class StagedReports: Sendable {
    /// Where the writers write: an empty directory on the file system of the reports, for temporary files too.
    let path: String
    private let output: OutputDirectory
    private let lock: FileLock
    private let isOpen = Mutex(true)

    /// A set that is in its place.
    struct Published: Equatable, Sendable {
        /// With the manifest, below the output directory, ordered by their bytes.
        var files: [ReportPath]
        /// Reports of an earlier run that this one no longer makes.
        var removed: [ReportPath]
        /// For the log, a sentence each.
        var notes: [String]
    }

    init(output: OutputDirectory, stagingPath: String, lock: FileLock) {
        self.output = output
        self.path = stagingPath
        self.lock = lock
    }

    deinit {
        // What can't be removed now is cleared by the next run.
        try? discard()
    }

    /// Writes the manifest and puts everything in place. An error before the set is whole on disk leaves the last good
    /// reports untouched and nothing behind; an error after that leaves the set beside them, and the next run completes
    /// it.
    func publish(_ facts: RunFacts, _ totals: ReportTotals) throws -> Published {
        let publication = Publication(directory: output.path)
        let files: [ReportPath]
        do {
            files = try finishFiles(facts, totals)
            try publication.prepareTargets(of: files)
            try FileSystem.rename(path, to: output.path + "/" + TemporaryNames.ready)
        } catch {
            try discard()
            throw error
        }
        close()
        defer { lock.release() }
        try FileSystem.sync(output.path)
        let outcome = try publication.complete()
        return Published(files: files, removed: outcome.removed, notes: outcome.notes)
    }

    /// Throws away what was written. After publishing, or a second time, it does nothing.
    func discard() throws(FileError) {
        guard close() else { return }
        defer { lock.release() }
        try FileSystem.removeTree(path)
    }

    /// Everything written, readable by its owner alone, on disk, and listed in the manifest.
    private func finishFiles(_ facts: RunFacts, _ totals: ReportTotals) throws -> [ReportPath] {
        let reports = try ReportTree.paths(below: path)
        let listed = try reports.map { report in
            let digest = try FileDigest(of: path + "/" + report.text)
            return ReportManifest.File(path: report.text, bytes: digest.byteCount, sha256: digest.sha256)
        }
        let manifest = try ReportFile(path + "/" + ReportManifest.fileName)
        try manifest.write(ReportManifest(facts, totals, files: listed).encoded())
        try manifest.close()
        try ReportTree.secure(below: path)
        return try ReportTree.paths(below: path)
    }

    /// `false` when it was closed before.
    @discardableResult
    private func close() -> Bool {
        isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
    }
}
