import CanvasAPI
import Foundation

/// Writes `changes.html`: what changed since the run before, by course; in each course first the dates that moved earlier
/// and the items that were taken away.
final class ChangesPage: ReportWriter {
    static let fileName = "changes.html"

    /// As many as a browser shows quickly; further ones are counted.
    private static let mostRows = 2_000

    private let directory: String
    private let templates: ReportTemplates
    private let formats: Set<ReportFormat>
    /// Whether the pages of the courses stand beside this one.
    private let hasCoursePages: Bool
    private var rows: [Change] = []
    private var zones: [TimeZone: PageDates] = [:]

    init(directory: String, formats: Set<ReportFormat>, templates: ReportTemplates, hasCoursePages: Bool) {
        self.directory = directory
        self.formats = formats
        self.templates = templates
        self.hasCoursePages = hasCoursePages
    }

    func write(_ course: CourseReport) throws {
        for isHard in [true, false] {
            rows += course.changes.filter { $0.isHard == isHard }.prefix(Self.mostRows - rows.count)
        }
    }

    func finish(_ totals: ReportTotals, _ facts: RunFacts) throws {
        let kinds = Change.Kind.allCases.compactMap { kind in totals.changes?[kind].map { (kind, count: $0) } }
        let table = PageTable(
            id: "change-list",
            noun: "changes",
            columns: [
                ("Course", "text"), ("Change", "text"), ("Whom", "text"), ("Item", "text"), ("Before", "date"),
                ("Now", "date"), ("Why", "text"),
            ],
            mostRows: Self.mostRows,
            rest: "<code>\(formats.fileWithAllRows(of: .changes))</code> has all.",
            emptyText: "Nothing changed since the previous run."
        )
        let values: PageValues = [
            "title": .text("Changes: \(facts.canvasHost)"),
            "index_page": .text(hasCoursePages ? "index.html" : ""),
            "facts": .list(kinds.map { .fact($0.count, PlainWords.text(ofCode: $0.0.rawValue)) }),
            "kinds": .list(
                kinds.map { ["code": .text($0.0.rawValue), "label": .text(PlainWords.text(ofCode: $0.0.rawValue))] }
            ),
            "change_count": .text(grouped(totals.changeCount)),
            "in_part": .text(inPartText(totals.coursesComparedInPart)),
            "not_compared": .text(totals.accommodationChangesRemark),
        ]
        let markup = table.markup(rows, of: totals.changeCount) { write($0, to: &$1) }
        let page = try templates.render(
            .changes,
            values.adding(facts.evidence(in: facts.zone)),
            parts: ["change_table": markup],
            foot: facts.foot(of: "Changes")
        )
        try ReportFile.write(page.bytes, to: "\(directory)/\(Self.fileName)")
    }

    private func inPartText(_ courses: [String]) -> String {
        guard !courses.isEmpty else { return "" }
        let named = courses.prefix(10).map { shortened($0, to: 80) }.joined(separator: ", ")
        let more = courses.count > 10 ? " and \(grouped(courses.count - 10)) more" : ""
        return
            "Nothing is listed as removed in \(quantity(courses.count, "course")) that could not be read fully in this "
            + "run or in the previous one: \(named)\(more)."
    }

    private func dates(in zone: TimeZone) -> PageDates {
        if let known = zones[zone] { return known }
        let made = PageDates(zone: zone)
        zones[zone] = made
        return made
    }

    // MARK: A row

    private func write(_ change: Change, to out: inout HTMLBuffer) {
        out.markup("<tr role=\"row\" data-change=\"\(change.kind.rawValue)\"")
        out.markup(change.isHard ? " data-hard=\"1\" class=\"marked\">" : ">")
        out.markup("<th scope=\"row\" role=\"rowheader\">")
        writeCourse(change, to: &out)
        out.markup("</th><td role=\"cell\" data-label=\"Change\">")
        out.text(PlainWords.text(ofCode: change.kind.rawValue))
        if let field = change.field { out.element("small", PlainWords.text(ofCode: field.rawValue)) }
        out.markup("</td><td role=\"cell\" data-label=\"Whom\">")
        if let student = change.student { out.name(student.label) }
        if let section = change.section {
            if change.student == nil { out.name(section.name) } else { out.element("small", shortened(section.name)) }
        }
        if change.student == nil, let count = change.students { out.element("small", quantity(count, "student")) }
        out.markup("</td><td role=\"cell\" data-label=\"Item\">")
        if let item = change.item { out.item(item.value) } else if let module = change.module { out.name(module.name) }
        out.markup("</td><td role=\"cell\" data-label=\"Before\">")
        write(change.old, of: change, to: &out)
        out.markup("</td><td role=\"cell\" data-label=\"Now\">")
        write(change.new, of: change, to: &out)
        if case (.date(let old), .date(let new)) = (change.old, change.new) {
            out.markup(" <span class=\"delta\">\(TimeDifference(from: old, to: new, in: change.zone).text)</span>")
        }
        out.markup("</td><td role=\"cell\" data-label=\"Why\">")
        out.text(shortened(change.reason, to: 1_000))
        out.markup("</td></tr>\n")
    }

    private func writeCourse(_ change: Change, to out: inout HTMLBuffer) {
        guard let course = change.course else { return out.text("A course that could not be read") }
        let isHere = change.kind != .courseRemoved && change.kind != .courseUnreadable
        let page = hasCoursePages && isHere ? "courses/\(course.course.id).html" : webAddress(course.value.pageURL)
        if let page {
            out.markup("<a href=\"")
            out.text(page)
            out.markup("\">")
        }
        out.name(course.course.name)
        if page != nil { out.markup("</a>") }
        out.element("small", shortened(course.course.code))
    }

    private func write(_ value: Change.Value, of change: Change, to out: inout HTMLBuffer) {
        switch value {
        case .nothing: out.text(change.field?.isDate == true ? "no date" : "")
        case .notOverridden: out.text("not overridden")
        case .date(let instant): out.markup(dates(in: change.zone).element(instant))
        case .flag(let isTrue): out.text(PlainWords.text(of: isTrue))
        case .number(let number): out.text(grouped(number))
        case .text(let text): out.name(change.field == .enrollmentState ? PlainWords.text(ofCode: text) : text)
        }
    }
}
