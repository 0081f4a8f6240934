import Foundation

/// The bulk update of a module's overrides: what the request leaves out goes, then rows with an id are changed, then
/// those without are made. It works on a copy, so that a failure inside changes nothing.
struct ModuleOverrideUpdate {
    private let course: SandboxCourse
    private var overrides: [SandboxOverride]
    private(set) var nextID: Int64

    init(course: SandboxCourse, module: SandboxModule, nextID: Int64) {
        self.course = course
        self.overrides = module.overrides
        self.nextID = nextID
    }

    /// The module's overrides after the update.
    mutating func apply(_ rows: [ModuleOverrideRow]) throws(CanvasRefusal) -> [SandboxOverride] {
        let kept = Set(rows.compactMap(\.id))
        for index in overrides.indices where overrides[index].isActive && !kept.contains(overrides[index].id) {
            overrides[index].state = "deleted"
        }
        for row in rows { if let id = row.id { try change(id, row) } }
        for row in rows where row.id == nil { try create(row) }
        try checkTargetsOnce()
        return overrides
    }

    private mutating func change(_ id: Int64, _ row: ModuleOverrideRow) throws(CanvasRefusal) {
        let index = try found(overrides.firstIndex { $0.id == id && $0.isActive })
        if let target = try target(of: row) { overrides[index].target = target }
        if let title = row.title, overrides[index].studentIDs != nil { overrides[index].title = title }
        if overrides[index].studentIDs != nil && overrides[index].title == nil { overrides[index].title = "No Title" }
    }

    private mutating func create(_ row: ModuleOverrideRow) throws(CanvasRefusal) {
        guard let target = try target(of: row) else { return }
        var title: String?
        if case .students = target { title = row.title ?? "No Title" }
        overrides.append(SandboxOverride(id: nextID, title: title, target: target))
        nextID += 1
    }

    /// Nil when the row names no target. Students who are not in the course are passed over, even all of them. A section
    /// of another course is a 404; a group that is no differentiation tag makes Canvas fail with 500.
    private func target(of row: ModuleOverrideRow) throws(CanvasRefusal) -> SandboxOverride.Target? {
        if let id = row.sectionID {
            return .section(try found(course.section(id)).id)
        }
        if let id = row.groupID {
            guard course.group(id)?.category.isNonCollaborative == true else { throw .internalError }
            return .group(id)
        }
        guard let ids = row.studentIDs else { return nil }
        let students = Set(course.enrollments.filter { $0.role == .student && $0.state != "deleted" }.map(\.userID))
        var seen: Set<Int64> = []
        return .students(ids.filter { students.contains($0) && seen.insert($0).inserted })
    }

    /// A module may name a section or a group only once.
    private func checkTargetsOnce() throws(CanvasRefusal) {
        let targets = overrides.filter { $0.isActive && $0.studentIDs == nil }.map(\.target)
        for (index, target) in targets.enumerated() where targets[..<index].contains(target) {
            let taken: JSONValue = ["attribute": "set_id", "type": "taken", "message": "taken"]
            throw CanvasRefusal(status: 400, ["errors": ["set_id": [taken]]])
        }
    }
}

/// A row of the bulk update, as the caller sent it; what is blank counts as absent.
struct ModuleOverrideRow {
    var id: Int64?
    var title: String?
    var studentIDs: [Int64]?
    var sectionID: Int64?
    var groupID: Int64?
}

extension ModuleOverrideUpdate {
    /// Reads and checks the request's `overrides` before anything is written.
    ///
    /// The order of the checks and their sentences are Canvas's:
    /// app/controllers/module_assignment_overrides_controller.rb. An absent or null `overrides` is an empty list, and an
    /// empty list deletes everything.
    static func rows(in request: SandboxRequest, allowsGroups: Bool) throws(CanvasRefusal) -> [ModuleOverrideRow] {
        let overrides = try overrides(in: request)
        if overrides == .null { return [] }
        guard case .array(let elements) = overrides else { throw .badRequest(error: "List of overrides required") }
        return try elements.map { element throws(CanvasRefusal) in
            guard case .object = element else { throw .internalError }
            let row = ModuleOverrideRow(element)
            if let sentence = row.problem(allowsGroups: allowsGroups) { throw .badRequest(error: sentence) }
            return row
        }
    }

    /// Of JSON, or of a form from clients that send one.
    private static func overrides(in request: SandboxRequest) throws(CanvasRefusal) -> JSONValue {
        guard !request.body.isEmpty else { return .null }
        guard request.http.headers[.contentType]?.contains("json") == true else {
            return QueryParameters(String(decoding: request.body, as: UTF8.self))["overrides"] ?? .null
        }
        guard let body = try? JSONDecoder().decode(JSONValue.self, from: request.body) else {
            throw CanvasRefusal(status: 400, ["errors": [["message": "The request body is no valid JSON."]]])
        }
        return body["overrides"] ?? .null
    }
}

extension ModuleOverrideRow {
    init(_ element: JSONValue) {
        id = element["id"].flatMap(Self.number)
        title = element["title"]?.string
        if case .array(let ids)? = element["student_ids"], !ids.isEmpty { studentIDs = ids.compactMap(Self.number) }
        sectionID = element["course_section_id"].flatMap(Self.number)
        groupID = element["group_id"].flatMap(Self.number)
    }

    /// Ids may come as numbers or as text; other text counts as 0, which no object has.
    private static func number(_ value: JSONValue) -> Int64? {
        switch value {
        case .integer(let number): Int64(number)
        case .string(let text): text.isEmpty ? nil : Int64(text) ?? 0
        default: nil
        }
    }

    func problem(allowsGroups: Bool) -> String? {
        if let sentence = allowsGroups ? groupProblem : nil { return sentence }
        if groupID != nil && !allowsGroups { return "group_id is not allowed as an override" }
        if id == nil && studentIDs == nil && sectionID == nil && groupID == nil {
            return allowsGroups
                ? "id, student_ids, course_section_id, or group_id required with each override"
                : "id, student_ids, or course_section_id required with each override"
        }
        if sectionID != nil && studentIDs != nil {
            return "cannot provide course_section_id and student_ids on the same override"
        }
        return nil
    }

    private var groupProblem: String? {
        switch (groupID, sectionID, studentIDs) {
        case (_?, _?, _?): "cannot provide group_id, course_section_id, and student_ids on the same override"
        case (_?, _?, nil): "cannot provide group_id and course_section_id on the same override"
        case (_?, nil, _?): "cannot provide group_id and student_ids on the same override"
        default: nil
        }
    }
}
