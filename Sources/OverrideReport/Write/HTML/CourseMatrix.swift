import CanvasAPI

/// One course as sections by items: what the matrix shows, and what every student's dates are compared with.
struct CourseGrid {
    /// A cell by the places of its section and item; links the cell with its exceptions.
    struct Place: Hashable {
        let section: Int
        let item: Int

        var attribute: String { "\(section)-\(item)" }
    }

    private(set) var items: [Shared<Item>] = []
    private(set) var sections: [Shared<Section>] = []
    private var itemIndexes: [ItemKey: Int] = [:]
    private var sectionIndexes: [CanvasID: Int] = [:]
    private var cells: [Place: SectionRow] = [:]

    init(_ report: CourseReport) {
        for row in report.sections { cells[add(row.section, row.item)] = row }
        for row in report.students { _ = add(row.section, row.item) }
    }

    /// `nil` where the report holds no row of this section and item.
    subscript(place: Place) -> SectionRow? { cells[place] }

    func place(of row: StudentRow) -> Place? {
        guard let section = sectionIndexes[row.section.id], let item = itemIndexes[row.item.key] else { return nil }
        return Place(section: section, item: item)
    }

    func studentCount(section: Int) -> Int? {
        items.indices.lazy.compactMap { cells[Place(section: section, item: $0)]?.studentCount }.first
    }

    private mutating func add(_ section: Shared<Section>, _ item: Shared<Item>) -> Place {
        let place = Place(
            section: sectionIndexes[section.id] ?? sections.count,
            item: itemIndexes[item.key] ?? items.count
        )
        if place.section == sections.count {
            sectionIndexes[section.id] = sections.count
            sections.append(section)
        }
        if place.item == items.count {
            itemIndexes[item.key] = items.count
            items.append(item)
        }
        return place
    }
}

/// The matrix of a course page: an item a row, a section a column, everyone's dates first. A cell that an override
/// decides is marked, and opens to say which; this works without scripts, by mouse, touch, keyboard and screen reader.
struct CourseMatrix {
    let grid: CourseGrid
    var rowChoice = RowChoice.all
    let dates: PageDates
    let decisions: ReasonText
    /// Who has no item where a section's cell says "Not assigned"; `nil` for a page without students.
    let unassigned: UnassignedStudents?

    /// Paper has room for so many sections side by side; where there are more, print gives each item a list.
    private static let mostSectionsOnPaper = 5

    func table() -> HTMLBuffer {
        var out = HTMLBuffer(reservingCapacity: 400 * grid.items.count * (grid.sections.count + 1))
        let layout = grid.sections.count > Self.mostSectionsOnPaper ? "matrix stack wide" : "matrix stack"
        out.markup(
            """
            <table class="\(layout)" id="matrix" role="table" data-noun="items"><caption class="sr">\
            Dates of each item for everyone and for each section. In a cell: the due date, then from and until when.\
            </caption>
            <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Item</th>\
            <th scope="col" role="columnheader">Everyone</th>
            """
        )
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
        var (isMarked, isShown) = (false, rowChoice == .all)
        for section in grid.sections.indices {
            let place = CourseGrid.Place(section: section, item: itemIndex)
            if let row = grid[place], rowChoice.includes(row.effective, of: item) {
                isShown = true
                isMarked = writeCell(row, place, to: &cells) || isMarked
            } else {
                cells.markup("<td role=\"cell\" class=\"same\">–</td>")
            }
        }
        guard isShown else { return }
        out.markup("<tr role=\"row\" data-marked=\"\(isMarked ? 1 : 0)\"><th scope=\"row\" role=\"rowheader\">")
        out.item(item)
        out.markup("</th><td role=\"cell\" data-label=\"Everyone\">")
        if item.onlyVisibleToOverrides {
            out.markup("<span class=\"f\">Only those an override names</span>")
        }
        if !item.onlyVisibleToOverrides || item.base != DateSet() { writeDates(item.base, to: &out) }
        out.markup("</td>")
        out.append(cells)
        out.markup("</tr>\n")
    }

    /// - Returns: whether the cell is marked.
    private func writeCell(_ row: SectionRow, _ place: CourseGrid.Place, to out: inout HTMLBuffer) -> Bool {
        let effective = row.effective
        let mark = decisions.mark(effective)
        let opens = mark != nil || !effective.notes.isEmpty || !effective.ignoredSectionOverrideIDs.isEmpty
        out.markup("<td role=\"cell\"")
        if opens || row.individualExceptions > 0 {
            out.markup(" data-label=\"")
            out.text(shortened(row.section.name))
            out.markup(mark != nil ? "\" class=\"marked\">" : "\" class=\"plain\">")
        } else {
            out.markup(" class=\"same\">")
        }
        let shownFields = DateField.allCases.filter { field in
            field == .due || effective[field].source != .base || effective[field].instant != row.item.base[field]
        }
        if opens { out.markup("<details><summary>") }
        if !opens || effective.assignment.isAssigned {
            writeDates(effective.dates, shownFields, isOwn: true, to: &out)
        }
        if opens {
            out.markup("<span class=\"mark\">\(mark ?? "Note")</span></summary>")
            out.reasons(decisions.lines(effective, of: row.item.value, isSection: true))
            if !effective.assignment.isAssigned { unassigned?.write(place, to: &out) }
            out.markup("</details>")
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
            out.markup("<span class=\"due f\">no \(DateField.due.label)</span>")
        }
        for field in fields where field != .due {
            if let date = set[field] {
                out.markup("<span class=\"win\"><span>\(field.shortName)</span> \(dates.element(date))</span>")
            } else if isOwn {
                out.markup("<span class=\"win\"><span>no \(field.label)</span></span>")
            }
        }
    }
}

/// The students of each section who do not have an item: a matrix says only that their section does not.
struct UnassignedStudents {
    /// How many names a cell gives; the file with all rows has the rest.
    private static let mostNames = 30
    /// Longer lists would make a row of a print a page high: there the cell gives their number and the file.
    private static let mostNamesOnPaper = 6

    private let fileWithAll: String
    private var students: [CourseGrid.Place: [Shared<Student>]] = [:]

    init(_ rows: [StudentRow], grid: CourseGrid, fileWithAll: String) {
        self.fileWithAll = fileWithAll
        for row in rows where !row.effective.assignment.isAssigned {
            // A student may have several enrollments in one section.
            guard let cell = grid.place(of: row), students[cell]?.contains(where: { $0.id == row.student.id }) != true
            else { continue }
            students[cell, default: []].append(row.student)
        }
        for cell in students.keys { students[cell]?.sort { $0.value.precedes($1.value) } }
    }

    func write(_ place: CourseGrid.Place, to out: inout HTMLBuffer) {
        guard let students = students[place] else { return }
        let isLong = students.count > Self.mostNamesOnPaper
        if isLong {
            out.markup(
                "<p class=\"members paper\">\(quantity(students.count, "student")), in <code>\(fileWithAll)</code></p>"
            )
        }
        out.markup("<p class=\"members\(isLong ? " screen" : "")\">\(quantity(students.count, "student")): ")
        out.names(students.prefix(Self.mostNames).map(\.label))
        let hidden = students.count - Self.mostNames
        if hidden > 0 { out.markup(" and \(grouped(hidden)) more in <code>\(fileWithAll)</code>") }
        out.markup("</p>")
    }
}
