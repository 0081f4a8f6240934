import CanvasAPI
import GRDB

/// A whole course in and out of its tables: the rows that belong to one row of `course_fetch`.
struct CourseRows {
    let fetchID: Int64
    let database: Database

    func insert(_ course: CourseSnapshot) throws {
        try insert([course])
        try insert(course.sections)
        try insert(course.students)
        try insert(course.enrollments)
        try insert(course.groups)
        try insert(course.groups, \.memberIDs, as: GroupMember.self)
        try insert(course.items)
        try insert(course.items, \.listedIDs, as: ListedOverride.self)
        try insert(course.overrides)
        try insert(course.overrides, \.target.studentIDs, as: OverrideStudent.self)
        try insert(course.modules)
        try insert(course.modules, \.itemKeys, as: ModuleItem.self)
        try insert(course.canvasDueDates?.entries ?? [])
        try insert(course.accommodations ?? [])
        try insert(course.gaps)
        try insert(course.teachers ?? [])
    }

    /// - Parameter isWhole: `false` reads the course alone and none of its lists.
    func course(isWhole: Bool) throws -> CourseSnapshot {
        let found: [CourseSnapshot] = try rows()
        guard var course = found.first else {
            throw UnexpectedColumn(table: CourseSnapshot.databaseTableName, column: "fetch_id")
        }
        guard isWhole else { return course }
        course.sections = try rows()
        course.students = try rows()
        course.enrollments = try rows()
        course.groups = try rows(\.memberIDs, of: GroupMember.self)
        course.items = try rows(\.listedIDs, of: ListedOverride.self)
        course.overrides = try rows(\.target.studentIDs, of: OverrideStudent.self)
        course.modules = try rows(\.itemKeys, of: ModuleItem.self)
        course.canvasDueDates?.entries = try rows()
        if course.accommodations != nil { course.accommodations = try rows() }
        course.gaps = try rows()
        if course.teachers != nil { course.teachers = try rows() }
        return course
    }

    private func insert<Value: StoredRow>(_ values: [Value]) throws {
        try Value.insert(values, database) { row, position in
            row.write("fetch_id", fetchID)
            row.write("position", position)
        }
    }

    private func insert<Owner, Entry: ListEntry>(
        _ owners: [Owner],
        _ list: KeyPath<Owner, [Entry.Element]>,
        as _: Entry.Type
    ) throws {
        try insert(
            owners.enumerated().flatMap { place, owner in
                owner[keyPath: list].map { Entry(owner: place, element: $0) }
            }
        )
    }

    private func rows<Value: StoredRow>(orderedBy order: String = "position") throws -> [Value] {
        let sql = "SELECT * FROM \(Value.databaseTableName) WHERE fetch_id = ? ORDER BY \(order)"
        return try Value.load(try database.cachedStatement(sql: sql), [fetchID])
    }

    /// The rows, each with its list.
    private func rows<Owner: StoredRow, Entry: ListEntry>(
        _ list: WritableKeyPath<Owner, [Entry.Element]>,
        of _: Entry.Type
    ) throws -> [Owner] {
        var owners: [Owner] = try rows()
        let entries: [Entry] = try rows(orderedBy: "\(Entry.ownerColumn), position")
        for (place, entries) in Dictionary(grouping: entries, by: \.owner) {
            guard owners.indices.contains(place) else {
                throw UnexpectedColumn(table: Entry.databaseTableName, column: Entry.ownerColumn)
            }
            owners[place][keyPath: list] = entries.map(\.element)
        }
        return owners
    }
}

// MARK: The course and its people

/// The course's own row; with no due dates from Canvas, "none" and "could not be read" differ.
extension CourseSnapshot: StoredRow {
    static let databaseTableName = "canvas_course"
    static let blank = CourseSnapshot(course: Course(id: 0, name: ""))

