extension SandboxInstitution {
    /// The institution with every listed course `count` times over, for load tests: the copies' ids are shifted by a
    /// billion each, and their SIS ids and names carry the copy's number.
    package func multiplied(by count: Int) -> SandboxInstitution {
        var result = self
        for number in 1..<max(count, 1) {
            for id in listedCourseIDs {
                guard let copy = courses[id]?.copy(number: number) else { continue }
                result.courses[copy.id] = copy
            }
        }
        result.courses.sort { $0.key < $1.key }
        return result
    }
}

extension SandboxCourse {
    fileprivate func copy(number: Int) -> SandboxCourse {
        let shift = Int64(number) * 1_000_000_000
        var copy = self
        copy.id += shift
        copy.name += " (copy \(number))"
        copy.sisCourseID = sisCourseID.map { "\($0)-\(number)" }
        for index in copy.sections.indices { copy.sections[index].id += shift }
        for index in copy.assignmentGroups.indices { copy.assignmentGroups[index].id += shift }
        for index in copy.people.indices { copy.people[index].shift(by: shift) }
        for index in copy.groupCategories.indices { copy.groupCategories[index].shift(by: shift) }
        for index in copy.items.indices { copy.items[index].shift(by: shift) }
        for index in copy.modules.indices { copy.modules[index].shift(by: shift) }
        copy.indexPeople(firstEnrollmentID: (enrollments.map(\.id).min() ?? 1) + shift)
        return copy
    }
}

extension SandboxPerson {
    fileprivate mutating func shift(by shift: Int64) {
        id += shift
        observes = observes.map { $0 + shift }
        for index in places.indices { places[index].sectionID += shift }
    }
}

extension SandboxGroupCategory {
    fileprivate mutating func shift(by shift: Int64) {
        id += shift
        for index in groups.indices {
            groups[index].id += shift
            groups[index].members = groups[index].members.map { $0 + shift }
            groups[index].invited = groups[index].invited.map { $0 + shift }
        }
    }
}

extension SandboxOverride {
    fileprivate mutating func shift(by shift: Int64) {
        id += shift
        parentOverrideID = parentOverrideID.map { $0 + shift }
        switch target {
        case .section(let id): target = .section(id + shift)
        case .students(let ids): target = .students(ids.map { $0 + shift })
        case .group(let id): target = .group(id + shift)
        case .course, .masteryPath: break
        }
    }
}

extension SandboxItem {
    fileprivate mutating func shift(by shift: Int64) {
        assignmentID = assignmentID.map { $0 + shift }
        quizID = quizID.map { $0 + shift }
        discussionID = discussionID.map { $0 + shift }
        groupCategoryID = groupCategoryID.map { $0 + shift }
        assignmentGroup += shift
        for index in overrides.indices { overrides[index].shift(by: shift) }
        for index in checkpoints.indices {
            checkpoints[index].assignmentID += shift
            for inner in checkpoints[index].overrides.indices { checkpoints[index].overrides[inner].shift(by: shift) }
        }
    }
}

extension SandboxModule {
    fileprivate mutating func shift(by shift: Int64) {
        id += shift
        for index in overrides.indices { overrides[index].shift(by: shift) }
        for index in items.indices {
            items[index].id += shift
            switch items[index].content {
            case .assignment(let id): items[index].content = .assignment(id + shift)
            case .quiz(let id): items[index].content = .quiz(id + shift)
            case .discussion(let id): items[index].content = .discussion(id + shift)
            case .page, .header: break
            }
        }
    }
}
