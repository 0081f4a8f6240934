import CanvasAPI

/// Items, overrides, modules, Canvas's own due dates, gaps.
extension StoredTable where Value == StoredItem {
    static var items: Self {
        StoredTable(
            name: "item",
            columns: [
                "assignment_id", "practice_quiz_id", "part", "item_kind", "quiz_id", "discussion_topic_id",
                "item_name", "is_published", "url", "due_at", "unlock_at", "lock_at", "only_visible_to_overrides",
                "visible_to_everyone", "group_category_id", "override_source", "has_hidden_parts", "quiz_endpoint_read",
            ],
            write: { stored, row in
                let item = stored.item
                row.write(item.key)
                row.write(item.kind)
                row.write(item.quizID)
                row.write(item.discussionTopicID)
                row.write(item.name)
                row.write(item.isPublished)
                row.write(item.url)
                row.write(item.base)
                row.write(item.onlyVisibleToOverrides)
                row.write(item.visibleToEveryone)
                row.write(item.groupCategoryID)
                row.write(item.overrideSource)
                row.write(item.hasHiddenParts)
                row.write(item.idsListedByQuizEndpoint != nil)
            },
            read: { row in
                let item = Item(
                    key: try row.itemKey(),
                    kind: try row.code(),
                    quizID: try row.optionalID(),
                    discussionTopicID: try row.optionalID(),
                    name: try row.text(),
                    isPublished: try row.boolean(),
                    url: try row.optionalText(),
                    base: try row.dates(),
                    onlyVisibleToOverrides: try row.boolean(),
                    visibleToEveryone: try row.optionalBoolean(),
                    groupCategoryID: try row.optionalID(),
                    overrideSource: try row.code(),
                    hasHiddenParts: try row.boolean()
                )
                return StoredItem(item: item, hasQuizEndpointListing: try row.boolean())
            }
        )
    }
}

/// An item's own row: the quiz endpoint lists none of its overrides, or was not read.
struct StoredItem {
    var item: Item
    var hasQuizEndpointListing: Bool
}

extension StoredTable where Value == Override {
    static var overrides: Self {
        StoredTable(
            name: "override",
            columns: [
                "override_id", "assignment_id", "practice_quiz_id", "part", "module_id", "title", "set_type",
                "group_id", "section_id", "due_overridden", "due_at", "unlock_overridden", "unlock_at",
                "lock_overridden", "lock_at", "unassigns",
            ],
            write: { override, row in
                row.write(override.id)
                row.write(override.origin.itemKey)
                row.write(override.origin.moduleID)
                row.write(override.title)
                row.write(override.target.setType)
                row.write(override.target.groupID)
                row.write(override.target.sectionID)
                row.write(override.dueAt)
                row.write(override.unlockAt)
                row.write(override.lockAt)
                row.write(override.unassigns)
            },
            read: { row in
                Override(
                    id: try row.id(),
                    origin: try row.overrideOrigin(),
                    title: try row.text(),
                    target: try row.overrideTarget(),
                    dueAt: try row.overriddenDate(),
                    unlockAt: try row.overriddenDate(),
                    lockAt: try row.overriddenDate(),
                    unassigns: try row.boolean()
                )
            }
        )
    }
}

extension OverrideOrigin {
    fileprivate var itemKey: ItemKey? { if case .item(let key) = self { key } else { nil } }
    fileprivate var moduleID: CanvasID? { if case .module(let id) = self { id } else { nil } }
}

extension OverrideTarget {
    fileprivate var groupID: CanvasID? { if case .group(let id) = self { id } else { nil } }
    fileprivate var sectionID: CanvasID? { if case .section(let id) = self { id } else { nil } }
    /// The students that stand in `override_student`.
    var studentIDs: [CanvasID] { if case .students(let ids) = self { ids } else { [] } }
}

extension ColumnReader {
    fileprivate mutating func overrideOrigin() throws -> OverrideOrigin {
        let key = try optionalItemKey()
        let moduleID = try optionalID()
        return switch (key, moduleID) {
        case (let key?, nil): .item(key)
        case (nil, let id?): .module(id)
        default: throw unexpected()
        }
    }

    /// Students are filled in from their own table.
    fileprivate mutating func overrideTarget() throws -> OverrideTarget {
        let setType = try text()
        let known: [OverrideTarget] = [.students([]), .course, .masteryPath, .unknown]
        let groupID = try optionalID()
        let sectionID = try optionalID()
        if let groupID, setType == OverrideTarget.group(groupID).setType { return .group(groupID) }
        if let sectionID, setType == OverrideTarget.section(sectionID).setType { return .section(sectionID) }
        guard let target = known.first(where: { $0.setType == setType }) else { throw unexpected() }
        return target
    }
}

extension StoredTable where Value == Module {
    static var modules: Self {
        StoredTable(
            name: "module",
            columns: ["module_id", "module_name", "canvas_position", "is_published"],
            write: { module, row in
                row.write(module.id)
                row.write(module.name)
                row.write(module.position)
                row.write(module.isPublished)
            },
            read: { row in
                Module(
                    id: try row.id(),
                    name: try row.text(),
                    position: try row.integer(),
                    isPublished: try row.optionalBoolean(),
                    itemKeys: []
                )
            }
        )
    }
}

extension StoredTable where Value == Nested<ItemKey> {
    static var moduleItems: Self {
        StoredTable(
            name: "module_item",
            parentColumn: "module_position",
            columns: ["assignment_id", "practice_quiz_id", "part"],
            write: { key, row in row.write(key) },
            read: { row in try row.itemKey() }
        )
    }
}

extension StoredTable where Value == CanvasDueDates.Entry {
    static var canvasDueDates: Self {
        StoredTable(
            name: "canvas_due_date",
            columns: ["assignment_id", "student_id", "due_at"],
            write: { entry, row in
                row.write(entry.assignmentID)
                row.write(entry.studentID)
                row.write(entry.dueAt)
            },
            read: { row in
                CanvasDueDates.Entry(
                    assignmentID: try row.id(),
                    studentID: try row.id(),
                    dueAt: try row.optionalInstant()
                )
            }
        )
    }
}

extension StoredTable where Value == DataGap {
    static var gaps: Self {
        StoredTable(
            name: "data_gap",
            columns: ["kind", "permission", "message", "assignment_id", "practice_quiz_id", "part", "module_id"],
            write: { gap, row in
                row.write(gap.kind)
                row.write(gap.permission)
                row.write(gap.message)
                row.write(gap.itemKey)
                row.write(gap.moduleID)
            },
            read: { row in
                DataGap(
                    kind: try row.code(),
                    permission: try row.optionalText(),
                    message: try row.text(),
                    itemKey: try row.optionalItemKey(),
                    moduleID: try row.optionalID()
                )
            }
        )
    }
}
