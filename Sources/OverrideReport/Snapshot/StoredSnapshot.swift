import CanvasAPI
import GRDB

/// A whole course in and out of its tables.
enum StoredSnapshot {
    static func insert(_ snapshot: CourseSnapshot, fetchID: Int64, _ database: Database) throws {
        let course = StoredCourse(course: snapshot.course, hasCanvasDueDates: snapshot.canvasDueDates != nil)
        let items = snapshot.items.map {
            StoredItem(item: $0, hasQuizEndpointListing: $0.idsListedByQuizEndpoint != nil)
        }
        try StoredTable.courses.insert([course], fetchID: fetchID, database)
        try StoredTable.sections.insert(snapshot.sections, fetchID: fetchID, database)
        try StoredTable.students.insert(snapshot.students, fetchID: fetchID, database)
        try StoredTable.enrollments.insert(snapshot.enrollments, fetchID: fetchID, database)
        try StoredTable.groups.insert(snapshot.groups, fetchID: fetchID, database)
        try StoredTable.groupMembers.insert(of: snapshot.groups, \.memberIDs, fetchID: fetchID, database)
        try StoredTable.items.insert(items, fetchID: fetchID, database)
        try StoredTable.quizEndpointListings.insert(
            of: snapshot.items,
            { $0.idsListedByQuizEndpoint ?? [] },
            fetchID: fetchID,
            database
        )
        try StoredTable.overrides.insert(snapshot.overrides, fetchID: fetchID, database)
        try StoredTable.overrideStudents.insert(
            of: snapshot.overrides,
            \.target.studentIDs,
            fetchID: fetchID,
            database
        )
        try StoredTable.modules.insert(snapshot.modules, fetchID: fetchID, database)
        try StoredTable.moduleItems.insert(of: snapshot.modules, \.itemKeys, fetchID: fetchID, database)
        try StoredTable.canvasDueDates.insert(snapshot.canvasDueDates?.entries ?? [], fetchID: fetchID, database)
        try StoredTable.gaps.insert(snapshot.gaps, fetchID: fetchID, database)
    }

    /// `nil` when there is no course by that number.
    static func load(fetchID: Int64, _ database: Database) throws -> CourseSnapshot? {
        guard let stored = try StoredTable.courses.load(fetchID: fetchID, database).first else { return nil }
        return CourseSnapshot(
            course: stored.course,
            sections: try StoredTable.sections.load(fetchID: fetchID, database),
            students: try StoredTable.students.load(fetchID: fetchID, database),
            enrollments: try StoredTable.enrollments.load(fetchID: fetchID, database),
            groups: try groups(fetchID: fetchID, database),
            items: try items(fetchID: fetchID, database),
            overrides: try overrides(fetchID: fetchID, database),
            modules: try modules(fetchID: fetchID, database),
            canvasDueDates: stored.hasCanvasDueDates
                ? CanvasDueDates(entries: try StoredTable.canvasDueDates.load(fetchID: fetchID, database)) : nil,
            gaps: try StoredTable.gaps.load(fetchID: fetchID, database)
        )
    }

    private static func groups(fetchID: Int64, _ database: Database) throws -> [Group] {
        let members: [Int: [CanvasID]] = try StoredTable.groupMembers.loadLists(fetchID: fetchID, database)
        return try StoredTable.groups.load(fetchID: fetchID, database).enumerated().map { position, group in
            var group = group
            group.memberIDs = members[position] ?? []
            return group
        }
    }

    private static func items(fetchID: Int64, _ database: Database) throws -> [Item] {
        let listed: [Int: [CanvasID]] = try StoredTable.quizEndpointListings.loadLists(fetchID: fetchID, database)
        return try StoredTable.items.load(fetchID: fetchID, database).enumerated().map { position, stored in
            var item = stored.item
            item.idsListedByQuizEndpoint = stored.hasQuizEndpointListing ? listed[position] ?? [] : nil
            return item
        }
    }

    private static func overrides(fetchID: Int64, _ database: Database) throws -> [Override] {
        let students: [Int: [CanvasID]] = try StoredTable.overrideStudents.loadLists(fetchID: fetchID, database)
        return try StoredTable.overrides.load(fetchID: fetchID, database).enumerated().map { position, override in
            guard case .students = override.target else { return override }
            var override = override
            override.target = .students(students[position] ?? [])
            return override
        }
    }

    private static func modules(fetchID: Int64, _ database: Database) throws -> [Module] {
        let keys: [Int: [ItemKey]] = try StoredTable.moduleItems.loadLists(fetchID: fetchID, database)
        return try StoredTable.modules.load(fetchID: fetchID, database).enumerated().map { position, module in
            var module = module
            module.itemKeys = keys[position] ?? []
            return module
        }
    }
}