    mutating func columns(_ row: inout RowColumns) throws {
        try row("course_id", &course.id)
        try row("sis_course_id", &course.sisID)
        try row("course_code", &course.code)
        try row("course_name", &course.name)
        try row("workflow_state", &course.workflowState)
        try row("time_zone", &course.timeZoneName)
        try row("start_at", &course.startAt)
        try row("end_at", &course.endAt)
        try row("restrict_enrollments_to_course_dates", &course.restrictsAccess)
        try row.term(&course.term)
        var isRead = canvasDueDates != nil
        try row("canvas_due_dates_read", &isRead)
        canvasDueDates = isRead ? canvasDueDates ?? CanvasDueDates(entries: []) : nil
        var areAskedFor = accommodations != nil
        try row("accommodations_asked_for", &areAskedFor)
        accommodations = areAskedFor ? accommodations ?? [] : nil
        try row("account_id", &course.accountID)
        try row("account_name", &course.accountName)
        var areRead = teachers != nil
        try row("teachers_read", &areRead)
        teachers = areRead ? teachers ?? [] : nil
        try row("teachers_hidden", &areTeachersHidden)
    }
}

extension RowColumns {
    fileprivate mutating func term(_ term: inout Term?) throws {
        var (id, name) = (term?.id, term?.name)
        var known = term ?? Term(id: 0, name: "")
        try self("term_id", &id)
        try self("sis_term_id", &known.sisID)
        try self("term_name", &name)
        try self("term_start_at", &known.startAt)
        try self("term_end_at", &known.endAt)
        var isRead = known.forStudents != nil
        var forStudents = known.forStudents ?? DateSpan()
        try self("term_student_dates_read", &isRead)
        try self("term_student_start_at", &forStudents.startAt)
        try self("term_student_end_at", &forStudents.endAt)
        known.forStudents = isRead ? forStudents : nil
        (known.id, known.name) = (id ?? 0, name ?? "")
        term = id == nil ? nil : known
    }
}

extension Section: StoredRow {
    static let databaseTableName = "section"
    static let blank = Section(id: 0, name: "")

    mutating func columns(_ row: inout RowColumns) throws {
        try row("section_id", &id)
        try row("sis_section_id", &sisID)
        try row("section_name", &name)
        try row("start_at", &startAt)
        try row("end_at", &endAt)
        try row("restrict_enrollments_to_section_dates", &restrictsAccess)
    }
}

extension Student: StoredRow {
    static let databaseTableName = "student"
    static let blank = Student(id: 0, sortableName: "")

    mutating func columns(_ row: inout RowColumns) throws {
        try row("student_id", &id)
        try row("sis_user_id", &sisID)
        try row("sortable_name", &sortableName)
    }
}

extension Teacher: StoredRow {
    static let databaseTableName = "teacher"
    static let blank = Teacher(id: 0, sortableName: "")

    mutating func columns(_ row: inout RowColumns) throws {
        try row("teacher_id", &id)
        try row("sortable_name", &sortableName)
    }
}

extension Enrollment: StoredRow {
    static let databaseTableName = "enrollment"
    static let blank = Enrollment(studentID: 0, sectionID: 0, state: .active)

    mutating func columns(_ row: inout RowColumns) throws {
        try row("student_id", &studentID)
        try row("section_id", &sectionID)
        try row("state", &state)
        try row("start_at", &startAt)
        try row("end_at", &endAt)
    }
}

extension EnrollmentState: StoredValue {}

extension Group: StoredRow {
    static let databaseTableName = "student_group"
    static let blank = Group(id: 0, memberIDs: [])

    mutating func columns(_ row: inout RowColumns) throws {
        try row("group_id", &id)
        try row("group_name", &name)
        try row("group_category_id", &categoryID)
        try row("is_differentiation_tag", &isDifferentiationTag)
    }
}

// MARK: Items, overrides, modules

extension Item: StoredRow {
    static let databaseTableName = "item"
    static let blank = Item(key: .assignment(0), kind: .assignment, name: "")

