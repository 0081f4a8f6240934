import CanvasAPI
import OrderedCollections

/// Everything that a plan or backup would do, for people to look at before anything is written.
struct ModuleReview: Sendable {
    var courses: [ModuleComparison]

    var changes: [ModuleChange] { courses.flatMap(\.changes) }
    var left: [String] { courses.flatMap(\.left) }
    var unchangedCount: Int { courses.map(\.unchangedCount).reduce(0, +) }
}

/// Module overrides as a file: who modules are assigned to is planned, compared with Canvas, shown, and once confirmed
/// written; and put back from a backup the same way.
package struct ModuleRun: Sendable {
    package enum Outcome: Sendable, Equatable {
        /// Not confirmed: so many modules would be changed.
        case shown(changeCount: Int)
        /// Everything is as it should be.
        case done
        /// Some modules were left alone.
        case incomplete
        /// A write failed, and what followed was not tried.
        case failed
    }

    let client: CanvasClient
    /// The client's, without a trailing slash.
    let canvasURL: String
    let now: @Sendable () -> Instant
    /// Takes a line for people.
    let print: @Sendable (String) -> Void

    /// The plan file of what is.
    ///
    /// - Parameter leftOut: is told of each course that can't be read.
    /// - Returns: `nil` where no course could be read.
    /// - Throws: `CanvasError` for a refused token.
    package func plan(
        _ courses: [CourseReference],
        leftOut: (CourseReference, CanvasError) -> Void
    ) async throws -> [UInt8]? {
        var modules: [ModuleState] = []
        var readCount = 0
        for course in courses {
            do {
                modules += try await ModuleState.all(of: course, from: client)
                readCount += 1
            } catch let error as CanvasError {
                if case .unauthenticated = error.kind { throw error }
                leftOut(course, error)
            }
        }
        return readCount > 0 ? ModulePlanWriter.csv(modules) : nil
    }

    /// Shows what the plan would change and, where that is confirmed, changes it.
    ///
    /// - Parameter backupPath: the backup to make before writing; in `module-backups/`, named after the time, where `nil`.
    /// - Throws: `InputError` where the plan names what is not there, `CanvasError` where Canvas can't be read, and the
    ///   errors of ``ModuleApply``.
    package func apply(_ plan: ModulePlan, isConfirmed: Bool, backupPath: String?) async throws -> Outcome {
        let review = try await review(plan)
        return try await carryOut(review, "apply \(plan.file)", isConfirmed, backupPath, undoing: nil)
    }

    /// The same for what puts a backup back.
    package func undo(_ input: InputText, isConfirmed: Bool, backupPath: String?) async throws -> Outcome {
        let backup = try ModuleBackupFile.read(input, canvasURL: canvasURL)
        let review = try await review(backup)
        return try await carryOut(review, "undo \(input.file)", isConfirmed, backupPath, undoing: backup)
    }

    func review(_ plan: ModulePlan) async throws -> ModuleReview {
        var courses: [ModuleComparison] = []
        for (courseID, modules) in OrderedDictionary(grouping: plan.modules, by: \.courseID) {
            do {
                let course = try await read(courseID, naming: modules.flatMap(\.overrides).map(\.wish.target))
                courses.append(try ModuleComparison.of(modules, with: course, file: plan.file))
            } catch let error as CanvasError {
                if case .notFound = error.kind {
                    throw InputError(
                        file: plan.file,
                        position: modules[0].position,
                        message: "Canvas has no course \(courseID), or it was deleted."
                    )
                }
                let nameless = modules.map {
                    ModuleState(courseID: courseID, courseName: "", id: $0.moduleID, name: "", overrides: [])
                }
                courses.append(try .unread(courseID, nameless, error))
            }
        }
        return ModuleReview(courses: courses)
    }

    func review(_ backup: ModuleBackup) async throws -> ModuleReview {
        var courses: [ModuleComparison] = []
        for (courseID, modules) in OrderedDictionary(grouping: backup.modules, by: \.before.courseID) {
            do {
                let course = try await read(courseID, naming: modules.flatMap(\.before.overrides).map(\.target))
                courses.append(.restoring(modules, in: course))
            } catch let error as CanvasError {
                courses.append(try .unread(courseID, modules.map(\.before), error))
            }
        }
        return ModuleReview(courses: courses)
    }

    private func read(_ course: CanvasID, naming targets: [OverrideTarget?]) async throws -> CourseModules {
        let groups = Set(targets.compactMap { $0?.groupID })
        return try await CourseModules.read(course, naming: groups, from: client, canvasURL: canvasURL)
    }

    /// - Parameter action: for backup and audit log, as `apply plan.csv`.
    private func carryOut(
        _ review: ModuleReview,
        _ action: String,
        _ isConfirmed: Bool,
        _ backupPath: String?,
        undoing undone: ModuleBackup?
    ) async throws -> Outcome {
        for line in ModuleText.lines(review, asOf: now(), isUndo: undone != nil) { print(line) }
        guard isConfirmed else { return .shown(changeCount: review.changes.count) }
        guard !review.changes.isEmpty else { return review.left.isEmpty ? .done : .incomplete }
        let viewer = try await client.currentUser()
        let backup = try ModuleBackupFile(
            backupPath ?? ModuleBackupFile.freePath(at: now()),
            ModuleBackup(
                canvasURL: canvasURL,
                madeAt: now(),
                madeBy: "\(viewer.name ?? "user") (\(viewer.id))",
                action: action
            )
        )
        print("")
        print("backup: \(backup.path)")
        print("audit log: \(backup.auditPath)")
        let results = try await ModuleApply(service: client, backup: backup, now: now).run(review.changes) { result in
            for line in ModuleText.lines(result, undoing: undone) { print(line) }
        }
        print(ModuleText.summary(results, left: review.left.count))
        try Task.checkCancellation()
        if results.contains(where: \.outcome.endsTheRun) { return .failed }
        return review.left.isEmpty && results.allSatisfy { $0.outcome == .written } ? .done : .incomplete
    }
}

