import CanvasAPI

/// The students whose dates are not their section's, a row for each student and item.
struct ExceptionTable {
    /// A browser stays quick, and a page light, up to about here; the look-up and the file with all rows have the rest.
    static let mostRows = 1_000

    let grid: CourseGrid
    let dates: PageDates
    let decisions: DecisionText
    private let fileWithAll: String
    private let rows: [(student: StudentRow, usual: EffectiveDates)]

    init(_ report: CourseReport, grid: CourseGrid, dates: PageDates, decisions: DecisionText, fileWithAll: String) {
        self.grid = grid
        self.dates = dates
        self.decisions = decisions
        self.fileWithAll = fileWithAll
        var rows: [(student: StudentRow, usual: EffectiveDates)] = []
        for row in report.students {
            guard let usual = grid.row(for: row)?.effective, row.effective.givesOther(than: usual) else { continue }
            rows.append((row, usual))
        }
        // A stable sort: the rows of one student keep the report's order.
        self.rows = rows.enumerated().sorted { left, right in
            let first = left.element.student.student.value
            let second = right.element.student.student.value
            if first.id == second.id { return left.offset < right.offset }
            return first.precedes(second)
        }.map(\.element)
    }

    var count: Int { rows.count }
    var studentCount: Int { Set(rows.map(\.student.student.id)).count }

    func table() -> HTMLBuffer {
        var out = HTMLBuffer(reservingCapacity: 700 * min(rows.count, Self.mostRows))
        guard !rows.isEmpty else {
            out.markup("<p class=\"empty\">None: every student has the dates of their section.</p>")
            return out
        }
        if rows.count > Self.mostRows {
            out.markup("<p class=\"notice warning\"><strong>Cut</strong> The first \(grouped(Self.mostRows)) of ")
            out.markup("\(grouped(rows.count)) are listed here. Look a student up for all of theirs, or see ")
            out.markup("<code>\(fileWithAll)</code>.</p>")
        }
        out.markup("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"h-exceptions\">")
        out.markup("<table class=\"list stack\" id=\"exception-list\" role=\"table\" data-noun=\"exceptions\">")
        out.markup("<thead role=\"rowgroup\"><tr role=\"row\">")
        let headings = [
            ("Student", "text"), ("Section", "text"), ("Item", "text"), ("Their dates", "date"),
            ("Their section’s", "date"), ("Why", "text"),
        ]
        for (heading, sort) in headings {
            out.markup("<th scope=\"col\" role=\"columnheader\" data-sort=\"\(sort)\">\(heading)</th>")
        }
        out.markup("</tr></thead>\n<tbody role=\"rowgroup\">\n")
        for row in rows.prefix(Self.mostRows) { writeRow(row.student, usual: row.usual, to: &out) }
        out.markup("</tbody></table></div>")
        return out
    }

    private func writeRow(_ row: StudentRow, usual: EffectiveDates, to out: inout HTMLBuffer) {
        out.markup("<tr role=\"row\"")
        if let section = grid.index(of: row.section), let item = grid.index(of: row.item) {
            out.markup(" data-cell=\"\(CellPlace(section: section, item: item).attribute)\"")
        }
        out.markup("><th scope=\"row\" role=\"rowheader\">")
        out.name(row.student.sortableName)
        if row.enrollmentState != .active {
            out.markup("<small>\(row.enrollmentState.pageName)</small>")
        }
        out.markup("</th><td role=\"cell\" data-label=\"Section\">")
        out.name(row.section.name)
        out.markup("</td><td role=\"cell\" data-label=\"Item\">")
        writeItemName(row.item.value, to: &out)
        let fields = differingFields(row.effective, usual)
        out.markup("</td><td role=\"cell\" data-label=\"Their dates\">")
        writeDates(row.effective, fields, comparedWith: usual, to: &out)
        out.markup("</td><td role=\"cell\" data-label=\"Their section’s\">")
        writeDates(usual, fields, comparedWith: nil, to: &out)
        out.markup("</td><td role=\"cell\" data-label=\"Why\"><ul class=\"why\">")
        for line in decisions.lines(row.effective, of: row.item.value, fields: fields) {
            out.markup("<li>")
            out.text(line)
            out.markup("</li>")
        }
        out.markup("</ul></td></tr>\n")
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
        out.markup("<ul class=\"fields\">")
        for field in fields {
            out.markup("<li><span class=\"f\">\(field.shortName)</span> ")
            if let instant = effective[field].instant {
                out.markup(dates.element(instant))
                if let usual, usual.assignment.isAssigned, let other = usual[field].instant {
                    let difference = TimeDifference(from: other, to: instant, in: dates.zone)
                    out.markup(" <span class=\"delta\">\(difference.text)</span>")
                }
            } else {
                out.markup("<span class=\"d\">no date</span>")
            }
            out.markup("</li>")
        }
        out.markup("</ul>")
    }
}

extension Student {
    /// By name, then by id.
    func precedes(_ other: Student) -> Bool {
        guard ReportOrder.sameBytes(sortableName, other.sortableName) else {
            return ReportOrder.bytesPrecede(sortableName, other.sortableName)
        }
        return id < other.id
    }
}

extension EnrollmentState {
    /// The workbook's word, inside a sentence.
    var pageName: String { PlainWords.text(ofCode: rawValue).lowercased() }
}
