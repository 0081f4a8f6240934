import Foundation
import Synchronization

/// The directory of `--out`. Reports are written into a directory inside it that readers don't see, and put in place as
/// a set; see ``Publication`` for what a reader may rely on.
struct OutputDirectory: Sendable {
    let path: String

    init(_ path: String) {
        self.path = path
    }

    /// Creates the directory for its owner alone (those above it are not created), takes hold of it, and cleans up after
    /// killed runs: a set of reports that was on its way is put in place, unfinished ones are removed. Finds out early
    /// what would keep reports from being written.
    ///
    /// - Parameter places: what will be written, as ``ReportFormat/places(_:)`` tells.
    /// - Throws: ``OutputBusy`` while another run writes here, `FileError`.
    @discardableResult
    func prepare(for places: [String] = []) throws -> PreparedOutput {
        try FileSystem.createDirectory(path)
        switch try FileLock.acquire(path + "/" + TemporaryNames.outputLock) {
        case .held(let processID): throw OutputBusy(path: path, processID: processID)
        case .acquired(let lock):
            let notes = try heal()
            try check(places)
            return PreparedOutput(output: self, notes: notes, lock: lock)
        }
    }

    private func check(_ places: [String]) throws(FileError) {
        let publication = Publication(directory: path)
        try publication.checkTargets(of: places.compactMap(ReportPath.init))
        try FileSystem.checkReplaceable(path + "/" + ReportManifest.fileName)
        for place in places where place.hasSuffix("/") {
            let directory = String(place.dropLast())
            try publication.check(directory: directory)
            guard try FileSystem.kind("\(path)/\(directory)") != nil else { continue }
            try FileSystem.checkWritable("\(path)/\(directory)")
            for name in try FileSystem.names(in: "\(path)/\(directory)") {
                guard ReportPath(place + name) != nil else { continue }
                try FileSystem.checkReplaceable("\(path)/\(place)\(name)")
            }
        }
        // What is no longer made is removed.
        for report in try EarlierManifest(at: path + "/" + ReportManifest.fileName).paths.sorted()
        where try publication.isBelowRealDirectories(report) {
            try FileSystem.checkReplaceable("\(path)/\(report.text)")
        }
    }

    private func heal() throws(FileError) -> [String] {
        var notes: [String] = []
        let publication = Publication(directory: path)
        if try publication.isPending() { notes = try publication.complete().notes }
        for name in try FileSystem.names(in: path) where TemporaryNames.isLeftover(name) {
            try FileSystem.removeTree(path + "/" + name)
        }
        return notes
    }
}

/// An output directory that is this run's alone until its reports are published or discarded, or this value is let go.
final class PreparedOutput: Sendable {
    /// For the log, a sentence each.
    let notes: [String]
    private let output: OutputDirectory
    private let lock: FileLock

    fileprivate init(output: OutputDirectory, notes: [String], lock: FileLock) {
        self.output = output
        self.notes = notes
        self.lock = lock
    }

    /// Begins the set of reports.
    func stage() throws(FileError) -> StagedReports {
        let staging = output.path + "/" + TemporaryNames.staging
        try FileSystem.createDirectory(staging)
        return StagedReports(output: output, stagingPath: staging, lock: lock)
    }
}

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
    ///
    /// - Parameter hasManifest: without one the files are no set, and are put beside what else is there.
    func publish(_ facts: RunFacts, _ totals: ReportTotals, hasManifest: Bool = true) throws -> Published {
        let publication = Publication(directory: output.path)
        let files = try attempt {
            let files = try finishFiles(hasManifest ? (facts, totals) : nil)
            try publication.prepareTargets(of: files)
            try FileSystem.rename(path, to: output.path + "/" + TemporaryNames.ready)
            return files
        } onFailure: {
            try discard()
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

    /// Everything written, readable by its owner alone, on disk, and listed in the manifest, where there is one.
    private func finishFiles(_ run: (facts: RunFacts, totals: ReportTotals)?) throws -> [ReportPath] {
        if let run { try writeManifest(run.facts, run.totals) }
        try ReportTree.secure(below: path)
        return try ReportTree.paths(below: path)
    }

    private func writeManifest(_ facts: RunFacts, _ totals: ReportTotals) throws {
        let reports = try ReportTree.paths(below: path)
        let listed = try reports.map { report in
            let digest = try FileDigest(of: path + "/" + report.text)
            return ReportManifest.File(path: report.text, bytes: digest.byteCount, sha256: digest.sha256)
        }
        let manifest = try ReportFile(path + "/" + ReportManifest.fileName)
        let previous = ReportManifest.Previous(at: output.path + "/" + ReportManifest.fileName)
        try manifest.write(ReportManifest(facts, totals, previous: previous, files: listed).encoded())
        try manifest.close()
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

/// Another run is writing reports into the same directory.
package struct OutputBusy: Error, Equatable, CustomStringConvertible {
    var path: String
    var processID: Int32?

    package var description: String {
        "another run\(processID.map { " (process \($0))" } ?? "") is writing reports to \(path). "
            + "Wait for it to finish, or choose another --out."
    }
}
