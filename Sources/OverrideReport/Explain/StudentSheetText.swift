import CanvasAPI
import Foundation

/// A student's sheet as lines for people, at most 80 columns where names allow it.
extension StudentSheet {
    package var lines: [String] {
        let sis = student.sisID.map { ", SIS id \($0)" } ?? ""
        var lines =
            ["Dates of \(student.sortableName) (id \(student.id)\(sis))"] + facts.sourceLines.flatMap { wrapped($0) }
        lines += section("Courses, and whom to ask", courses.flatMap(\.lines))
        lines += section(
            "Not known: these courses could not be read",
            unread.flatMap { wrapped("\($0.reference): \($0.reason)") }
        )
        for difference in [StudentDates.Difference.own, .section] {
            let found = dates.filter { $0.difference == difference }
            let body = found.isEmpty ? ["Nothing."] : Array(found.map(\.detailed).joined(separator: [""]))
            lines += section("Different \(difference.heading.lowercasedFirst)", body)
        }
        lines += section("Extra time and attempts", accommodationLines)
        lines += section("Findings about this student", findingLines)
        return lines + section("All dates", dates.flatMap(\.lines))
    }

    private var findingLines: [String] {
        findings.flatMap { course, finding in
            wrapped("\(finding.severity.rawValue), \(course.course.name): \(finding.message)")
        }
    }

    private var accommodationLines: [String] {
        let remarks = accommodationRemarks.flatMap { course, text in
            wrapped(course.map { "\($0): \(text)" } ?? text)
        }
        let isAsked = courses.contains(where: \.hasAccommodations)
        let none = isAsked && accommodated.isEmpty ? ["None in Classic Quizzes."] : []
        return none + accommodated.flatMap(\.accommodationLines) + remarks
    }

    private func section(_ heading: String, _ body: [String]) -> [String] {
        body.isEmpty ? [] : ["", heading] + body.map { $0.isEmpty ? "" : "  " + $0 }
    }
}

extension StudentCourse {
    fileprivate var lines: [String] {
        let places = places.map { "\($0.section.name), \($0.state.pageName)" }.joined(separator: "; ")
        var lines = wrapped("\(course.course.name) (id \(course.course.id)): \(places)")
        lines += wrapped("Times are those of \(course.displayZone.nameForReaders).", indent: 2)
        if row.status == .partial { lines += wrapped("Partial: \(row.reason)", indent: 2, hanging: 2) }
        if !row.teachers.isEmpty {
            lines += wrapped("Ask its teachers: \(row.teachers.joined(separator: "; "))", indent: 2, hanging: 2)
        }
        if let account = course.course.accountName { lines += wrapped("Account: \(account)", indent: 2, hanging: 2) }
        return lines + ["  \(row.teachers.isEmpty ? "Ask its teachers" : "All of its people"): \(peopleURL)"]
    }

}

extension StudentDates {
    private var name: String {
        let item = row.item.value
        return "\(item.displayName)\(item.isPublished ? "" : " (not published)"), \(row.course.course.name)"
    }

    private func text(_ field: DateField) -> String {
        row.effective[field].instant.map { $0.words(in: zone) } ?? "no \(field.label)"
    }

    /// `until Fri 20 Feb 2026, 23:59`, as far as there are dates besides the due date.
    private var window: String? {
        let set = [DateField.unlock, .lock].filter { row.effective[$0].instant != nil }
        return set.isEmpty ? nil : set.map { "\($0.shortName) \(text($0))" }.joined(separator: ", ")
    }

    fileprivate var lines: [String] {
        let mark = difference == .own ? "* " : "  "
        guard isAssigned else { return wrapped("\(mark)\(name): not assigned", hanging: 4) }
        return wrapped("\(mark)\(text(.due)): \(name)", hanging: 4) + (window.map { ["    \($0)"] } ?? [])
    }

    fileprivate var accommodationLines: [String] {
        let sentences = accommodation?.sentences { $0.words(in: zone) } ?? []
        return wrapped(name) + sentences.flatMap { wrapped($0, indent: 2, hanging: 2) }
    }

    fileprivate var detailed: [String] {
        let dates = isAssigned ? [text(.due), window].compactMap(\.self).joined(separator: "; ") : "not assigned"
        return wrapped(name) + wrapped(dates, indent: 2) + reasons.flatMap { wrapped($0, indent: 4, hanging: 4) }
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
