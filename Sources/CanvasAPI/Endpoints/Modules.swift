// MARK: Modules and who they are assigned to

extension CanvasClient {
    /// `GET /courses/:id/modules?include[]=items`, paged, in the order of the course. Canvas leaves the items of large
    /// modules out; they are then read from `modules/:id/items`, paged, so that `items` is never nil here.
    package func modules(course: CanvasID) async throws -> [Canvas.Module] {
        var modules: [Canvas.Module] = try await all("/courses/\(course)/modules", [("include[]", "items")])
        for index in modules.indices where modules[index].items == nil {
            modules[index].items = try await all("/courses/\(course)/modules/\(modules[index].id)/items")
        }
        return modules
    }

    /// `GET /courses/:id/modules/:id/assignment_overrides`: who the module is assigned to, paged, ordered by id. No dates.
    /// Needs the right to edit course content even for reading (`forbidden` without). A Canvas without module overrides
    /// answers `notFound`, as for an unknown module. Student lists hold only the students that the caller may see.
    package func moduleAssignmentOverrides(course: CanvasID, module: CanvasID) async throws -> [Canvas.ModuleOverride] {
        try await all("/courses/\(course)/modules/\(module)/assignment_overrides")
    }

    /// `POST /api/graphql`: of each module, whether it has overrides, so that only those are asked which have some
    /// (Canvas: app/graphql/types/module_type.rb). Modules that the answer leaves out have to be asked.
    ///
    /// - Throws: `CanvasError`: `notFound` or `forbidden` where GraphQL is switched off, `refused` where a recent Canvas
    ///   is needed for it or the course is not shown.
    package func modulesHavingOverrides(course: CanvasID) async throws -> [CanvasID: Bool] {
        let text = """
            query ($course: ID!, $after: String) { course(id: $course) { modulesConnection(first: 100, after: $after) { \
            nodes { _id hasActiveOverrides } pageInfo { hasNextPage endCursor } } } }
            """
        var found: [CanvasID: Bool] = [:]
        var after: String?
        while true {
            let query = GraphQLQuery(query: text, variables: ["course": course.description, "after": after])
            let request = CanvasRequest(
                method: .query,
                target: server.url.pathPrefix + "/api/graphql",
                body: try CanvasJSON.encode(query)
            )
            let page = try await call(request) { try Canvas.ModuleConnection($0) }
            for node in page.nodes { found[node.id] = node.hasActiveOverrides }
            // A cursor that does not move would be asked for without end.
            guard page.pageInfo.hasNextPage, let next = page.pageInfo.endCursor, next != after else { return found }
            after = next
        }
    }

    /// `PUT /courses/:id/modules/:id/assignment_overrides`: puts this list in place of **all** overrides of the module.
    /// What is not in it is deleted; an empty list deletes every one. Canvas answers 204 and sends nothing back: read again
    /// to see what came of it. It writes in one transaction.
    ///
    /// - Throws: `CanvasError`: `badRequest` with Canvas's own sentence; `notFound` when an id or section in the list is
    ///   none of the module's or course's (nothing was written); `forbidden`; `server(500)` when a group is none of the
    ///   course's tags. Unknown students are no error: Canvas skips them. It is not tried again unless Canvas is known not
    ///   to have taken it; ``CanvasError/isOutcomeUnknown`` tells when only reading again can show what happened.
    package func replaceModuleAssignmentOverrides(
        course: CanvasID,
        module: CanvasID,
        with overrides: [Canvas.ModuleOverrideWrite]
    ) async throws {
        // The key is there even when the list is empty, because Canvas takes an absent one for an order to delete, and so
        // would a reader of the log.
        try await put("/courses/\(course)/modules/\(module)/assignment_overrides", ["overrides": overrides])
    }
}

extension Canvas {
    package struct Module: PageElement, Equatable {
        package var id: CanvasID
        package var name: String?
        package var position: Int?
        /// Only for callers who may update the module.
        package var published: Bool?
        /// Nil when Canvas leaves them out, as it does for modules of more than 100 items.
        package var items: [ModuleItem]?
    }

    package struct ModuleItem: PageElement, Equatable {
        package var id: CanvasID
        /// `Assignment` (New Quizzes too), `Quiz`, `Discussion`, `Page`, `File`, `SubHeader`, `ExternalUrl`, `ExternalTool`.
        package var type: String
        /// The id of the quiz for a classic quiz and of the topic for a discussion, never of their assignment. Absent for
        /// pages, headers and links.
        package var contentID: CanvasID?

        enum CodingKeys: String, CodingKey {
            case id, type
            case contentID = "content_id"
        }
    }

    /// An override of a module: who is assigned its items (Canvas: lib/api/v1/module_assignment_override.rb). No dates.
    package struct ModuleOverride: Equatable, Sendable, Identifiable {
        package var id: CanvasID
        package var title: String?
        package var target: ModuleOverrideTarget
    }

