import CanvasAPI

extension CourseSnapshot {
    /// Classic Quizzes, practice quizzes and surveys that some student is assigned: the others are not asked.
    var assignedClassicQuizIDs: [CanvasID] {
        let index = CourseIndex(self)
        return index.items.filter(\.item.value.isClassicQuiz)
            .filter { item in
                index.subjects.contains { AssignmentRule.decide(item.reach($0), item: item).decision.isAssigned }
            }
            .compactMap(\.item.quizID).sorted()
    }

    /// For `courses.csv` and the course's page.
    var accommodationRemark: String {
        guard accommodations != nil, items.contains(where: { $0.kind == .newQuiz }) else { return "" }
        return "Canvas offers no way to read who has extra time or attempts in New Quizzes."
    }
}

extension Item {
    /// What may have a quiz submission.
    var isClassicQuiz: Bool { kind == .classicQuiz || kind == .practiceQuiz }
}

extension CourseReport {
    /// The rows of students who have something beyond everyone, in their order.
    func accommodationRows(_ accommodations: [Accommodation]) -> [AccommodationRow] {
        guard !accommodations.isEmpty else { return [] }
        let byQuiz = Dictionary(grouping: accommodations, by: \.quizID)
            .mapValues { Dictionary($0.map { ($0.studentID, $0) }) { first, _ in first } }
        var locks: [CanvasID: [ItemKey: Instant]] = [:]
        for row in sections { locks[row.section.id, default: [:]][row.item.key] = row.decision(.lock)?.instant }
        return students.compactMap { row in
            guard row.item.value.isClassicQuiz, let quiz = row.item.quizID,
                let accommodation = byQuiz[quiz]?[row.student.id]
            else { return nil }
            return AccommodationRow(
                course: row.course,
                section: row.section,
                student: row.student,
                enrollmentState: row.enrollmentState,
                item: row.item,
                effectiveDates: row.effectiveDates,
                accommodation: accommodation,
                shortage: row.effective.assignment.isAssigned
                    ? ExtraTimeShortage(
                        accommodation,
                        row.item.limits,
                        row.effective.dates,
                        sectionLock: locks[row.section.id]?[row.item.key]
                    ) : nil
            )
        }
    }
}