    mutating func columns(_ row: inout RowColumns) throws {
        try row.itemKey(&key)
        try row("item_kind", &kind)
        try row("quiz_id", &quizID)
        try row("discussion_topic_id", &discussionTopicID)
        try row("item_name", &name)
        try row("is_published", &isPublished)
        try row("url", &url)
        try row("due_at", &base.dueAt)
        try row("unlock_at", &base.unlockAt)
        try row("lock_at", &base.lockAt)
        try row("only_visible_to_overrides", &onlyVisibleToOverrides)
        try row("visible_to_everyone", &visibleToEveryone)
        try row("group_category_id", &groupCategoryID)
        try row("override_source", &overrideSource)
        try row("has_hidden_parts", &hasHiddenParts)
        var isRead = idsListedByQuizEndpoint != nil
        try row("quiz_endpoint_read", &isRead)
        idsListedByQuizEndpoint = isRead ? idsListedByQuizEndpoint ?? [] : nil
        var areLimitsRead = limits != nil
        var known = limits ?? QuizLimits()
        try row("quiz_limits_read", &areLimitsRead)
        try row("time_limit_minutes", &known.timeLimit)
        try row("allowed_attempts", &known.allowedAttempts)
        limits = areLimitsRead ? known : nil
    }

    fileprivate var listedIDs: [CanvasID] {
        get { idsListedByQuizEndpoint ?? [] }
        set { if idsListedByQuizEndpoint != nil { idsListedByQuizEndpoint = newValue } }
    }
}

extension ItemKind: StoredValue {}
extension OverrideSource: StoredValue {}

extension Override: StoredRow {
    static let databaseTableName = "override"
    static let blank = Override(id: 0, origin: .module(0), target: .unknown)

    mutating func columns(_ row: inout RowColumns) throws {
        try row("override_id", &id)
        try row.origin(&origin)
        try row("title", &title)
        try row.target(&target)
        try row("due_overridden", "due_at", &dueAt)
        try row("unlock_overridden", "unlock_at", &unlockAt)
        try row("lock_overridden", "lock_at", &lockAt)
        try row("unassigns", &unassigns)
    }
}

extension RowColumns {
    fileprivate mutating func itemKey(_ key: inout ItemKey) throws {
        var optional: ItemKey? = key
        try itemKey(&optional)
        guard let found = optional else { throw unexpected("assignment_id") }
        key = found
    }

    fileprivate mutating func itemKey(_ key: inout ItemKey?) throws {
        var (assignmentID, practiceQuizID, part) = (key?.assignmentID, key?.practiceQuizID, key?.part)
        try self("assignment_id", &assignmentID)
        try self("practice_quiz_id", &practiceQuizID)
        try self("part", &part)
        key =
            switch (assignmentID, practiceQuizID) {
            case (nil, nil): nil
            case (let id?, nil): ItemKey(root: .assignment(id), part: part)
            case (nil, let id?): ItemKey(root: .practiceQuiz(id), part: part)
            case (_?, _?): throw unexpected("practice_quiz_id")
            }
    }

    fileprivate mutating func origin(_ origin: inout OverrideOrigin) throws {
        var (key, moduleID) = (origin.itemKey, origin.moduleID)
        try itemKey(&key)
        try self("module_id", &moduleID)
        switch (key, moduleID) {
        case (let key?, nil): origin = .item(key)
        case (nil, let id?): origin = .module(id)
        default: throw unexpected("module_id")
        }
    }

    /// Students are filled in from their own table.
    fileprivate mutating func target(_ target: inout OverrideTarget) throws {
        var (setType, groupID, sectionID): (String, CanvasID?, CanvasID?) = (target.setType, nil, nil)
        if case .group(let id) = target { groupID = id }
        if case .section(let id) = target { sectionID = id }
        try self("set_type", &setType)
        try self("group_id", &groupID)
        try self("section_id", &sectionID)
        let possible: [OverrideTarget?] = [
            .students([]), groupID.map { .group($0) }, sectionID.map { .section($0) }, .course, .masteryPath, .unknown,
        ]
        guard let found = possible.compactMap(\.self).first(where: { $0.setType == setType }) else {
            throw unexpected("set_type")
        }
        target = found
    }