    package enum ModuleOverrideTarget: Hashable, Sendable {
        /// Only the students that the caller may see; may be empty.
        case students([ModuleOverrideStudent])
        case section(id: CanvasID, name: String?)
        /// A differentiation tag. Canvas sends no name: the override's title is it.
        case group(id: CanvasID, isNonCollaborative: Bool?)
        /// None of the targets known here: kept, so that the rest of the list is not lost.
        case unknown
    }

    package struct ModuleOverrideStudent: Decodable, Hashable, Sendable {
        package var id: CanvasID
        package var name: String?
    }

    /// One row of the list that ``CanvasClient/replaceModuleAssignmentOverrides(course:module:with:)`` puts in place of a
    /// module's overrides.
    package struct ModuleOverrideWrite: Hashable, Sendable {
        package enum Target: Hashable, Sendable {
            /// Canvas takes an empty list for an absent one.
            case students([CanvasID])
            case section(CanvasID)
            /// A differentiation tag. Canvas answers 500 when it is none of the course's.
            case group(CanvasID)
        }

        /// The override that is kept and changed; nil for a new one.
        package let id: CanvasID?
        /// Canvas ignores it for sections and groups, whose name is the title.
        package let title: String?
        /// Nil keeps the target of an existing override.
        package let target: Target?

        package static func new(_ target: Target, title: String? = nil) -> ModuleOverrideWrite {
            ModuleOverrideWrite(id: nil, title: title, target: target)
        }

        package static func existing(
            _ id: CanvasID,
            target: Target? = nil,
            title: String? = nil
        ) -> ModuleOverrideWrite {
            ModuleOverrideWrite(id: id, title: title, target: target)
        }
    }
}

private struct GraphQLQuery: Encodable {
    let query: String
    let variables: [String: String?]
}

extension Canvas {
    /// A page of GraphQL's `modulesConnection`.
    fileprivate struct ModuleConnection: Decodable {
        struct Node: Decodable {
            let id: CanvasID
            let hasActiveOverrides: Bool

            enum CodingKeys: String, CodingKey {
                case id = "_id"
                case hasActiveOverrides
            }
        }

        struct PageInfo: Decodable {
            let hasNextPage: Bool
            let endCursor: String?
        }

        private struct Envelope: Decodable {
            struct Course: Decodable { let modulesConnection: ModuleConnection? }
            struct Content: Decodable { let course: Course? }
            struct Problem: Decodable { let message: String? }

            let data: Content?
            let errors: [Problem]?
        }

        let nodes: [Node]
        let pageInfo: PageInfo

        /// - Throws: GraphQL answers 200 also to what it refuses; asking again would not help then.
        init(_ reply: HTTPReply) throws {
            let envelope = try CanvasJSON.decode(Envelope.self, from: reply.body)
            guard let connection = envelope.data?.course?.modulesConnection, envelope.errors?.isEmpty ?? true else {
                let message = envelope.errors?.first?.message ?? "the course is not shown"
                throw AttemptFailure(kind: .refused(status: reply.status, message: message), retry: .never)
            }
            self = connection
        }
    }
}

extension Canvas.ModuleOverride: PageElement {
    private enum CodingKeys: String, CodingKey {
        case id, title, students, group
        case section = "course_section"
    }

    private struct Named: Decodable {
        let id: CanvasID
        let name: String?
    }

    private struct Group: Decodable {
        let id: CanvasID
        let isNonCollaborative: Bool?

        enum CodingKeys: String, CodingKey {
            case id
            case isNonCollaborative = "non_collaborative"
        }
    }

    package init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: CodingKeys.self)
        let target: Canvas.ModuleOverrideTarget =
            if let students: [Canvas.ModuleOverrideStudent] = try row[.students] {
                .students(students)
            } else if let section: Named = try row[.section] {
                .section(id: section.id, name: section.name)
            } else if let group: Group = try row[.group] {
                .group(id: group.id, isNonCollaborative: group.isNonCollaborative)
            } else {
                .unknown
            }
        self.init(id: try row.decode(CanvasID.self, forKey: .id), title: try row[.title], target: target)
    }
}

extension Canvas.ModuleOverrideWrite: Encodable {
    private enum CodingKeys: String, CodingKey {
        case id, title
        case studentIDs = "student_ids"
        case courseSectionID = "course_section_id"
        case groupID = "group_id"
    }

    package func encode(to encoder: any Encoder) throws {
        var row = encoder.container(keyedBy: CodingKeys.self)
        try row.encodeIfPresent(id, forKey: .id)
        try row.encodeIfPresent(title, forKey: .title)
        switch target {
        case .students(let students): try row.encode(students, forKey: .studentIDs)
        case .section(let section): try row.encode(section, forKey: .courseSectionID)
        case .group(let group): try row.encode(group, forKey: .groupID)
        case nil: break
        }
    }
}
