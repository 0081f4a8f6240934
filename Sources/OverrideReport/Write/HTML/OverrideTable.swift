import CanvasAPI

/// Every override of the course as recorded, also those that reach nobody: what `overrides.csv` holds, for reading.
struct OverrideTable {
    /// The rest is in overrides.csv; a course seldom has as many.
    static let mostRows = 500
    private static let mostTargets = 5

    let rows: [OverrideRow]
    let dates: PageDates

    func table() -> HTMLBuffer {
        var out = HTMLBuffer(reservingCapacity: 600 * min(rows.count, Self.mostRows))
        guard !rows.isEmpty else {
            out.markup("<p class=\"empty\">None: everyone has the dates of the items themselves.</p>")
            return out
        }
        if rows.count > Self.mostRows {
            out.markup("<p class=\"notice warning\"><strong>Cut</strong> The first \(grouped(Self.mostRows)) of ")
            out.markup("\(grouped(rows.count)) are listed here. <code>overrides.csv</code> has all.</p>")
        }
        out.markup("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"h-overrides\">")
        out.markup("<table class=\"list stack\" id=\"override-list\" role=\"table\" data-noun=\"overrides\">")
        out.markup("<thead role=\"rowgroup\"><tr role=\"row\">")
        for (heading, sort) in [("Override", "text"), ("Of", "text"), ("For", "text")] {
            out.markup("<th scope=\"col\" role=\"columnheader\" data-sort=\"\(sort)\">\(heading)</th>")
        }
        out.markup("<th scope=\"col\" role=\"columnheader\" class=\"n\" data-sort=\"number\">Reaches</th>")
        out.markup("<th scope=\"col\" role=\"columnheader\" data-sort=\"date\">Sets</th></tr></thead>\n")
        out.markup("<tbody role=\"rowgroup\">\n")
        for row in rows.prefix(Self.mostRows) { writeRow(row, to: &out) }
        out.markup("</tbody></table></div>")
        return out
    }

    private func writeRow(_ row: OverrideRow, to out: inout HTMLBuffer) {
        out.markup("<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">")
        out.name(row.override.title.isEmpty ? "Untitled" : row.override.title)
        out.markup("<small>id \(row.override.id)</small></th><td role=\"cell\" data-label=\"Of\">")
        if let item = row.item {
            writeItemName(item.value, to: &out)
        } else if let module = row.module {
            out.name(module.name)
            out.markup("<small>Module: who gets its items</small>")
        }
        out.markup("</td><td role=\"cell\" data-label=\"For\">")
        writeTargets(row, to: &out)
        out.markup(
            "</td><td role=\"cell\" class=\"n\" data-label=\"Reaches\">\(row.studentsReached.map(grouped) ?? "not known")</td>"
        )
        out.markup("<td role=\"cell\" data-label=\"Sets\">")
        writeEffect(row, to: &out)
        out.markup("</td></tr>\n")
    }

    private func writeTargets(_ row: OverrideRow, to out: inout HTMLBuffer) {
        for (position, name) in row.targetNames.prefix(Self.mostTargets).enumerated() {
            if position > 0 { out.markup("; ") }
            out.name(name)
        }
        let hidden = row.targetNames.count - Self.mostTargets
        if hidden > 0 { out.markup(" and \(grouped(hidden)) more") }
        out.markup("<small>\(row.override.target.pageName)</small>")
    }

    private func writeEffect(_ row: OverrideRow, to out: inout HTMLBuffer) {
        let fields = DateField.allCases.filter { row.override[$0].isOverridden }
        if row.override.unassigns { out.markup("<span class=\"delta\">Takes the item away</span>") }
        if !fields.isEmpty {
            out.markup("<ul class=\"fields\">")
            for field in fields {
                let date = row.override[field].instant.map { dates.element($0) } ?? "<span class=\"d\">no date</span>"
                out.markup("<li><span class=\"f\">\(field.shortName)</span> \(date)</li>")
            }
            out.markup("</ul>")
        } else if !row.override.unassigns {
            out.markup("<span class=\"f\">No date: only who has it</span>")
        }
        var remarks = RowNote.allCases.filter { row.notes.contains($0) }.map(\.explanation)
        if row.listedByQuizEndpoint == .no { remarks.append("Canvas's quiz override list does not show it.") }
        for remark in remarks {
            out.markup("<small>")
            out.text(remark)
            out.markup("</small>")
        }
    }
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
