import CanvasAPI

/// One module and who it is assigned to; everyone, where it has no override.
struct ModuleState: Sendable, Hashable {
    var courseID: CanvasID
    var courseName: String
    var id: CanvasID
    var name: String
    /// Ascending by id.
    var overrides: [Override]

    func override(_ id: CanvasID?) -> Override? {
        overrides.first { $0.id == id }
    }

    func has(_ override: Override) -> Bool {
        self.override(override.id) != nil
    }

    var fingerprint: String { ModuleFingerprint.of(overrides) }

    /// `Week 1 (module 12) of Biology`; the name is empty where the course could not be read.
    var title: String {
        "\(name.isEmpty ? "Module \(id)" : "\(name.visible) (module \(id))") of \(courseName.visible)"
    }
}

extension ModuleState {
    init(_ module: Canvas.Module, courseID: CanvasID, courseName: String, overrides: [Canvas.ModuleOverride]) {
        self.init(
            courseID: courseID,
            courseName: courseName,
            id: module.id,
            name: module.name ?? "Module \(module.id)",
            overrides: overrides.map { Override($0, of: module.id) }.sorted { $0.id < $1.id }
        )
    }

    /// Only who the modules of a course are assigned to, for a new plan.
    ///
    /// - Throws: `CanvasError`, also where a module's overrides may not be read: a plan with holes would be taken for the
    ///   whole.
    static func all(of reference: CourseReference, from client: CanvasClient) async throws -> [ModuleState] {
        let course = try await client.course(reference.identity.locator)
        var states: [ModuleState] = []
        for module in try await client.modules(course: course.id) {
            let overrides = try await client.moduleAssignmentOverrides(course: course.id, module: module.id)
            let name = course.name ?? "Course \(course.id)"
            states.append(ModuleState(module, courseID: course.id, courseName: name, overrides: overrides))
        }
        return states
    }
}

/// Tells whether a module's overrides are still those that a plan was made from: `m` and the first 16 hexadecimal digits
/// of SHA-256 over them in canonical order. The letter keeps spreadsheets from taking it for a number.
///
/// Titles of section and group overrides are left out: Canvas rewrites them when the section is renamed, which changes
/// nothing of what the overrides do.
enum ModuleFingerprint {
    static func of(_ overrides: [Override]) -> String {
        var bytes: [UInt8] = []
        for override in overrides.sorted(by: { $0.id < $1.id }) {
            bytes.append(contentsOf: "\(override.id) ".utf8)
            switch override.target {
            case .students(let ids):
                bytes.append(contentsOf: "students \(ids.map(\.description).joined(separator: " ")) ".utf8)
                bytes.appendJSON(override.title)
            case .section(let id): bytes.append(contentsOf: "section \(id)".utf8)
            case .group(let id): bytes.append(contentsOf: "group \(id)".utf8)
            case .course, .masteryPath, .unknown: bytes.append(contentsOf: "unknown".utf8)
            }
            bytes.append(.lineFeed)
        }
        return "m" + SHA256.hash(bytes).prefix(8).hexadecimal
    }

    /// Looks like one; whether it is the right one only Canvas's state can tell.
    static func isWellFormed(_ text: String) -> Bool {
        text.count == 17 && text.first == "m" && text.dropFirst().allSatisfy { $0.isASCII && $0.isHexDigit }
    }
}

/// The modules of one course, and what is needed to say who they are assigned to.
struct CourseModules: Sendable {
    struct ListedModule: Sendable {
        var state: ModuleState
        /// Where the module's overrides could not be read; the state has none then.
        var reasonUnread: String?
    }

    /// The whole course, for the names and for what a change does to students.
    let snapshot: CourseSnapshot
    let modules: [CanvasID: ListedModule]
    let studentIDs: Set<CanvasID>
    /// Differentiation tags of the course; `nil` where groups may not be listed.
    let tagIDs: Set<CanvasID>?

    var id: CanvasID { snapshot.course.id }
    var name: String { snapshot.course.name }

    /// The module's lists of students may be shorter than they are: the caller's enrollment is limited to some sections.
    /// That is all Canvas tells about it; a role that may not see some students for another reason can't be known.
    func hidesStudents(of module: ModuleState) -> Bool {
        snapshot.gaps.contains { $0.kind == .sectionLimited } && module.overrides.contains(where: \.target.isStudents)
    }
}

extension CourseModules {
    /// - Parameter canvasURL: where the pages came from, without a trailing slash.
    init(_ pages: CoursePages, canvasURL: String) {
        let course = pages.course.id
        let reference = CourseReference(identity: .canvas(course), text: course.description)
        let snapshot = CourseNormalizer(pages, reference: reference, canvasURL: canvasURL).snapshot()
        var modules: [CanvasID: ListedModule] = [:]
        for module in pages.modules.value ?? [] {
            let answer = pages.moduleOverrides[module.id] ?? .missing
            modules[module.id] = ListedModule(
                state: ModuleState(
                    module,
                    courseID: course,
                    courseName: snapshot.course.name,
                    overrides: answer.value ?? []
                ),
                reasonUnread: answer.value == nil ? "who it is assigned to could not be read" + answer.whyUnread : nil
            )
        }
        self.init(
            snapshot: snapshot,
            modules: modules,
            studentIDs: Set(snapshot.students.map(\.id)),
            tagIDs: pages.groups.value.map { Set($0.filter { $0.nonCollaborative == true }.map(\.id)) }
        )
    }

    /// Reads the modules with the course around them.
    ///
    /// - Parameter groups: groups that a plan or backup names, whose members are wanted too.
    static func read(
        _ course: CanvasID,
        naming groups: Set<CanvasID>,
        from client: CanvasClient,
        canvasURL: String
    ) async throws -> CourseModules {
        let fetcher = CourseFetcher(client: client)
        let reference = CourseReference(identity: .canvas(course), text: course.description)
        var pages = try await fetcher.pages(of: fetcher.course(reference))
        let unknown = groups.subtracting(pages.groupMembers.keys)
        guard !unknown.isEmpty else { return CourseModules(pages, canvasURL: canvasURL) }
        do {
            let listed = try await client.groups(course: course)
            pages.groups = .read(listed)
            for group in listed where unknown.contains(group.id) {
                if let members = group.allMemberIDs {
                    pages.groupMembers[group.id] = .read(members)
                } else {
                    pages.groupMembers[group.id] = .read(try await client.groupMembers(group: group.id))
                }
            }
        } catch let error as CanvasError {
            guard case .forbidden = error.kind else { throw error }
            pages.groups = .forbidden
        }
        return CourseModules(pages, canvasURL: canvasURL)
    }
}
