import CanvasAPI
import Foundation

/// What modules were assigned to before a write, with what was meant and what came of it: enough to put all of it back,
/// also after a run that ended half way.
struct ModuleBackup: Sendable, Equatable, Codable {
    struct Module: Sendable, Equatable {
        var before: ModuleState
        var savedAt: Instant
        var intended: [DesiredOverride]
        /// As read after the write; `nil` when that never happened.
        var after: [Override]?
    }

    static let version = 1

    /// Of the file's shape.
    private(set) var version = Self.version
    var canvasURL: String
    var madeAt: Instant
    /// Whose token it was.
    var madeBy: String
    /// What was being done, as `apply plan.csv`.
    var action: String
    var modules: [Module] = []

    private enum CodingKeys: String, CodingKey {
        case version
        case canvasURL = "canvas_url"
        case madeAt = "made_at"
        case madeBy = "made_by"
        case action
        case modules
    }
}

/// A backup on disk, whole at every moment: each change is written beside, synced and put in place by rename, before the
/// write to Canvas that it is for. Beside it stands the audit log of all backups there, `audit.jsonl`: a line for each
/// module that was written or left, appended and synced at once.
final class ModuleBackupFile {
    let path: String
    let auditPath: String
    private var backup: ModuleBackup
    private let hold: DirectoryHold

    /// Makes the file, and its directory where that is missing. A backup that is there already is never written over.
    init(_ path: String, _ backup: ModuleBackup) throws(FileError) {
        self.path = path
        self.backup = backup
        let directory = DurableFile.directory(of: path)
        auditPath = directory + "/audit.jsonl"
        try FileSystem.createDirectory(directory)
        hold = try DirectoryHold(directory)
        guard try FileSystem.kind(path) == nil else { throw FileError(.create, path, code: EEXIST) }
        try store()
    }

    /// `module-backups/20260301T101500Z.json`, with a number where that is taken.
    static func freePath(at time: Instant) throws(FileError) -> String {
        let stem = "module-backups/" + time.rfc3339().filter { $0 != "-" && $0 != ":" }
        var path = stem + ".json"
        var number = 2
        while try FileSystem.kind(path) != nil {
            path = "\(stem)-\(number).json"
            number += 1
        }
        return path
    }

    func save(_ change: ModuleChange, at time: Instant) throws(FileError) {
        backup.modules.append(
            ModuleBackup.Module(before: change.before, savedAt: time, intended: change.desired, after: nil)
        )
        try store()
    }

    /// Notes what the last saved module became.
    func note(after overrides: [Override]) throws(FileError) {
        guard let last = backup.modules.indices.last else { return }
        backup.modules[last].after = overrides
        try store()
    }

    func log(_ result: ModuleResult, at time: Instant) throws(FileError) {
        let line = AuditLine(time: time, result: result, backup: backup, path: path)
        try DurableFile.append(json(line, []) + [.lineFeed], to: auditPath)
    }

    /// - Throws: `InputError` for a file that is no backup, or of another Canvas than `canvasURL`.
    static func read(_ input: InputText, canvasURL: String) throws(InputError) -> ModuleBackup {
        struct Shape: Decodable {
            var version: Int
        }
        // Finds the line and column of broken JSON, which the decoder does not tell.
        _ = try JSONReader.value(input)
        let version = try decode(Shape.self, input).version
        guard version == ModuleBackup.version else {
            throw refusal(input, "at version, it is \(version), and this program reads \(ModuleBackup.version)")
        }
        let backup = try decode(ModuleBackup.self, input)
        guard backup.canvasURL == canvasURL else {
            throw InputError(
                file: input.file,
                message:
                    "the backup is of \(backup.canvasURL), not of \(canvasURL); choose that Canvas with --canvas-url."
            )
        }
        return backup
    }

    private static func decode<Value: Decodable>(_: Value.Type, _ input: InputText) throws(InputError) -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(input.bytes))
        } catch {
            throw refusal(input, reason(error))
        }
    }

    private static func refusal(_ input: InputText, _ reason: String) -> InputError {
        InputError(file: input.file, message: "this is no module backup: \(reason).")
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
        try DurableFile.replace(path, with: json(backup, .prettyPrinted) + [.lineFeed])
    }

    private func json(_ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting) throws(FileError) -> [UInt8]
    {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, formatting]
        do {
            return Array(try encoder.encode(value))
        } catch {
            throw FileError(.write, path, code: EINVAL)
        }
    }
}

