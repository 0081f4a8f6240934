import Foundation

/// Small files that are put in place whole: written beside, synced, renamed. Readable by their owner alone.
package enum DurableFile {
    /// Makes the file, or puts it in place of the one that is there.
    package static func replace(_ path: String, with bytes: some Sequence<UInt8>) throws(FileError) {
        let directory = directory(of: path)
        let temporary = "\(directory)/\(TemporaryNames.prefix)\(path.split(separator: "/").last ?? "file")"
        // Left by a run that was killed in the middle.
        try FileSystem.removeFile(temporary)
        do {
            let file = try ReportFile(temporary)
            try file.write(bytes)
            try file.close()
            try FileSystem.rename(temporary, to: path)
        } catch {
            // The first error tells more than one about clearing up after it.
            _ = try? FileSystem.removeFile(temporary)
            throw error
        }
        try FileSystem.sync(directory)
    }

    /// Adds to the end, and returns when the disk has it.
    package static func append(_ bytes: [UInt8], to path: String) throws(FileError) {
        let descriptor = try FileSystem.openFile(path, flags: O_WRONLY | O_CREAT | O_APPEND)
        defer { _ = close(descriptor) }
        try FileSystem.writeAll(bytes, to: descriptor, path: path)
        try FileSystem.sync(descriptor, path: path)
    }

    package static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
