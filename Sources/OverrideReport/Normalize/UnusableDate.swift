import CanvasAPI
import Foundation

/// A date that no report can hold: not between the years 1 and 9999, in UTC or on the clocks of the course.
struct UnusableDate: Error, Equatable, CustomStringConvertible {
    /// `the assignment “Essay”`
    let owner: String
    /// As Canvas calls it: `due_at`.
    let field: String
    let value: Instant

    var description: String {
        "\(field) of \(owner) is \(value), which is not between the years 1 and 9999 in UTC and in the course's time "
            + "zone, so none of the course is reported. Correct the date in Canvas."
    }
}

extension CourseSnapshot {
    /// Before it is saved: a snapshot with such a date could not be read again.
    func checkDates() throws(UnusableDate) {
        let check = DateCheck(zone: course.timeZone)
        try check.ends(course.startAt, course.endAt, of: "the course")
        if let term = course.term {
            try check.ends(term.startAt, term.endAt, of: "the term “\(term.name)”")
            let forStudents = term.forStudents
            try check.ends(forStudents?.startAt, forStudents?.endAt, of: "the term “\(term.name)” for students")
        }
        for section in sections {
            try check.ends(section.startAt, section.endAt, of: "the section “\(section.name)”")
        }
        for enrollment in enrollments {
            try check.ends(
                enrollment.startAt,
                enrollment.endAt,
                of: "the enrollment of student \(enrollment.studentID) in section \(enrollment.sectionID)"
            )
        }
        for item in items {
            for field in DateField.allCases { try check(item.base[field], field, of: "“\(item.name)”") }
        }
        let names = Dictionary(items.map { ($0.key, $0.name) }, uniquingKeysWith: { first, _ in first })
        for override in overrides {
            guard case .item(let key) = override.origin else { continue }
            let owner = "the override \(override.id) of “\(names[key] ?? "")”"
            for field in DateField.allCases { try check(override[field].instant, field, of: owner) }
        }
        for entry in canvasDueDates?.entries ?? [] {
            guard check.isOutside(entry.dueAt) else { continue }
            let name = items.first { $0.assignmentID == entry.assignmentID }?.name ?? entry.assignmentID.description
            try check(entry.dueAt, .due, of: "“\(name)” for student \(entry.studentID)")
        }
    }
}

private struct DateCheck {
    let zone: TimeZone?

    private static let usable =
        daysSince1970(year: 1, month: 1, day: 1) * 86_400..<daysSince1970(year: 10_000, month: 1, day: 1) * 86_400

    func ends(_ start: Instant?, _ end: Instant?, of owner: @autoclosure () -> String) throws(UnusableDate) {
        try check(start, "start_at", of: owner())
        try check(end, "end_at", of: owner())
    }

    func callAsFunction(_ date: Instant?, _ field: DateField, of owner: @autoclosure () -> String) throws(UnusableDate)
    {
        try check(date, "\(field.rawValue)_at", of: owner())
    }

    private func check(_ date: Instant?, _ field: String, of owner: @autoclosure () -> String) throws(UnusableDate) {
        guard let date, isOutside(date) else { return }
        throw UnusableDate(owner: owner(), field: field, value: date)
    }

    func isOutside(_ date: Instant?) -> Bool {
        guard let seconds = date?.secondsSince1970 else { return false }
        let day: Int64 = 86_400
        // No zone is a day away from UTC, so that its offset matters at the ends only.
        guard seconds < Self.usable.lowerBound + day || seconds >= Self.usable.upperBound - day else { return false }
        let offset = zone.map { Int64($0.offsetSeconds(at: Instant(secondsSince1970: seconds))) } ?? 0
        return !Self.usable.contains(seconds) || !Self.usable.contains(seconds + offset)
    }
}