extension ModuleRun {
    package init(
        _ canvas: CanvasConnection,
        now: @escaping @Sendable () -> Instant,
        print: @escaping @Sendable (String) -> Void
    ) {
        self.init(client: canvas.client, canvasURL: canvas.url.description, now: now, print: print)
    }
}

/// What became of one module of a confirmed apply or undo.
struct ModuleResult: Sendable, Equatable {
    enum Outcome: String, Sendable {
        /// Canvas took it, and read again it is as intended.
        case written
        /// It had changed between the comparison and the write; nothing was written.
        case leftAsChanged = "left_as_changed"
        /// Canvas took it and made something else of it.
        case otherThanIntended = "other_than_intended"
        /// It could not be read again, or Canvas refused it, or did not answer.
        case failed
        /// Not tried, because an earlier module failed or the run was interrupted.
        case notTried = "not_tried"

        /// What follows is not tried any more.
        var endsTheRun: Bool { self != .written && self != .leftAsChanged }
    }

    var change: ModuleChange
    var outcome: Outcome
    /// Why it failed, or what is otherwise than intended.
    var detail: String?
    /// The state afterwards, where it could be read.
    var after: [Override]?
}

/// Writes confirmed changes, one module after another. Canvas knows no "only if unchanged", so between the second reading
/// and the write a few milliseconds remain in which somebody else's change would be overwritten; the backup and the audit
/// log then still show it.
struct ModuleApply {
    let service: any ModuleOverrideService
    let backup: ModuleBackupFile
    let now: @Sendable () -> Instant

    /// A failure ends the run: what is written stays, what follows is not tried. So does a cancelled task, between two
    /// modules.
    ///
    /// - Parameter report: is told each outcome as it comes.
    /// - Throws: `FileError` when the backup or the audit log can't be written, `CanvasError` for a refused token. Results
    ///   up to there have been reported.
    func run(_ changes: [ModuleChange], report: (ModuleResult) -> Void) async throws -> [ModuleResult] {
        var results: [ModuleResult] = []
        for change in changes {
            var result = ModuleResult(change: change, outcome: .notTried)
            if !Task.isCancelled, results.last?.outcome.endsTheRun != true {
                result = try await write(change)
                try backup.log(result, at: now())
            }
            results.append(result)
            report(result)
        }
        return results
    }

    private func write(_ change: ModuleChange) async throws -> ModuleResult {
        func result(_ outcome: ModuleResult.Outcome, _ detail: String? = nil, after: [Override]? = nil) -> ModuleResult
        {
            ModuleResult(change: change, outcome: outcome, detail: detail, after: after)
        }
        let current: [Override]
        do {
            current = try await service.overrides(of: change.before)
        } catch is CancellationError {
            return result(.notTried)
        } catch let error as CanvasError {
            if case .unauthenticated = error.kind { throw error }
            return result(.failed, "it could not be read again, and nothing was written: \(error)")
        }
        guard ModuleFingerprint.of(current) == change.before.fingerprint else {
            return result(.leftAsChanged, after: current)
        }
        try backup.save(change, at: now())

        // In tasks of their own, so that an interrupted run sees through what it has begun.
        let (service, module, rows) = (service, change.before, change.rows)
        let writing = await Task {
            try await service.replaceModuleAssignmentOverrides(course: module.courseID, module: module.id, with: rows)
        }.result
        let reading = await Task { try await service.overrides(of: module) }.result
        var failure: (any Error)?
        if case .failure(let error) = writing { failure = error }
        let after: [Override]
        switch reading {
        case .success(let overrides): after = overrides
        case .failure(let error):
            let what = failure.map(String.init(describing:)) ?? "it was written, but could not be read again: \(error)"
            return result(.failed, what)
        }
        try backup.note(after: after)
        let differences = change.differences(after: after)
        if let failure {
            // An answer may get lost after Canvas has done what it was asked for.
            let isUnknown = (failure as? CanvasError)?.isOutcomeUnknown ?? true
            guard isUnknown, differences.isEmpty else {
                return result(.failed, String(describing: failure), after: after)
            }
        }
        return differences.isEmpty
            ? result(.written, after: after)
            : result(.otherThanIntended, differences.joined(separator: "; "), after: after)
    }
}

/// Reading and writing who a module is assigned to, as ``CanvasClient`` does.
protocol ModuleOverrideService: Sendable {
    func moduleAssignmentOverrides(course: CanvasID, module: CanvasID) async throws -> [Canvas.ModuleOverride]

    /// Puts this list in place of all overrides of the module.
    func replaceModuleAssignmentOverrides(
        course: CanvasID,
        module: CanvasID,
        with overrides: [Canvas.ModuleOverrideWrite]
    ) async throws
}

extension CanvasClient: ModuleOverrideService {}

extension ModuleOverrideService {
    fileprivate func overrides(of module: ModuleState) async throws -> [Override] {
        try await moduleAssignmentOverrides(course: module.courseID, module: module.id)
            .map { Override($0, of: module.id) }
    }
}
