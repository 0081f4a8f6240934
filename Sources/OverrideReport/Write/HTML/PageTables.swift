import CanvasAPI

/// A table of a page that a reader sorts and filters; on a narrow screen its rows are stacked.
struct PageTable {
    let id: String
    /// What its rows are.
    let noun: String
    let columns: [(heading: String, sort: String)]
    /// A browser stays quick, and a page light, up to about here.
    let mostRows: Int
    /// Where the rest of a table that was cut is, as markup.
    let rest: String
    let emptyText: String

    /// - Parameter count: how many rows there are, where not all were kept.
    func markup<Row>(_ rows: [Row], of count: Int? = nil, _ write: (Row, inout HTMLBuffer) -> Void) -> HTMLBuffer {
        let count = count ?? rows.count
        guard !rows.isEmpty else { return HTMLBuffer("<p class=\"empty\">\(emptyText)</p>") }
        var out = HTMLBuffer(reservingCapacity: 700 * min(rows.count, mostRows))
        if count > mostRows {
            out.markup("<p class=\"notice warning\"><strong>Cut</strong> The first \(grouped(mostRows)) of ")
            out.markup("\(grouped(count)) are listed here. \(rest)</p>")
        }
        out.markup("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"h-\(noun)\">")
        out.markup("<table class=\"list stack\" id=\"\(id)\" role=\"table\" data-noun=\"\(noun)\">")
        out.markup("<thead role=\"rowgroup\"><tr role=\"row\">")
        for (heading, sort) in columns {
            let number = sort == "number" ? " class=\"n\"" : ""
            out.markup("<th scope=\"col\" role=\"columnheader\"\(number) data-sort=\"\(sort)\">\(heading)</th>")
        }
        out.markup("</tr></thead>\n<tbody role=\"rowgroup\">\n")
        for row in rows.prefix(mostRows) { write(row, &out) }
        out.markup("</tbody></table></div>")
        return out
    }
}

/// The students whose dates are not their section's, a row for each student and item.
struct ExceptionTable {
    private let grid: CourseGrid
    private let dates: PageDates
    private let decisions: ReasonText
    private let fileWithAll: String
    private let rows: [(student: StudentRow, usual: EffectiveDates)]
    /// Of all rows, also those that are not shown.
    let studentCount: Int

    init(_ report: CourseReport, grid: CourseGrid, dates: PageDates, decisions: ReasonText, fileWithAll: String) {
        self.grid = grid
        self.dates = dates
        self.decisions = decisions
        self.fileWithAll = fileWithAll
        let rows = report.students.compactMap { row -> (student: StudentRow, usual: EffectiveDates)? in
            guard let usual = grid.place(of: row).flatMap({ grid[$0] })?.effective,
                row.effective.givesOther(than: usual)
            else { return nil }
            return (row, usual)
        }
        studentCount = Set(rows.map(\.student.student.id)).count
        let shown = rows.filter { report.rowChoice.includes($0.student.effective, of: $0.student.item.value) }
        // A stable sort: the rows of one student keep the report's order.
        self.rows = shown.enumerated().sorted { left, right in
            let first = left.element.student.student.value
            let second = right.element.student.student.value
            return first.id == second.id ? left.offset < right.offset : first.precedes(second)
        }.map(\.element)
    }

    var count: Int { rows.count }

    func table() -> HTMLBuffer {
        let table = PageTable(
            id: "exception-list",
            noun: "exceptions",
            columns: [
                ("Student", "text"), ("Item", "text"), ("Their dates", "date"), ("Their section’s", "date"),
                ("Why", "text"),
            ],
            mostRows: 1_000,
            rest: "Look up a student to see all of theirs, or see <code>\(fileWithAll)</code>.",
            emptyText: "None: every student has the dates of their section."
        )
        return table.markup(rows) { writeRow($0.student, usual: $0.usual, to: &$1) }
    }

    private func writeRow(_ row: StudentRow, usual: EffectiveDates, to out: inout HTMLBuffer) {
        let cell = grid.place(of: row).map { " data-cell=\"\($0.attribute)\"" } ?? ""
        out.markup("<tr role=\"row\"\(cell)><th scope=\"row\" role=\"rowheader\">")
        out.name(row.student.label)
        let state = row.enrollmentState == .active ? "" : ", \(row.enrollmentState.pageName)"
        out.element("small", shortened(row.section.name) + state)
        out.markup("</th><td role=\"cell\" data-label=\"Item\">")
        out.item(row.item.value)
        let fields = differingFields(row.effective, usual)
        out.markup("</td><td role=\"cell\" data-label=\"Their dates\">")
        writeDates(row.effective, fields, comparedWith: usual, to: &out)
        out.markup("</td><td role=\"cell\" data-label=\"Their section’s\">")
        writeDates(usual, fields, comparedWith: nil, to: &out)
        out.markup("</td><td role=\"cell\" data-label=\"Why\">")
        out.reasons(decisions.lines(row.effective, of: row.item.value, fields: fields))
        out.markup("</td></tr>\n")
    }

