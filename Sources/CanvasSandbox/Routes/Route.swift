import Foundation

/// A route of Canvas's API: a pattern, and what answers it.
struct Route: Sendable {
    enum Action: Sendable {
        case read(@Sendable (RouteContext) throws -> SandboxReply)
        /// Changes the institution, or throws and changes nothing.
        case write(@Sendable (inout SandboxInstitution, RouteContext) throws -> SandboxReply)
    }

    private let method: String
    /// From the root of the server.
    private let pattern: [Substring]
    private let action: Action

    private init(_ method: String, _ path: String, _ action: Action) {
        self.method = method
        self.pattern = path.split(separator: "/")
        self.action = action
    }

    /// - Parameter path: below `/api/v1/`; a piece that starts with `:` matches anything, and the context gives it by name.
    static func get(_ path: String, _ answer: @escaping @Sendable (RouteContext) throws -> SandboxReply) -> Route {
        Route("GET", "api/v1/\(path)", .read(answer))
    }

    /// GraphQL, which has one path for everything and reads with a POST.
    static func graphQL(_ answer: @escaping @Sendable (RouteContext) throws -> SandboxReply) -> Route {
        Route("POST", "api/graphql", .read(answer))
    }

    static func put(
        _ path: String,
        _ answer: @escaping @Sendable (inout SandboxInstitution, RouteContext) throws -> SandboxReply
    ) -> Route {
        Route("PUT", "api/v1/\(path)", .write(answer))
    }

    /// Every route of the sandbox; the first that matches answers, so fixed words stand before names.
    private static let all = [
        accountRoutes, courseRoutes, peopleRoutes, groupRoutes, quizRoutes, assignmentRoutes, dateDetailRoutes,
        moduleRoutes,
    ].flatMap { $0 }

    /// What answers the request, and the values of the pattern's names.
    ///
    /// FlyingFox's routes don't do: it decodes a path before it splits it, and the slash in `sis_course_id:CS%2F101` is
    /// part of an id.
    static func of(_ request: SandboxRequest) -> (action: Action, parameters: [String: String])? {
        let path = request.http.target.path().split(separator: "/")
        for route in all where route.method == request.method {
            if let parameters = route.parameters(of: path) { return (route.action, parameters) }
        }
        return nil
    }

    private func parameters(of path: [Substring]) -> [String: String]? {
        guard path.count == pattern.count else { return nil }
        var parameters: [String: String] = [:]
        for (piece, sent) in zip(pattern, path) {
            if piece.hasPrefix(":") {
                parameters[String(piece.dropFirst())] = sent.removingPercentEncoding ?? String(sent)
            } else if piece != sent {
                return nil
            }
        }
        return parameters
    }
}

/// What a route works with: the institution as it stands, who asks, and the request.
struct RouteContext: Sendable {
    var institution: SandboxInstitution
    var caller: SandboxToken
    var request: SandboxRequest
    /// The values of the pattern's `:names`, decoded.
    var parameters: [String: String]
    var maximumPageSize: Int

    var query: QueryParameters { request.query }

    func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// A parameter that Canvas finds by its number alone.
    func number(_ name: String) throws(CanvasRefusal) -> Int64 {
        try found(canvasNumber(parameter(name)))
    }

    /// The object that a parameter names, by its id or by its SIS id: `sis_section_id:…`.
    func object<Object>(
        _ parameter: String,
        in objects: [Object],
        id: (Object) -> Int64?,
        sisID: (Object) -> String?
    ) throws(CanvasRefusal) -> Object {
        let name = self.parameter(parameter)
        let number = canvasNumber(name)
        let prefix = "sis_\(parameter):"
        return try found(
            objects.first { object in
                number.map { $0 == id(object) } ?? (sisID(object).map { prefix + $0 } == name)
            }
        )
    }

    /// The course of the path, if the caller may read it: by id, `sis_course_id:…` or `hex:sis_course_id:…`.
    func course() throws(CanvasRefusal) -> SandboxCourse {
        let course = try found(institution.course(parameter("course_id")))
        guard caller.canRead(course) else { throw .forbidden }
        return course
    }

    /// The course, for somebody who may do more than read it.
    func course(where isAllowed: (SandboxToken) -> Bool) throws(CanvasRefusal) -> SandboxCourse {
        let course = try course()
        guard isAllowed(caller) else { throw .forbidden }
        return course
    }
}

/// An id as Canvas reads it in a path: `123`, or `shard~local`, which is `shard * 10^13 + local`.
func canvasNumber(_ text: String) -> Int64? {
    let parts = text.split(separator: "~", omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { ("0"..."9") ~= $0 } }) else { return nil }
    guard parts.count == 2 else { return Int64(text) }
    guard let shard = Int64(parts[0]), let local = Int64(parts[1]) else { return nil }
    let (product, overflow) = shard.multipliedReportingOverflow(by: 10_000_000_000_000)
    let (id, isTooLarge) = product.addingReportingOverflow(local)
    return overflow || isTooLarge ? nil : id
}

extension SandboxInstitution {
    /// Canvas still accepts `hex:sis_course_id:…`, with the SIS id's bytes in hexadecimal.
    fileprivate func course(_ name: String) -> SandboxCourse? {
        if let id = canvasNumber(name) { return courses[id].flatMap { $0.workflowState == "deleted" ? nil : $0 } }
        return courses.values.first { course in
            guard let sisID = course.sisCourseID else { return false }
            let hex = sisID.utf8.map { String(0x100 + Int($0), radix: 16).dropFirst() }.joined()
            return name == "sis_course_id:" + sisID || name.lowercased() == "hex:sis_course_id:" + hex
        }
    }
}

// MARK: Permissions

extension SandboxToken {
    func canRead(_ course: SandboxCourse) -> Bool {
        guard !course.isForbidden else { return false }
        switch role {
        case .administrator, .reader: return true
        case .teacher: return course.person(userID)?.role == .teacher
        case .nobody: return false
        }
    }

    /// Canvas's manage_assignments rights: override rows are shown only with them.
    var managesAssignments: Bool { role == .administrator || role == .teacher }
    /// Canvas's manage_course_content_edit.
    var managesModules: Bool { managesAssignments }
    /// Canvas's view_all_grades.
    var seesGrades: Bool { managesAssignments }
    var readsSIS: Bool { role != .nobody }
    var isAccountAdministrator: Bool { role == .administrator || role == .reader }

    /// Whether a section-limited teacher sees this enrollment.
    func sees(_ enrollment: SandboxEnrollment) -> Bool {
        guard let sections else { return true }
        return sections.contains(enrollment.sectionID) || enrollment.userID == userID
    }

    /// Of some students, those whom the caller may see in the course.
    func visibleStudents(_ ids: [Int64], in course: SandboxCourse) -> [Int64] {
        guard sections != nil else { return ids }
        let visible = Set(course.enrollments.filter { sees($0) }.map(\.userID))
        return ids.filter(visible.contains)
    }
}
