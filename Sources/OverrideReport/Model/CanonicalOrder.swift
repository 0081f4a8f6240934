import CanvasAPI

extension CourseSnapshot {
    /// The same course with every list sorted by ids, so that the order of pages, overrides and modules leaves no trace.
    func canonicalized() -> CourseSnapshot {
        var copy = self
        copy.sections.sort { $0.id < $1.id }
        copy.students.sort { $0.id < $1.id }
        copy.enrollments.sort { ($0.studentID, $0.sectionID) < ($1.studentID, $1.sectionID) }
        copy.groups = groups.map(\.canonicalized).sorted { $0.id < $1.id }
        copy.items = items.map(\.canonicalized).sorted { $0.key < $1.key }
        copy.overrides = overrides.map(\.canonicalized).sorted { $0.order < $1.order }
        copy.modules = modules.map(\.canonicalized).sorted { $0.id < $1.id }
        copy.canvasDueDates?.entries.sort { ($0.assignmentID, $0.studentID) < ($1.assignmentID, $1.studentID) }
        copy.gaps = gaps.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }.sorted { $0.order < $1.order }
        return copy
    }
}

extension Group {
    fileprivate var canonicalized: Group {
        var copy = self
        copy.memberIDs = Set(memberIDs).sorted()
        return copy
    }
}

extension Item {
    fileprivate var canonicalized: Item {
        var copy = self
        copy.idsListedByQuizEndpoint = idsListedByQuizEndpoint.map { Set($0).sorted() }
        return copy
    }
}

extension Override {
    fileprivate var canonicalized: Override {
        var copy = self
        if case .students(let ids) = target { copy.target = .students(Set(ids).sorted()) }
        return copy
    }

    /// Item overrides before module overrides.
    fileprivate var order: (Int, ItemKey, CanvasID, CanvasID) {
        switch origin {
        case .item(let key): (0, key, 0, id)
        case .module(let module): (1, .assignment(0), module, id)
        }
    }
}

extension Module {
    fileprivate var canonicalized: Module {
        var copy = self
        copy.itemKeys = Set(itemKeys).sorted()
        return copy
    }
}

extension DataGap {
    fileprivate var order: (String, CanvasID, ItemKey, String) {
        (kind.rawValue, moduleID ?? 0, itemKey ?? .assignment(0), message)
    }
}
