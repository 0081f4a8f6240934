/// Who has extra time, attempts or a manual unlock, a row for each student, section and quiz.
struct AccommodationTable {
    let rows: [AccommodationRow]
    /// What can't be read; empty where all can.
    let remark: String
    let dates: PageDates
    let fileWithAll: String

    func table() -> HTMLBuffer {
        let table = PageTable(
            id: "accommodation-list",
            noun: "accommodations",
            columns: [
                ("Student", "text"), ("Section", "text"), ("Item", "text"), ("Has", "text"), ("Dates", "date"),
                ("Minutes short", "number"),
            ],
            mostRows: 1_000,
            rest: "<code>\(fileWithAll)</code> has all.",
            emptyText: "None: no student has extra time or attempts in a Classic Quiz."
        )
        var out = table.markup(rows) { writeRow($0, to: &$1) }
        if !remark.isEmpty {
            out.markup("<p class=\"legend\">")
            out.text(remark)
            out.markup("</p>")
        }
        return out
    }

    private func writeRow(_ row: AccommodationRow, to out: inout HTMLBuffer) {
        out.markup("<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">")
        out.name(row.student.label)
        if row.enrollmentState != .active { out.markup("<small>\(row.enrollmentState.pageName)</small>") }
        out.markup("</th><td role=\"cell\" data-label=\"Section\">")
        out.name(row.section.name)
        out.markup("</td><td role=\"cell\" data-label=\"Item\">")
        out.item(row.item.value)
        out.markup("</td><td role=\"cell\" data-label=\"Has\">")
        out.reasons(row.accommodation.sentences(row.item.limits, nil))
        if row.accommodation.state == "settings_only" { out.element("small", "not begun") }
        out.markup("</td><td role=\"cell\" data-label=\"Dates\">")
        if row.effectiveDates.assignment.isAssigned {
            out.fields(DateField.allCases) { field in row.effectiveDates.value[field].instant.map { dates.element($0) }
            }
        } else {
            out.markup("<span class=\"delta\">Not assigned</span>")
        }
        out.markup("</td><td role=\"cell\" class=\"n\" data-label=\"Minutes short\">")
        if let shortage = row.shortage {
            out.markup("<span class=\"delta\">\(grouped(shortage.minutes))</span>")
            out.element("small", shortage.isCertain ? "even if started at once" : "if started late")
        }
        out.markup("</td></tr>\n")
    }
}
