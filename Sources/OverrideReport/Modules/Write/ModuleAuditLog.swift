import CanvasAPI
import Foundation

/// One line for each module that was written or left, appended to `audit.jsonl` beside the backup and synced at once.
struct ModuleAuditLog: Sendable {
    let path: String
    private let canvasURL: String
    private let user: String
    private let action: String

    /// - Parameters:
    ///   - backupPath: the log is in the same directory, for all backups there.
    ///   - user: whose token it is.
    ///   - action: what is being done, as `apply plan.csv`.
    init(besides backupPath: String, canvasURL: String, user: String, action: String) {
        path = DurableFile.directory(of: backupPath) + "/audit.jsonl"
        self.canvasURL = canvasURL
        self.user = user
        self.action = action
    }

    func append(_ outcome: ModuleOutcome, of change: ModuleChange, backup: String, at time: Instant) throws(FileError) {
        let entry = Entry(
            time: time,
            canvasURL: canvasURL,
            user: user,
            action: action,
            courseID: change.courseID,
            courseName: change.courseName,
            moduleID: change.before.id,
            moduleName: change.before.name,
            outcome: outcome.code,
            detail: outcome.detail,
            before: change.before.overrides.map(SavedOverride.init),
            after: outcome.after?.map(SavedOverride.init),
            backup: backup
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let line: Data
        do {
            line = try encoder.encode(entry)
        } catch {
            throw FileError(.write, path, code: EINVAL)
        }
        try DurableFile.append(Array(line) + [.lineFeed], to: path)
    }

    private struct Entry: Encodable {
        let time: Instant
        let canvasURL: String
        let user: String
        let action: String
        let courseID: CanvasID
        let courseName: String
        let moduleID: CanvasID
        let moduleName: String
        let outcome: String
        let detail: String?
        let before: [SavedOverride]
        let after: [SavedOverride]?
        let backup: String

        enum CodingKeys: String, CodingKey {
            case time
            case canvasURL = "canvas_url"
            case user
            case action
            case courseID = "course_id"
            case courseName = "course_name"
            case moduleID = "module_id"
            case moduleName = "module_name"
            case outcome
            case detail
            case before
            case after
            case backup
        }
    }
}