private struct AuditLine: Encodable {
    let time: Instant
    let result: ModuleResult
    let backup: ModuleBackup
    let path: String

    private enum CodingKeys: String, CodingKey {
        case time
        case canvasURL = "canvas_url"
        case user
        case action
        case outcome
        case detail
        case after
        case backup
    }

    func encode(to encoder: any Encoder) throws {
        try result.change.before.encode(to: encoder)
        var line = encoder.container(keyedBy: CodingKeys.self)
        try line.encode(time, forKey: .time)
        try line.encode(backup.canvasURL, forKey: .canvasURL)
        try line.encode(backup.madeBy, forKey: .user)
        try line.encode(backup.action, forKey: .action)
        try line.encode(result.outcome.rawValue, forKey: .outcome)
        try line.encodeIfPresent(result.detail, forKey: .detail)
        try line.encodeIfPresent(result.after?.map(DesiredOverride.init), forKey: .after)
        try line.encode(path, forKey: .backup)
    }
}

// MARK: Their JSON

extension ModuleBackup.Module: Codable {
    private enum CodingKeys: String, CodingKey {
        case savedAt = "saved_at"
        case intended
        case after
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        before = try ModuleState(from: decoder)
        savedAt = try values.decode(Instant.self, forKey: .savedAt)
        intended = try values.decode([DesiredOverride].self, forKey: .intended)
        let module = before.id
        after = try values.decodeIfPresent([DesiredOverride].self, forKey: .after)?.map { try $0.override(of: module) }
    }

    func encode(to encoder: any Encoder) throws {
        try before.encode(to: encoder)
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(savedAt, forKey: .savedAt)
        try values.encode(intended, forKey: .intended)
        try values.encodeIfPresent(after?.map(DesiredOverride.init), forKey: .after)
    }
}

/// As it was before a write.
extension ModuleState: Codable {
    private enum CodingKeys: String, CodingKey {
        case courseID = "course_id"
        case courseName = "course_name"
        case id = "module_id"
        case name = "module_name"
        case overrides = "before"
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        courseID = try values.decode(CanvasID.self, forKey: .courseID)
        courseName = try values.decode(String.self, forKey: .courseName)
        let module = try values.decode(CanvasID.self, forKey: .id)
        id = module
        name = try values.decode(String.self, forKey: .name)
        overrides = try values.decode([DesiredOverride].self, forKey: .overrides).map { try $0.override(of: module) }
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(courseID, forKey: .courseID)
        try values.encode(courseName, forKey: .courseName)
        try values.encode(id, forKey: .id)
        try values.encode(name, forKey: .name)
        try values.encode(overrides.map(DesiredOverride.init), forKey: .overrides)
    }
}

/// An override in a backup or audit log, under Canvas's own names.
extension DesiredOverride: Codable {
    private enum CodingKeys: String, CodingKey {
        case id
        case title
        case studentIDs = "student_ids"
        case sectionID = "course_section_id"
        case groupID = "group_id"
    }

    init(_ override: Override) {
        self.init(id: override.id, title: override.title, target: override.target)
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decodeIfPresent(CanvasID.self, forKey: .id)
        title = try values.decodeIfPresent(String.self, forKey: .title)
        if let ids = try values.decodeIfPresent([CanvasID].self, forKey: .studentIDs) {
            target = .students(Set(ids).sorted())
        } else if let id = try values.decodeIfPresent(CanvasID.self, forKey: .sectionID) {
            target = .section(id)
        } else if let id = try values.decodeIfPresent(CanvasID.self, forKey: .groupID) {
            target = .group(id)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encodeIfPresent(id, forKey: .id)
        try values.encodeIfPresent(title, forKey: .title)
        if let target, target.isStudents { try values.encode(target.studentIDs, forKey: .studentIDs) }
        try values.encodeIfPresent(target?.sectionID, forKey: .sectionID)
        try values.encodeIfPresent(target?.groupID, forKey: .groupID)
    }

    fileprivate func override(of module: CanvasID) throws -> Override {
        guard let id else {
            throw DecodingError.valueNotFound(
                CanvasID.self,
                DecodingError.Context(codingPath: [CodingKeys.id], debugDescription: "an override has no id")
            )
        }
        return Override(id: id, origin: .module(module), title: title ?? "", target: target ?? .unknown)
    }
}
