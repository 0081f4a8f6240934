import CanvasAPI

/// The matrix of a course page: an item a row, a section a column, everyone's dates first. A cell that an override
/// decides is marked, and opens to say which; this works without scripts, by mouse, touch, keyboard and screen reader.
struct CourseMatrix {
    let grid: CourseGrid
    let dates: PageDates
    let decisions: DecisionText
    /// Who has no item where a section's cell says "Not assigned"; `nil` for a page without students.
    let unassigned: UnassignedStudents?

    /// Paper has room for so many sections side by side; where there are more, print gives each item a list.
    private static let mostSectionsOnPaper = 5

    func table() -> HTMLBuffer {
        var out = HTMLBuffer(reservingCapacity: 400 * grid.items.count * (grid.sections.count + 1))
        let layout = grid.sections.count > Self.mostSectionsOnPaper ? "matrix stack wide" : "matrix stack"
        out.markup(
            "<table class=\"\(layout)\" id=\"matrix\" role=\"table\" data-noun=\"items\"><caption class=\"sr\">"
        )
        out.text(
            "Dates of each item for everyone and for each section. In a cell: the due date, then from and until when."
        )
        out.markup("</caption>\n<thead role=\"rowgroup\"><tr role=\"row\">")
        out.markup("<th scope=\"col\" role=\"columnheader\">Item</th>")
        out.markup("<th scope=\"col\" role=\"columnheader\">Everyone</th>")
        for (index, section) in grid.sections.enumerated() {
            out.markup("<th scope=\"col\" role=\"columnheader\">")
            out.name(section.name)
            if let count = grid.studentCount(section: index) {
                out.markup("<small>\(quantity(count, "student"))</small>")
            }
            out.markup("</th>")
        }
        out.markup("</tr></thead>\n<tbody role=\"rowgroup\">\n")
        for index in grid.items.indices { writeRow(index, to: &out) }
        out.markup("</tbody></table>")
        return out
    }

    private func writeRow(_ itemIndex: Int, to out: inout HTMLBuffer) {
        let item = grid.items[itemIndex].value
        var cells = HTMLBuffer()
        var isMarked = false
        for section in grid.sections.indices {
            guard let row = grid.row(section: section, item: itemIndex) else {
                cells.markup("<td role=\"cell\" class=\"same\">–</td>")
                continue
            }
            isMarked = writeCell(row, CellPlace(section: section, item: itemIndex), to: &cells) || isMarked
        }
        out.markup("<tr role=\"row\" data-marked=\"\(isMarked ? 1 : 0)\"><th scope=\"row\" role=\"rowheader\">")
        writeItemName(item, to: &out)
        out.markup("</th><td role=\"cell\" data-label=\"Everyone\">")
        if item.onlyVisibleToOverrides {
            out.markup("<span class=\"f\">Only those an override names</span>")
            if item.base != DateSet() { writeDates(item.base, to: &out) }
        } else {
            writeDates(item.base, to: &out)
        }
        out.markup("</td>")
        out.append(cells)
        out.markup("</tr>\n")
    }

    /// - Returns: whether the cell is marked.
    private func writeCell(_ row: SectionRow, _ place: CellPlace, to out: inout HTMLBuffer) -> Bool {
        let mark = decisions.mark(row.effective)
        let hasRemarks = !row.effective.notes.isEmpty || !row.effective.ignoredSectionOverrideIDs.isEmpty
        let hasMore = mark != nil || hasRemarks || row.individualExceptions > 0
        out.markup("<td role=\"cell\"")
        if hasMore {
            out.markup(" data-label=\"")
            out.text(shortened(row.section.name))
            out.markup("\"")
        }
        out.markup(mark != nil ? " class=\"marked\">" : hasMore ? " class=\"plain\">" : " class=\"same\">")
        let shownFields = DateField.allCases.filter { field in
            field == .due || row.effective[field].source != .base
                || row.effective[field].instant != row.item.base[field]
        }
        if mark != nil || hasRemarks {
            out.markup("<details><summary>")
            if row.effective.assignment.isAssigned {
                writeDates(row.effective.dates, shownFields, isOwn: true, to: &out)
            }
            out.markup("<span class=\"mark\">\(mark ?? "Note")</span></summary><ul class=\"why\">")
            for line in decisions.lines(row.effective, of: row.item.value, isSection: true) {
                out.markup("<li>")
                out.text(line)
                out.markup("</li>")
            }
            out.markup("</ul>")
            if !row.effective.assignment.isAssigned { unassigned?.write(place, to: &out) }
            out.markup("</details>")
        } else {
            writeDates(row.effective.dates, shownFields, isOwn: true, to: &out)
        }
        if row.individualExceptions > 0 {
            let noun = row.individualExceptions == 1 ? "student differs" : "students differ"
            out.markup("<a class=\"differ\" href=\"#exceptions\" data-cell=\"\(place.attribute)\">")
            out.markup("\(grouped(row.individualExceptions)) \(noun)</a>")
        }
        out.markup("</td>")
        return mark != nil
    }

    /// - Parameter isOwn: whether a field without a date says so: an override took the date away.
    private func writeDates(
        _ set: DateSet,
        _ fields: [DateField] = DateField.allCases,
        isOwn: Bool = false,
        to out: inout HTMLBuffer
    ) {
        if let due = set.dueAt {
            out.markup(dates.element(due, class: "due"))
        } else {
            out.markup("<span class=\"due f\">due no date</span>")
        }
        for field in fields where field != .due {
            if let instant = set[field] {
                out.markup("<span class=\"win\"><span>\(field.shortName)</span> \(dates.element(instant))</span>")
            } else if isOwn {
                out.markup("<span class=\"win\"><span>\(field.shortName)</span> no date</span>")
            }
        }
    }
}

/// A cell of the matrix by the places of its section and item in the grid; links the cell with its exceptions.
struct CellPlace: Hashable {
    let section: Int
    let item: Int

    var attribute: String { "\(section)-\(item)" }
}

/// The item's name as a link to Canvas, and its kind.
func writeItemName(_ item: Item, to out: inout HTMLBuffer) {
    if let url = item.safeURL {
        out.markup("<a href=\"")
        out.text(url)
        out.markup("\">")
        out.name(item.name)
        out.markup("</a>")
    } else {
        out.name(item.name)
    }
    out.markup("<small>")
    out.text(item.kindText)
    out.markup("</small>")
}
