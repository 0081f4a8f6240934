import CanvasAPI
import Foundation

/// A backup on disk, whole at every moment: each change is written beside, synced and put in place by rename, before the
/// write to Canvas that it is for.
final class ModuleBackupFile {
    let path: String
    private var backup: ModuleBackup
    private let hold: DirectoryHold

    /// Makes the file, and its directory where that is missing. A backup that is there already is never written over.
    init(_ path: String, _ backup: ModuleBackup) throws(FileError) {
        self.path = path
        self.backup = backup
        let directory = DurableFile.directory(of: path)
        try FileSystem.createDirectory(directory)
        hold = try DirectoryHold(directory)
        guard try FileSystem.kind(path) == nil else { throw FileError(.create, path, code: EEXIST) }
        try store()
    }

    func save(_ change: ModuleChange, at time: Instant) throws(FileError) {
        backup.modules.append(
            ModuleBackup.Module(
                courseID: change.courseID,
                courseName: change.courseName,
                moduleID: change.before.id,
                moduleName: change.before.name,
                savedAt: time,
                before: change.before.overrides,
                intended: change.desired,
                after: nil
            )
        )
        try store()
    }

    /// Notes what the last saved module became.
    func note(after overrides: [ModuleOverrideState]) throws(FileError) {
        guard let last = backup.modules.indices.last else { return }
        backup.modules[last].after = overrides
        try store()
    }

    /// - Throws: `InputError` for a file that is no backup, or of another Canvas than `canvasURL`.
    static func read(_ input: InputText, canvasURL: String) throws(InputError) -> ModuleBackup {
        // Finds the line and column of broken JSON, which the decoder does not tell.
        _ = try JSONReader.value(input)
        let backup: ModuleBackup
        do {
            backup = try JSONDecoder().decode(ModuleBackup.self, from: Data(input.bytes))
        } catch {
            throw InputError(file: input.file, message: "this is no module backup: \(reason(error)).")
        }
        guard backup.canvasURL == canvasURL else {
            throw InputError(
                file: input.file,
                message:
                    "the backup is of \(backup.canvasURL), not of \(canvasURL); choose that Canvas with --canvas-url."
            )
        }
        return backup
    }

    private static func reason(_ error: any Error) -> String {
        func place(_ context: DecodingError.Context) -> String {
            let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
            return path.isEmpty ? "" : "at \(path.joined(separator: ".")), "
        }
        return switch error as? DecodingError {
        case .keyNotFound(let key, let context): "\(place(context))\(key.stringValue) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            place(context) + context.debugDescription
        default: String(describing: error)
        }
    }

    private func store() throws(FileError) {
        try DurableFile.replace(path, with: json())
    }

    private func json() throws(FileError) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(backup) + Data("\n".utf8)
        } catch {
            throw FileError(.write, path, code: EINVAL)
        }
    }
}
