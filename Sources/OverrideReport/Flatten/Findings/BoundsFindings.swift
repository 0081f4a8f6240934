import CanvasAPI

/// `due-outside-course` for sections that start or end on days of their own.
extension FindingRules {
    /// The base dates are looked at once more for each section that has bounds of its own. Of a student in several
    /// sections, any of them may hold the date.
    func sectionBounds() -> [FindingRow] {
        let ofSections = sections.compactMap { row -> FindingRow? in
            guard row.effective.assignment.isAssigned, let due = row.effective.due.instant,
                let how = outside(due, row.section)
            else { return nil }
            let site = "for section “\(row.section.name)”"
            return boundsFinding(row.section, nil, row.item, row.effective.due, "is due \(how), \(site)")
        }
        let ofStudents = individualRows.compactMap { row -> FindingRow? in
            guard row.effective.assignment.isAssigned, let due = row.effective.due.instant,
                !setsOfSections(row).contains(where: { $0.dueAt == due }),
                let how = outside(due, row.section), isOutsideEverySection(due, of: row.student.id)
            else { return nil }
            let site = "for \(row.student.sortableName)"
            return boundsFinding(row.section, row.student, row.item, row.effective.due, "is due \(how), \(site)")
        }
        return ofSections + ofStudents
    }

    private func isOutsideEverySection(_ due: Instant, of studentID: CanvasID) -> Bool {
        (index.subject(studentID)?.sections ?? []).allSatisfy { membership in
            index.sectionsByID[membership.sectionID].map { outside(due, $0) != nil } ?? true
        }
    }

    /// `nil` also where the course's bounds are told already.
    private func outside(_ due: Instant, _ section: Shared<Section>) -> String? {
        let course = course.course
        guard outside(due, from: course.startAt, to: course.endAt, of: "the course") == nil else { return nil }
        return outside(due, from: section.startAt, to: section.endAt, of: "section “\(section.name)”")
    }

    /// How a due date lies outside of something that starts and ends; `nil` inside.
    func outside(_ due: Instant, from start: Instant?, to end: Instant?, of what: String) -> String? {
        if let start, due < start {
            return "at \(text(due)), before \(what) starts at \(text(start))"
        }
        if let end, due > end {
            return "at \(text(due)), after \(what) ends at \(text(end))"
        }
        return nil
    }

    private func boundsFinding(
        _ section: Shared<Section>,
        _ student: Shared<Student>?,
        _ item: Shared<Item>,
        _ due: DatedDecision,
        _ predicate: String
    ) -> FindingRow {
        finding(
            .dueOutsideCourse,
            .warning,
            section: section,
            student: student,
            item: item,
            overrideID: due.overrideID,
            message: "“\(item.value.displayName)” \(predicate)."
        )
    }
}
