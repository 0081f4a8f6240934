import Foundation

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

/// Another run is writing reports into the same directory.
struct OutputBusy: Error, Equatable, CustomStringConvertible, LocalizedError {
    var path: String
    var processID: Int32?

    var description: String {
        "another run\(processID.map { " (process \($0))" } ?? "") is writing reports to \(path). "
            + "Wait for it to finish, or choose another --out."
    }

    var errorDescription: String? { description }
}
