import CanvasAPI

/// The modules of one course, and what is needed to say who they are assigned to.
struct CourseModules: Sendable {
    struct ListedModule: Sendable {
        var id: CanvasID
        var name: String
        /// `nil` where the module's overrides could not be read.
        var state: ModuleState?
        var reasonUnread: String
    }

    let id: CanvasID
    let name: String
    let modules: [ListedModule]
    /// The whole course, for the names and for what a change does to students.
    let snapshot: CourseSnapshot
    /// The caller's enrollment is limited to some sections. That is all Canvas tells about it: a role that may not see
    /// some students for another reason can't be known.
    let seesOnlySomeStudents: Bool
    /// Differentiation tags of the course; `nil` where groups may not be listed.
    let tagIDs: Set<CanvasID>?

    private let studentIDs: Set<CanvasID>
    private let sectionIDs: Set<CanvasID>

    /// - Parameter canvasURL: where the pages came from, without a trailing slash.
    init(_ pages: CoursePages, canvasURL: String) {
        let reference = CourseReference(identity: .canvas(pages.course.id), text: pages.course.id.description)
        let snapshot = CourseNormalizer(pages, reference: reference, canvasURL: canvasURL).snapshot()
        id = pages.course.id
        name = snapshot.course.name
        self.snapshot = snapshot
        modules = (pages.modules.value ?? []).map { module in
            let answer = pages.moduleOverrides[module.id] ?? .missing
            let name = module.name ?? "Module \(module.id)"
            return ListedModule(
                id: module.id,
                name: name,
                state: answer.value.map { rows in
                    ModuleState(id: module.id, name: name, overrides: rows.map(ModuleOverrideState.init))
                },
                reasonUnread: "who it is assigned to could not be read" + answer.whyUnread
            )
        }
        seesOnlySomeStudents = snapshot.gaps.contains { $0.kind == .sectionLimited }
        tagIDs = pages.groups.value.map { Set($0.filter { $0.nonCollaborative == true }.map(\.id)) }
        studentIDs = Set(snapshot.students.map(\.id))
        sectionIDs = Set(snapshot.sections.map(\.id))
    }

    func module(_ id: CanvasID) -> ListedModule? {
        modules.first { $0.id == id }
    }

    /// The module's lists of students may be shorter than they are.
    func hidesStudents(of module: ModuleState) -> Bool {
        seesOnlySomeStudents && module.overrides.contains(where: \.target.isStudents)
    }

    func hasStudent(_ id: CanvasID) -> Bool { studentIDs.contains(id) }
    func hasSection(_ id: CanvasID) -> Bool { sectionIDs.contains(id) }
}
