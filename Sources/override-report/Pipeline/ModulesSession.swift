import CanvasAPI
import Foundation
import Logging

@testable import OverrideReport

/// A connection to the Canvas whose modules are read, compared and, once confirmed, written.
struct ModulesSession: Sendable {
    let client: CanvasClient
    /// Without a trailing slash.
    let url: String
    let session: CanvasSession

    static func with(
        _ options: CanvasOptions,
        context: RunContext,
        logger: Logger,
        _ body: @escaping @Sendable (ModulesSession) async throws -> ExitStatus
    ) async throws -> ExitStatus {
        try await CanvasSession.with(options, concurrency: 8, context: context, logger: logger) { session in
            try await body(
                ModulesSession(client: session.client, url: session.connection.url.description, session: session)
            )
        }
    }

    var reader: CourseModulesReader { CourseModulesReader(client: client, canvasURL: url) }

    func reviewer(_ context: RunContext) -> ModuleReviewer {
        ModuleReviewer(reader: reader, asOf: context.now())
    }

    /// Shows the review and, where it is confirmed, writes.
    ///
    /// - Parameter action: for backup and audit log, as `apply plan.csv`.
    func carryOut(
        _ review: ModuleReview,
        _ options: ModuleWriteOptions,
        action: String,
        undoing backup: ModuleBackup?,
        _ context: RunContext
    ) async throws -> ExitStatus {
        for line in ModuleReviewText(review, isUndo: backup != nil).lines { context.console.print(line) }
        guard options.confirm else {
            if !review.changes.isEmpty {
                context.console.error("Nothing was written. Add --confirm to write it.")
            }
            return .success
        }
        guard !review.changes.isEmpty else { return review.left.isEmpty ? .success : .incomplete }
        return try await write(review, options, action: action, undoing: backup, context)
    }

    private func write(
        _ review: ModuleReview,
        _ options: ModuleWriteOptions,
        action: String,
        undoing undone: ModuleBackup?,
        _ context: RunContext
    ) async throws -> ExitStatus {
        let viewer = try await client.currentUser()
        let user = "\(viewer.name ?? "user") (\(viewer.id))"
        let path = try options.backupPath(at: context.now())
        let backup = try ModuleBackupFile(
            path,
            ModuleBackup(canvasURL: url, madeAt: context.now(), madeBy: user, action: action)
        )
        let audit = ModuleAuditLog(besides: path, canvasURL: url, user: user, action: action)
        let apply = ModuleApply(
            service: CanvasModuleOverrides(client: client),
            backup: backup,
            audit: audit,
            now: context.now
        )
        context.console.print("")
        context.console.print("backup: \(path)")
        context.console.print("audit log: \(audit.path)")
        let results = try await apply.run(review.changes) { result in
            for line in ModuleResultText.lines(result, undoing: undone) { context.console.print(line) }
        }
        context.console.print(ModuleResultText.summary(results, left: review.left.count))
        try Task.checkCancellation()
        if results.contains(where: \.outcome.endsTheRun) { return .failed }
        let isWhole = review.left.isEmpty && results.allSatisfy { $0.outcome.isWritten }
        return isWhole ? .success : .incomplete
    }
}
