import CanvasAPI

extension CourseSnapshot {
    /// Takes in what quizzes say of their students: who has something beyond everyone, and nothing else of a submission.
    ///
    /// - Parameter answers: by quiz id.
    mutating func add(accommodations answers: [CanvasID: Answer<[Canvas.QuizSubmission]>]) {
        // The Test Student has a submission, and is in no report.
        let students = Set(students.map(\.id))
        var found: [Accommodation] = []
        for (quiz, answer) in answers {
            guard let submissions = answer.value else {
                gaps.append(hiddenAccommodations(of: quiz, answer))
                continue
            }
            var seen: Set<CanvasID> = []
            for submission in submissions.sorted(by: { $0.id < $1.id })
            where students.contains(submission.userID) && submission.hasAccommodation
                && seen.insert(submission.userID).inserted
            {
                found.append(
                    Accommodation(
                        quizID: quiz,
                        studentID: submission.userID,
                        extraTime: max(0, Int(submission.extraTime ?? 0)),
                        extraAttempts: max(0, Int(submission.extraAttempts ?? 0)),
                        isManuallyUnlocked: submission.manuallyUnlocked ?? false,
                        state: submission.workflowState ?? ""
                    )
                )
            }
        }
        accommodations = found
        self = canonicalized()
    }

    private func hiddenAccommodations(
        of quiz: CanvasID,
        _ answer: Answer<[Canvas.QuizSubmission]>
    ) -> DataGap {
        let item = items.first { $0.quizID == quiz && $0.kind != .newQuiz }
        let whose = answer == .forbidden ? "Classic Quizzes" : "“\(item?.name ?? quiz.description)”"
        return DataGap(
            kind: .accommodationsHidden,
            permission: answer.permission("Grades - view all grades"),
            message: "Who has extra time or attempts in \(whose) could not be read\(answer.whyUnread).",
            itemKey: answer == .forbidden ? nil : item?.key
        )
    }
}

extension Canvas.QuizSubmission {
    fileprivate var hasAccommodation: Bool {
        extraTime ?? 0 > 0 || extraAttempts ?? 0 > 0 || manuallyUnlocked == true
    }
}
