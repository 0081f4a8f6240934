import CanvasAPI
import Foundation

/// Whether a run could write where it is to write. Nothing is left behind but what was there.
package struct PlaceChecks: Sendable {
    private let settings: ReportSettings
    private let snapshotFile: String
    /// What the snapshot must be of; nil where it is not known.
    private let canvasName: String?
    private let now: Instant

    package init(_ settings: ReportSettings, snapshot: String, of canvas: CanvasConnection?, now: Instant) {
        self.settings = settings
        snapshotFile = snapshot
        canvasName = canvas?.name
        self.now = now
    }

    package var checks: [Check] { [templateCheck, outputCheck, snapshotCheck] }

    private var templateCheck: Check {
        do {
            guard let directory = settings.templates else {
                _ = try ReportTemplates.builtIn()
                return .ok(.templates, "the built-in ones")
            }
            _ = try ReportTemplates.replaced(from: directory)
            return .ok(.templates, "those of \(directory) parse, and show every part")
        } catch {
            return .fail(.templates, String(describing: error))
        }
    }

    /// Less room than this is soon used up.
    private static let littleRoom = 100 << 20

    private var outputCheck: Check {
        do {
            var path = settings.directory
            while path.count > 1, path.hasSuffix("/") { path.removeLast() }
            let (isHeld, holder) = try FileLock.holder(of: path + "/" + TemporaryNames.outputLock)
            if isHeld { return .fail(.output, OutputBusy(path: settings.directory, processID: holder).description) }
            let kind = try FileSystem.kind(path, followingLink: true)
            if let kind, kind != .directory { throw FileError(.createDirectory, path, code: ENOTDIR) }
            let probed = kind == nil ? DurableFile.directory(of: path) : path
            if kind == nil, try FileSystem.kind(probed, followingLink: true) != .directory {
                throw FileError(.createDirectory, path, code: ENOENT)
            }
            try probe(probed)
            let room = try FileSystem.availableBytes(probed)
            let message =
                (kind == nil
                    ? "\(settings.directory) is not there yet, and can be made"
                    : "\(settings.directory) can be written")
                + ", with room for \(grouped(room >> 20)) MB"
            guard room < Self.littleRoom else { return .ok(.output, message) }
            return Check(.output, .warn, message, next: "Make room, or choose another --out.")
        } catch {
            return .fail(.output, String(describing: error))
        }
    }

    private func probe(_ directory: String) throws {
        let path = directory + "/" + TemporaryNames.probe + "-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        let file = try ReportFile(path)
        try attempt {
            try file.write("override-report looks whether it can write here\n")
            try file.close()
        } onFailure: {
            try FileSystem.removeFile(path)
        }
        try FileSystem.removeFile(path)
    }

    private var snapshotCheck: Check {
        do {
            let paths = SnapshotPaths(file: snapshotFile)
            let (isHeld, holder) = try FileLock.holder(of: paths.lock)
            if isHeld { throw SnapshotError.locked(path: paths.file, processID: holder) }
            let run = try SnapshotStore.openForReading(paths.file).closing { try $0.run() }
            if let canvasName, run.identity.canvasURL != canvasName {
                throw SnapshotError.otherCanvas(
                    path: paths.file,
                    found: run.identity.canvasURL,
                    expected: canvasName
                )
            }
            guard let end = run.finishedAt else { return .ok(.snapshot, "\(snapshotFile) is not finished") }
            return .ok(.snapshot, "\(snapshotFile) is of \(end.rfc3339()), \(age(since: end)) ago")
        } catch SnapshotError.missing {
            return .skip(.snapshot, "\(snapshotFile) is not there yet; the first run makes it")
        } catch {
            return .fail(.snapshot, String(describing: error))
        }
    }

    private func age(since end: Instant) -> String {
        let minutes = Int(max(0, now.secondsSince1970 - end.secondsSince1970) / 60)
        if minutes < 120 { return quantity(minutes, "minute") }
        return minutes < 48 * 60 ? quantity(minutes / 60, "hour") : quantity(minutes / 60 / 24, "day")
    }
}