    /// Whether a date is overridden, and to what.
    fileprivate mutating func callAsFunction(_ flag: String, _ name: String, _ date: inout OverriddenDate) throws {
        var (isOverridden, instant) = (date.isOverridden, date.instant)
        try self(flag, &isOverridden)
        try self(name, &instant)
        guard isOverridden || instant == nil else { throw unexpected(name) }
        date = isOverridden ? .overridden(instant) : .notOverridden
    }
}

extension Module: StoredRow {
    static let databaseTableName = "module"
    static let blank = Module(id: 0, name: "", position: 0, itemKeys: [])

    mutating func columns(_ row: inout RowColumns) throws {
        try row("module_id", &id)
        try row("module_name", &name)
        try row("canvas_position", &position)
        try row("is_published", &isPublished)
    }
}

extension CanvasDueDates.Entry: StoredRow {
    static let databaseTableName = "canvas_due_date"
    static let blank = CanvasDueDates.Entry(assignmentID: 0, studentID: 0)

    mutating func columns(_ row: inout RowColumns) throws {
        try row("assignment_id", &assignmentID)
        try row("student_id", &studentID)
        try row("due_at", &dueAt)
        try row("grading_period_id", &gradingPeriodID)
        try row("in_closed_grading_period", &isInClosedGradingPeriod)
    }
}

extension Accommodation: StoredRow {
    static let databaseTableName = "accommodation"
    static let blank = Accommodation(quizID: 0, studentID: 0, state: "")

    mutating func columns(_ row: inout RowColumns) throws {
        try row("quiz_id", &quizID)
        try row("student_id", &studentID)
        try row("extra_time_minutes", &extraTime)
        try row("extra_attempts", &extraAttempts)
        try row("manually_unlocked", &isManuallyUnlocked)
        try row("state", &state)
    }
}

extension DataGap: StoredRow {
    static let databaseTableName = "data_gap"
    static let blank = DataGap(kind: .modulesHidden, message: "")

    mutating func columns(_ row: inout RowColumns) throws {
        try row("kind", &kind)
        try row("permission", &permission)
        try row("message", &message)
        try row.itemKey(&itemKey)
        try row("module_id", &moduleID)
    }
}

extension DataGap.Kind: StoredValue {}

// MARK: Lists inside other values

/// An element of a list inside a value, which has the place `owner` among the values of its own table.
protocol ListEntry: StoredRow {
    associatedtype Element
    static var ownerColumn: String { get }
    var owner: Int { get }
    var element: Element { get }
    init(owner: Int, element: Element)
}

private struct GroupMember: ListEntry {
    static let databaseTableName = "student_group_member"
    static let ownerColumn = "group_position"
    static let blank = GroupMember(owner: 0, element: 0)
    var owner: Int
    var element: CanvasID

    mutating func columns(_ row: inout RowColumns) throws {
        try row(Self.ownerColumn, &owner)
        try row("student_id", &element)
    }
}

private struct OverrideStudent: ListEntry {
    static let databaseTableName = "override_student"
    static let ownerColumn = "override_position"
    static let blank = OverrideStudent(owner: 0, element: 0)
    var owner: Int
    var element: CanvasID

    mutating func columns(_ row: inout RowColumns) throws {
        try row(Self.ownerColumn, &owner)
        try row("student_id", &element)
    }
}

/// An override that the quiz override endpoint lists.
private struct ListedOverride: ListEntry {
    static let databaseTableName = "quiz_endpoint_listing"
    static let ownerColumn = "item_position"
    static let blank = ListedOverride(owner: 0, element: 0)
    var owner: Int
    var element: CanvasID

    mutating func columns(_ row: inout RowColumns) throws {
        try row(Self.ownerColumn, &owner)
        try row("override_id", &element)
    }
}

private struct ModuleItem: ListEntry {
    static let databaseTableName = "module_item"
    static let ownerColumn = "module_position"
    static let blank = ModuleItem(owner: 0, element: .assignment(0))
    var owner: Int
    var element: ItemKey

    mutating func columns(_ row: inout RowColumns) throws {
        try row(Self.ownerColumn, &owner)
        try row.itemKey(&element)
    }
}
