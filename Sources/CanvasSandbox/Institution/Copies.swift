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
        copy.sections.each { $0.id += shift }
        copy.assignmentGroups.each { $0.id += shift }
        copy.people.each { $0.shift(by: shift) }
        copy.groupCategories.each { $0.shift(by: shift) }
        copy.items.each { $0.shift(by: shift) }
        copy.modules.each { $0.shift(by: shift) }
        copy.indexPeople(firstEnrollmentID: (enrollments.map(\.id).min() ?? 1) + shift)
        return copy
    }
}

extension SandboxPerson {
    fileprivate mutating func shift(by shift: Int64) {
        id += shift
        observes? += shift
        places.each { $0.sectionID += shift }
    }
}

extension SandboxGroupCategory {
    fileprivate mutating func shift(by shift: Int64) {
        id += shift
        groups.each { group in
            group.id += shift
            group.members.each { $0 += shift }
            group.invited.each { $0 += shift }
        }
    }
}

extension SandboxOverride {
    fileprivate mutating func shift(by shift: Int64) {
        id += shift
        parentOverrideID? += shift
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
        assignmentID? += shift
        quizID? += shift
        discussionID? += shift
        groupCategoryID? += shift
        assignmentGroup += shift
        overrides.each { $0.shift(by: shift) }
        submissions.each { $0.studentID += shift }
        checkpoints.each { checkpoint in
            checkpoint.assignmentID += shift
            checkpoint.overrides.each { $0.shift(by: shift) }
        }
    }
}

extension SandboxModule {
    fileprivate mutating func shift(by shift: Int64) {
        id += shift
        overrides.each { $0.shift(by: shift) }
        items.each { line in
            line.id += shift
            switch line.content {
            case .assignment(let id): line.content = .assignment(id + shift)
            case .quiz(let id): line.content = .quiz(id + shift)
            case .discussion(let id): line.content = .discussion(id + shift)
            case .page, .header: break
            }
        }
    }
}

extension Array {
    fileprivate mutating func each(_ change: (inout Element) -> Void) {
        for index in indices { change(&self[index]) }
    }
}
