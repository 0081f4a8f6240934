import CanvasAPI

/// Everything that a plan or backup would do, for people to look at before anything is written.
struct ModuleReview: Sendable {
    struct Course: Sendable {
        /// `nil` where the course could not be read; nothing is changed there.
        var modules: CourseModules?
        var comparison: ModuleComparison
    }

    var courses: [Course]
    var asOf: Instant

    var changes: [ModuleChange] { courses.flatMap(\.comparison.changes) }
    var left: [ModuleComparison.Left] { courses.flatMap(\.comparison.left) }
    var unchangedCount: Int { courses.map(\.comparison.unchangedCount).reduce(0, +) }
}

/// Reads the Canvas that a plan or backup is about, and compares. Writes nothing.
struct ModuleReviewer: Sendable {
    private let reader: CourseModulesReader
    private let asOf: Instant

    /// - Parameter asOf: now.
    init(reader: CourseModulesReader, asOf: Instant) {
        self.reader = reader
        self.asOf = asOf
    }

    /// - Throws: `InputError` where the plan names what is not there; `CanvasError` where Canvas can't be read.
    func review(_ plan: ModulePlan) async throws -> ModuleReview {
        var courses: [ModuleReview.Course] = []
        for (courseID, modules) in inOrder(plan.modules, by: \.courseID) {
            let groups = Set(modules.flatMap(\.overrides).compactMap(\.target?.groupID))
            do {
                let course = try await reader.modules(of: courseID, naming: groups)
                let comparison = try ModuleComparison.of(modules, with: course, file: plan.file)
                courses.append(ModuleReview.Course(modules: course, comparison: comparison))
            } catch let error as CanvasError {
                if case .notFound = error.kind {
                    throw InputError(
                        file: plan.file,
                        position: modules[0].position,
                        message: "Canvas has no course \(courseID), or it was deleted."
                    )
                }
                courses.append(try unread(courseID, modules.map { ($0.moduleID, "") }, error))
            }
        }
        return ModuleReview(courses: courses, asOf: asOf)
    }

    func review(_ backup: ModuleBackup) async throws -> ModuleReview {
        var courses: [ModuleReview.Course] = []
        for (courseID, modules) in inOrder(backup.modules, by: \.courseID) {
            let groups = Set(modules.flatMap(\.before).compactMap(\.target.groupID))
            do {
                let course = try await reader.modules(of: courseID, naming: groups)
                courses.append(
                    ModuleReview.Course(modules: course, comparison: ModuleComparison.restoring(modules, in: course))
                )
            } catch let error as CanvasError {
                courses.append(try unread(courseID, modules.map { ($0.moduleID, $0.moduleName) }, error))
            }
        }
        return ModuleReview(courses: courses, asOf: asOf)
    }

    /// A course that is closed to the caller leaves its modules as they are; other failures end the review.
    private func unread(
        _ courseID: CanvasID,
        _ modules: [(id: CanvasID, name: String)],
        _ error: CanvasError
    ) throws -> ModuleReview.Course {
        switch error.kind {
        case .forbidden, .notFound: break
        default: throw error
        }
        var comparison = ModuleComparison()
        comparison.left = modules.map { module in
            ModuleComparison.Left(
                courseName: "Course \(courseID)",
                moduleID: module.id,
                moduleName: module.name,
                reason: "the course can't be read: \(error)"
            )
        }
        return ModuleReview.Course(modules: nil, comparison: comparison)
    }

    private func inOrder<Element>(
        _ elements: [Element],
        by key: (Element) -> CanvasID
    ) -> [(CanvasID, [Element])] {
        var order: [CanvasID] = []
        let grouped = Dictionary(grouping: elements, by: key)
        for element in elements where !order.contains(key(element)) { order.append(key(element)) }
        return order.map { ($0, grouped[$0] ?? []) }
    }
}

extension ModuleTarget {
    var groupID: CanvasID? {
        if case .group(let id) = self { id } else { nil }
    }
}