    /// Where one of the two has no item, all dates that the other has.
    private func differingFields(_ own: EffectiveDates, _ usual: EffectiveDates) -> [DateField] {
        DateField.allCases.filter { field in
            guard own.assignment.isAssigned, usual.assignment.isAssigned else {
                return field == .due || own[field].instant != nil || usual[field].instant != nil
            }
            return own[field].instant != usual[field].instant
        }
    }

    private func writeDates(
        _ effective: EffectiveDates,
        _ fields: [DateField],
        comparedWith usual: EffectiveDates?,
        to out: inout HTMLBuffer
    ) {
        guard effective.assignment.isAssigned else {
            out.markup("<span class=\"delta\">Not assigned</span>")
            return
        }
        out.fields(fields) { field in
            guard let instant = effective[field].instant else { return nil }
            guard let usual, usual.assignment.isAssigned, let other = usual[field].instant else {
                return dates.element(instant)
            }
            let difference = TimeDifference(from: other, to: instant, in: dates.zone)
            return "\(dates.element(instant)) <span class=\"delta\">\(difference.text)</span>"
        }
    }
}

/// Every override of the course as recorded, also those that reach nobody: what `overrides.csv` holds, for reading.
struct OverrideTable {
    let rows: [OverrideRow]
    let dates: PageDates

    private static let mostTargets = 5

    func table() -> HTMLBuffer {
        let table = PageTable(
            id: "override-list",
            noun: "overrides",
            columns: [
                ("Override", "text"), ("Item or module", "text"), ("For", "text"), ("Reaches", "number"),
                ("Dates", "date"),
            ],
            // A course seldom has as many.
            mostRows: 500,
            rest: "<code>overrides.csv</code> has all.",
            emptyText: "None: everyone has the dates of the items themselves."
        )
        return table.markup(rows) { writeRow($0, to: &$1) }
    }

    private func writeRow(_ row: OverrideRow, to out: inout HTMLBuffer) {
        out.markup("<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">")
        out.name(row.override.title.isEmpty ? "Untitled" : row.override.title)
        out.markup("<small>id \(row.override.id)</small></th><td role=\"cell\" data-label=\"Item or module\">")
        if let item = row.item {
            out.item(item.value)
        } else if let module = row.module {
            out.name(module.name)
            out.markup("<small>Module: who gets its items</small>")
        }
        out.markup("</td><td role=\"cell\" data-label=\"For\">")
        out.names(row.targetNames.prefix(Self.mostTargets))
        let hidden = row.targetNames.count - Self.mostTargets
        if hidden > 0 { out.markup(" and \(grouped(hidden)) more") }
        out.markup("<small>\(row.override.target.pageName)</small></td>")
        out.markup("<td role=\"cell\" class=\"n\" data-label=\"Reaches\">")
        out.markup("\(row.studentsReached.map(grouped) ?? "not known")</td><td role=\"cell\" data-label=\"Dates\">")
        writeEffect(row, to: &out)
        out.markup("</td></tr>\n")
    }

    private func writeEffect(_ row: OverrideRow, to out: inout HTMLBuffer) {
        let fields = DateField.allCases.filter { row.override[$0].isOverridden }
        if row.override.unassigns { out.markup("<span class=\"delta\">Takes the item away</span>") }
        if !fields.isEmpty {
            out.fields(fields) { row.override[$0].instant.map { dates.element($0) } }
        } else if !row.override.unassigns {
            out.markup("<span class=\"f\">Sets no date; says only who has the item</span>")
        }
        for note in RowNote.allCases where row.notes.contains(note) { out.element("small", note.sentence) }
        if row.listedByQuizEndpoint == .no {
            out.element("small", "Canvas's quiz override list does not show it.")
        }
    }
}

extension HTMLBuffer {
    /// - Parameter date: the field's date as markup; `nil` where it has none.
    mutating func fields(_ fields: [DateField], _ date: (DateField) -> String?) {
        markup("<ul class=\"fields\">")
        for field in fields {
            if let shown = date(field) {
                markup("<li><span class=\"f\">\(field.shortName)</span> \(shown)</li>")
            } else {
                markup("<li><span class=\"none\">no \(field.label)</span></li>")
            }
        }
        markup("</ul>")
    }
}

extension Student {
    /// By name, then by id.
    func precedes(_ other: Student) -> Bool {
        guard ReportOrder.sameBytes(orderName, other.orderName) else {
            return ReportOrder.bytesPrecede(orderName, other.orderName)
        }
        return id < other.id
    }
}

extension EnrollmentState {
    /// The workbook's word, inside a sentence.
    var pageName: String { PlainWords.text(ofCode: rawValue).lowercased() }
}

extension OverrideTarget {
    fileprivate var pageName: String {
        switch self {
        case .students: "Single students"
        case .group: "Group"
        case .section: "Section"
        case .course: "Everyone in the course"
        case .masteryPath: "Mastery path: applies to nobody by itself"
        case .unknown: "A target that can't be read"
        }
    }
}
