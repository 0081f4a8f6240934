import CanvasAPI

/// When a student can enter the course at all, through one enrollment.
struct Access: Sendable, Hashable {
    /// Whose dates decide.
    enum Source: String, Sendable, Hashable, CaseIterable {
        case enrollment
        case section
        case course
        case term
    }

    var from: Instant?
    var until: Instant?
    var source: Source
}

extension Access {
    /// The first that applies: the enrollment's own dates, when it has both; the section's and the course's, when they
    /// restrict access; the term's for students. (Canvas: lib/canvas/builders/enrollment_date_builder.rb)
    ///
    /// - Parameter enrollment: `nil` for a plain member of the section.
    /// - Returns: `nil` where the term decides, and its dates for students are not known.
    init?(_ enrollment: Enrollment?, in section: Section, of course: Course) {
        if let start = enrollment?.startAt, let end = enrollment?.endAt {
            self.init(from: start, until: end, source: .enrollment)
        } else if section.restrictsAccess {
            self.init(from: section.startAt, until: section.endAt, source: .section)
        } else if course.restrictsAccess {
            self.init(from: course.startAt, until: course.endAt, source: .course)
        } else if let term = course.term?.forStudents {
            self.init(from: term.startAt, until: term.endAt, source: .term)
        } else {
            return nil
        }
    }
}
