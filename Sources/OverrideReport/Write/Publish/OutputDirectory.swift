import Foundation

/// The directory of `--out`. Reports are written into a directory inside it that readers don't see, and put in place as
/// a set; see ``Publication`` for what a reader may rely on.
package struct OutputDirectory: Sendable {
    package let path: String

    package init(_ path: String) {
        self.path = path
    }

    /// Creates the directory for its owner alone (those above it are not created), and cleans up after killed runs: a
    /// set of reports that was on its way is put in place, unfinished ones are removed. While another run is writing
    /// there, that is left to it. Finds out early what would keep reports from being written.
    ///
    /// - Returns: Notes for the log, a sentence each.
    @discardableResult
    package func prepare() throws(FileError) -> [String] {
        try FileSystem.createDirectory(path)
        guard case .acquired(let lock) = try FileLock.acquire(lockPath) else { return [] }
        defer { lock.release() }
        return try heal()
    }

    /// Begins a set of reports. Another run that is writing here is a ``OutputBusy`` error.
    package func stage() throws -> StagedReports {
        try FileSystem.createDirectory(path)
        switch try FileLock.acquire(lockPath) {
        case .held(let processID): throw OutputBusy(path: path, processID: processID)
        case .acquired(let lock):
            try heal()
            try FileSystem.createDirectory(stagingPath)
            return StagedReports(output: self, stagingPath: stagingPath, lock: lock)
        }
    }

    private var lockPath: String { path + "/" + TemporaryNames.outputLock }
    private var stagingPath: String { path + "/" + TemporaryNames.staging }

    @discardableResult
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

/// Another run is writing reports into the same directory.
package struct OutputBusy: Error, Equatable, CustomStringConvertible, LocalizedError {
    package var path: String
    package var processID: Int32?

    package var description: String {
        "another run\(processID.map { " (process \($0))" } ?? "") is writing reports to \(path). "
            + "Wait for it to finish, or choose another --out."
    }

    package var errorDescription: String? { description }
}
