import CanvasAPI

/// What modules were assigned to before a write, with what was meant and what came of it: enough to put all of it back,
/// also after a run that ended half way.
struct ModuleBackup: Sendable, Equatable {
    struct Module: Sendable, Equatable {
        var courseID: CanvasID
        var courseName: String
        var moduleID: CanvasID
        var moduleName: String
        var savedAt: Instant
        var before: [ModuleOverrideState]
        var intended: [DesiredOverride]
        /// As read after the write; `nil` when that never happened.
        var after: [ModuleOverrideState]?
    }

    /// Of the file's shape.
    static let version = 1

    var canvasURL: String
    var madeAt: Instant
    /// Whose token it was.
    var madeBy: String
    /// What was being done, as `apply plan.csv`.
    var action: String
    var modules: [Module] = []

    init(canvasURL: String, madeAt: Instant, madeBy: String, action: String) {
        self.canvasURL = canvasURL
        self.madeAt = madeAt
        self.madeBy = madeBy
        self.action = action
    }
}

extension ModuleBackup: Codable {
    private enum CodingKeys: String, CodingKey {
        case version
        case canvasURL = "canvas_url"
        case madeAt = "made_at"
        case madeBy = "made_by"
        case action
        case modules
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let version = try values.decode(Int.self, forKey: .version)
        guard version == Self.version else {
            throw DecodingError.dataCorruptedError(
                forKey: .version,
                in: values,
                debugDescription: "it is \(version), and this program reads \(Self.version)"
            )
        }
        canvasURL = try values.decode(String.self, forKey: .canvasURL)
        madeAt = try values.decode(Instant.self, forKey: .madeAt)
        madeBy = try values.decode(String.self, forKey: .madeBy)
        action = try values.decode(String.self, forKey: .action)
        modules = try values.decode([Module].self, forKey: .modules)
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(Self.version, forKey: .version)
        try values.encode(canvasURL, forKey: .canvasURL)
        try values.encode(madeAt, forKey: .madeAt)
        try values.encode(madeBy, forKey: .madeBy)
        try values.encode(action, forKey: .action)
        try values.encode(modules, forKey: .modules)
    }
}

extension ModuleBackup.Module: Codable {
    private enum CodingKeys: String, CodingKey {
        case courseID = "course_id"
        case courseName = "course_name"
        case moduleID = "module_id"
        case moduleName = "module_name"
        case savedAt = "saved_at"
        case before
        case intended
        case after
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        courseID = try values.decode(CanvasID.self, forKey: .courseID)
        courseName = try values.decode(String.self, forKey: .courseName)
        moduleID = try values.decode(CanvasID.self, forKey: .moduleID)
        moduleName = try values.decode(String.self, forKey: .moduleName)
        savedAt = try values.decode(Instant.self, forKey: .savedAt)
        before = try values.decode([SavedOverride].self, forKey: .before).map { try $0.state() }
        intended = try values.decode([SavedOverride].self, forKey: .intended).map(\.desired)
        after = try values.decodeIfPresent([SavedOverride].self, forKey: .after)?.map { try $0.state() }
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(courseID, forKey: .courseID)
        try values.encode(courseName, forKey: .courseName)
        try values.encode(moduleID, forKey: .moduleID)
        try values.encode(moduleName, forKey: .moduleName)
        try values.encode(savedAt, forKey: .savedAt)
        try values.encode(before.map(SavedOverride.init), forKey: .before)
        try values.encode(intended.map(SavedOverride.init), forKey: .intended)
        try values.encodeIfPresent(after?.map(SavedOverride.init), forKey: .after)
    }
}

/// An override in a backup or audit log, under Canvas's own names.
struct SavedOverride: Codable, Equatable {
    var id: CanvasID?
    var title: String?
    var studentIDs: [CanvasID]?
    var sectionID: CanvasID?
    var groupID: CanvasID?

    private enum CodingKeys: String, CodingKey {
        case id
        case title
        case studentIDs = "student_ids"
        case sectionID = "course_section_id"
        case groupID = "group_id"
    }

    init(_ state: ModuleOverrideState) {
        self.init(DesiredOverride(id: state.id, title: state.title, target: state.target))
    }

    init(_ wish: DesiredOverride) {
        id = wish.id
        title = wish.title
        switch wish.target {
        case .students(let ids): studentIDs = ids
        case .section(let id): sectionID = id
        case .group(let id): groupID = id
        case .unknown, nil: break
        }
    }

    private var target: ModuleTarget? {
        if let studentIDs { return .students(Set(studentIDs).sorted()) }
        return sectionID.map(ModuleTarget.section) ?? groupID.map(ModuleTarget.group)
    }

    var desired: DesiredOverride {
        DesiredOverride(id: id, title: title, target: target)
    }

    func state() throws -> ModuleOverrideState {
        guard let id else {
            throw DecodingError.valueNotFound(
                CanvasID.self,
                DecodingError.Context(codingPath: [CodingKeys.id], debugDescription: "an override has no id")
            )
        }
        return ModuleOverrideState(id: id, title: title ?? "", target: target ?? .unknown)
    }
}
