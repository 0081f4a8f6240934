import CanvasAPI

/// What one student has for one Classic Quiz beyond everyone: all that is kept of a quiz submission.
struct Accommodation: Sendable, Hashable {
    var quizID: CanvasID
    var studentID: CanvasID
    /// In minutes; 0 for none.
    var extraTime = 0
    var extraAttempts = 0
    var isManuallyUnlocked = false
    /// `settings_only` where the student has not begun, else Canvas's word.
    var state: String
}

/// What a Classic Quiz gives everyone.
struct QuizLimits: Sendable, Hashable {
    /// In minutes; `nil` for none.
    var timeLimit: Int?
    /// `nil` for unlimited.
    var allowedAttempts: Int?
}

/// What a lock date takes from a student with extra time: Canvas ends an attempt there.
struct ExtraTimeShortage: Sendable, Hashable {
    /// A minute that is begun counts.
    var minutes: Int
    /// The full time can't be had even by beginning at once.
    var isCertain: Bool
    /// The earliest lock date that takes nothing.
    var sufficientLock: Instant

    /// The same as it can be typed: Canvas's own fields have no seconds.
    var lockToType: Instant { sufficientLock.adding(seconds: (60 - sufficientLock.secondsSince1970 % 60) % 60) }
}

extension ExtraTimeShortage {
    /// - Parameter sectionLock: of the student's section, for an item without a due date.
    /// - Returns: `nil` where nothing is taken, or there is no extra time, time limit or lock date.
    init?(_ accommodation: Accommodation, _ limits: QuizLimits?, _ dates: DateSet, sectionLock: Instant?) {
        guard accommodation.extraTime > 0, let limit = limits?.timeLimit, let lock = dates.lockAt else { return nil }
        let extra = Int64(accommodation.extraTime) * 60
        let whole = Int64(limit) * 60 + extra
        // Who begins at once, and who begins as late as others may.
        let first = dates.unlockAt?.adding(seconds: whole)
        let last = (dates.dueAt ?? sectionLock)?.adding(seconds: extra)
        let ends = [first, last].compactMap(\.self)
        guard let sufficient = ends.max(), sufficient > lock else { return nil }
        let seconds = min(whole, sufficient.secondsSince1970 - lock.secondsSince1970)
        self.init(
            minutes: Int((seconds + 59) / 60),
            isCertain: first.map { $0 > lock } ?? false,
            sufficientLock: sufficient
        )
    }
}

/// `accommodations.csv`: one student's accommodation for one quiz, in one section.
struct AccommodationRow: Sendable, Equatable {
    var course: Shared<ReportedCourse>
    var section: Shared<Section>
    var student: Shared<Student>
    var enrollmentState: EnrollmentState
    var item: Shared<Item>
    /// Those of this item alone.
    var effectiveDates: Shared<EffectiveDates>
    var accommodation: Accommodation
    /// `nil` where the lock date takes nothing.
    var shortage: ExtraTimeShortage?

    var notes: Set<RowNote> {
        effectiveDates.assignment.isAssigned
            ? effectiveDates.value.notes : effectiveDates.value.notes.union([.notAssigned])
    }
}

// MARK: In words

extension ExtraTimeShortage {
    /// Whom the lock date takes it from, and the lock date that would do.
    func sentences(_ date: (Instant) -> String) -> [String] {
        let who = isCertain ? "even if the student starts at once" : "if the student starts as late as others may"
        return [
            "The lock date takes \(quantity(minutes, "minute")) of it, \(who).",
            "With a lock date of \(date(lockToType)) or later, no time is lost.",
        ]
    }
}

extension AccommodationRow {
    /// What the student has, what is lost of it and what would help.
    func sentences(_ date: (Instant) -> String) -> [String] {
        accommodation.sentences(item.limits, nil) + (shortage?.sentences(date) ?? [])
            + (effectiveDates.assignment.isAssigned ? [] : ["The item is not assigned to the student."])
    }
}

extension Accommodation {
    /// A sentence for each thing the student has, and what the lock date takes of it.
    func sentences(_ limits: QuizLimits?, _ shortage: ExtraTimeShortage?) -> [String] {
        var sentences: [String] = []
        if extraTime > 0 {
            let limit =
                switch limits {
                case nil: "the time limit is not known"
                case let limits?:
                    limits.timeLimit.map { "on a time limit of \($0)" } ?? "without a time limit, it does nothing"
                }
            sentences.append("Extra time: \(quantity(extraTime, "minute")) (\(limit)).")
        }
        if extraAttempts > 0 {
            let allowed = limits.map { $0.allowedAttempts.map { "beyond \($0)" } ?? "unlimited for everyone" }
            sentences.append("Extra attempts: \(extraAttempts)\(allowed.map { " (\($0))" } ?? "").")
        }
        if isManuallyUnlocked { sentences.append("Unlocked by hand.") }
        if let shortage { sentences.append("The lock date takes \(quantity(shortage.minutes, "minute")) of it.") }
        return sentences
    }
}
