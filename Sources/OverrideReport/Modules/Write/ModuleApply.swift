import CanvasAPI

/// Writes confirmed changes, one module after another. Canvas knows no "only if unchanged", so between the second reading
/// and the write a few milliseconds remain in which somebody else's change would be overwritten; the backup and the audit
/// log then still show it.
struct ModuleApply {
    private let service: any ModuleOverrideService
    private let backup: ModuleBackupFile
    private let audit: ModuleAuditLog
    private let now: @Sendable () -> Instant

    init(
        service: any ModuleOverrideService,
        backup: ModuleBackupFile,
        audit: ModuleAuditLog,
        now: @escaping @Sendable () -> Instant
    ) {
        self.service = service
        self.backup = backup
        self.audit = audit
        self.now = now
    }

    /// A failure ends the run: what is written stays, what follows is not tried. So does a cancelled task, between two
    /// modules.
    ///
    /// - Parameter report: is told each outcome as it comes.
    /// - Throws: `FileError` when the backup or the audit log can't be written, `CanvasError` for a refused token. Results
    ///   up to there have been reported.
    func run(
        _ changes: [ModuleChange],
        report: (ModuleResult) -> Void
    ) async throws -> [ModuleResult] {
        var results: [ModuleResult] = []
        for change in changes {
            let hasEnded = Task.isCancelled || results.last?.outcome.endsTheRun == true
            let outcome = hasEnded ? .notTried : try await write(change)
            if !hasEnded { try audit.append(outcome, of: change, backup: backup.path, at: now()) }
            let result = ModuleResult(change: change, outcome: outcome)
            results.append(result)
            report(result)
        }
        return results
    }

    private func write(_ change: ModuleChange) async throws -> ModuleOutcome {
        let (course, module) = (change.courseID, change.before.id)
        let current: [ModuleOverrideState]
        do {
            current = try await service.list(course: course, module: module)
        } catch is CancellationError {
            return .notTried
        } catch let error as CanvasError {
            if case .unauthenticated = error.kind { throw error }
            return .failed(reason: "it could not be read again, and nothing was written: \(error)", now: nil)
        }
        guard ModuleFingerprint.of(current) == change.before.fingerprint else { return .leftAsChanged(now: current) }
        try backup.save(change, at: now())
        let (failure, reading) = await put(change)
        switch reading {
        case .failure(let error):
            let what = failure.map(String.init(describing:)) ?? "it was written, but could not be read again: \(error)"
            return .failed(reason: what, now: nil)
        case .success(let after):
            try backup.note(after: after)
            return outcome(of: change, failure: failure, after: after)
        }
    }

    private func outcome(
        of change: ModuleChange,
        failure: (any Error)?,
        after: [ModuleOverrideState]
    ) -> ModuleOutcome {
        let differences = ModuleVerification.differences(change, after: after)
        if let failure {
            // An answer may get lost after Canvas has done what it was asked for.
            let isUnknown = (failure as? CanvasError)?.isOutcomeUnknown ?? true
            guard isUnknown, differences.isEmpty else {
                return .failed(reason: String(describing: failure), now: after)
            }
        }
        return differences.isEmpty
            ? .written(after: after) : .otherThanIntended(differences: differences, after: after)
    }

    /// Writes and reads again. In a task of its own, so that an interrupted run sees through what it has begun.
    private func put(
        _ change: ModuleChange
    ) async -> (failure: (any Error)?, after: Result<[ModuleOverrideState], any Error>) {
        let service = service
        let (course, module) = (change.courseID, change.before.id)
        let writing = Task { try await service.replace(course: course, module: module, with: change.rows) }
        var failure: (any Error)?
        if case .failure(let error) = await writing.result { failure = error }
        let reading = Task { try await service.list(course: course, module: module) }
        return (failure, await reading.result)
    }
}
