/// What answers a request: most routes read; a write changes the institution, or throws and changes nothing.
enum RouteHandler: Sendable {
    case read(@Sendable (RouteContext) throws(CanvasRefusal) -> SandboxReply)
    case write(@Sendable (inout SandboxInstitution, RouteContext) throws(CanvasRefusal) -> SandboxReply)
}

struct Route: Sendable {
    var method: String
    /// Pieces of the path; those that start with `:` match anything and are given to the handler by name.
    var pattern: [String]
    var handler: RouteHandler

    static func get(
        _ pattern: String,
        _ handler: @escaping @Sendable (RouteContext) throws(CanvasRefusal) -> SandboxReply
    ) -> Route {
        Route(method: "GET", pattern: pieces(pattern), handler: .read(handler))
    }

    static func put(
        _ pattern: String,
        _ handler: @escaping @Sendable (inout SandboxInstitution, RouteContext) throws(CanvasRefusal) -> SandboxReply
    ) -> Route {
        Route(method: "PUT", pattern: pieces(pattern), handler: .write(handler))
    }

    private static func pieces(_ pattern: String) -> [String] {
        ["api", "v1"] + pattern.split(separator: "/").map(String.init)
    }

    /// The values of the pattern's names, or nil when the path is another.
    func match(_ segments: [String]) -> [String: String]? {
        guard segments.count == pattern.count else { return nil }
        var values: [String: String] = [:]
        for (piece, segment) in zip(pattern, segments) {
            if piece.hasPrefix(":") {
                values[String(piece.dropFirst())] = segment
            } else if piece != segment {
                return nil
            }
        }
        return values
    }
}

/// Every route of the sandbox; the first that matches answers, so fixed words stand before names.
enum RouteTable {
    private static let routes: [Route] =
        accountRoutes + courseRoutes + peopleRoutes + groupRoutes + quizRoutes + assignmentRoutes + dateDetailRoutes
        + moduleRoutes + moduleOverrideRoutes

    static func find(method: String, segments: [String]) -> (handler: RouteHandler, parameters: [String: String])? {
        for route in routes where route.method == method {
            if let parameters = route.match(segments) { return (route.handler, parameters) }
        }
        return nil
    }
}

/// What a route works with: the institution as it stands, who asks, and the request.
struct RouteContext: Sendable {
    var institution: SandboxInstitution
    var caller: SandboxToken
    var request: SandboxRequest
    /// The values of the route's `:names`, decoded.
    var parameters: [String: String]
    var maximumPageSize: Int

    func parameter(_ name: String) -> String {
        parameters[name] ?? ""
    }

    /// A parameter that Canvas finds by its number alone.
    func number(_ name: String) throws(CanvasRefusal) -> Int64 {
        guard let id = canvasNumber(parameter(name)) else { throw .notFound }
        return id
    }

    /// The course of the path, if the caller may read it: by id, `sis_course_id:…` or `hex:sis_course_id:…`.
    func course() throws(CanvasRefusal) -> SandboxCourse {
        guard let course = institution.course(parameter("course_id")) else { throw .notFound }
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
func canvasNumber(_ text: some StringProtocol) -> Int64? {
    let parts = text.split(separator: "~", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isASCIIDigit) }) else {
        return nil
    }
    guard parts.count == 2 else { return Int64(parts[0]) }
    guard let shard = Int64(parts[0]), let local = Int64(parts[1]) else { return nil }
    let (product, overflow) = shard.multipliedReportingOverflow(by: 10_000_000_000_000)
    let (id, isTooLarge) = product.addingReportingOverflow(local)
    return overflow || isTooLarge ? nil : id
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}

/// The bytes that hexadecimal text stands for, as UTF-8; Canvas still accepts `hex:sis_course_id:…`.
private func textFromHex(_ hex: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = hex
    while !rest.isEmpty {
        guard let byte = UInt8(rest.prefix(2), radix: 16), rest.count >= 2 else { return nil }
        bytes.append(byte)
        rest = rest.dropFirst(2)
    }
    return String(decoding: bytes, as: UTF8.self)
}

extension SandboxInstitution {
    func course(_ text: String) -> SandboxCourse? {
        if let id = canvasNumber(text) { return courses[id].flatMap { $0.workflowState == "deleted" ? nil : $0 } }
        var sisID: String?
        if text.hasPrefix("sis_course_id:") { sisID = String(text.dropFirst("sis_course_id:".count)) }
        if text.hasPrefix("hex:sis_course_id:") { sisID = textFromHex(text.dropFirst("hex:sis_course_id:".count)) }
        guard let sisID else { return nil }
        return courses.values.first { $0.sisCourseID == sisID }
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

/// A request as the routes see it.
struct SandboxRequest: Sendable {
    var method: String
    /// The path as sent, without the query.
    var path: String
    var query: QueryParameters
    /// Header names in lower case.
    var headers: [String: String]
    var body: [UInt8]

    /// The decoded pieces of the path; `sis_course_id:CS%2F101` stays one piece.
    var segments: [String] {
        path.split(separator: "/").map { percentDecoded($0) }
    }

    /// `http://127.0.0.1:8080`, as the caller addressed it.
    var origin: String {
        "http://" + (headers["host"] ?? "127.0.0.1")
    }

    var wantsTextIDs: Bool {
        headers["accept"]?.contains("application/json+canvas-string-ids") ?? false
    }

    /// The token of the `Authorization` header, or of the `access_token` parameter.
    var token: String? {
        if let header = headers["authorization"] {
            let words = header.split(separator: " ")
            return words.count == 2 && words[0].lowercased() == "bearer" ? String(words[1]) : ""
        }
        return query.text("access_token")
    }
}
