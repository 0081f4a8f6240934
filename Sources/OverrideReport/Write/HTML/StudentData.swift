import CanvasAPI

/// The data that the look-up reads, as one JSON object of shared tables, so that a student who has just the section's
/// dates costs a name and one number:
///
/// - `items`: `[name, kind, link]`
/// - `dates`: `[text, RFC 3339]`
/// - `lines`: the sentences of the reasons
/// - `marks`: the words of the marks; 0 is none
/// - `effects`: `[assigned, due, unlock, lock, mark, [line, …]]`, dates as places in `dates`, -1 for none
/// - `sections`: `[name, [effect of each item]]`, -1 where there is none
/// - `students`: `[name, SIS id, Canvas id, [[section, enrollment state, [item, effect, …]], …]]`, the last list holding
///   only what is not the section's
struct StudentData {
    private var dateTable = IndexTable<Instant>()
    private var lineTable = IndexTable<String>()
    private var markTable = IndexTable<String>()
    private var effectTable = IndexTable<Effect>()
    private let grid: CourseGrid
    private let dates: PageDates
    private let decisions: ReasonText
    private var sections: [[Int]] = []
    private var students: [StudentEntry] = []
    private var effectIndexes: [EffectKey: Int] = [:]
    private var accommodations: [AccommodationPlace: [String]] = [:]

    init(
        _ report: CourseReport,
        grid: CourseGrid,
        dates: PageDates,
        decisions: ReasonText,
        accommodations: [AccommodationRow] = []
    ) {
        for row in accommodations {
            self.accommodations[AccommodationPlace(row.section.id, row.student.id, row.item.key)] =
                row.accommodation.sentences(row.item.limits, row.shortage)
        }
        self.grid = grid
        self.dates = dates
        self.decisions = decisions
        _ = markTable.index(of: "")
        for section in grid.sections.indices {
            sections.append(
                grid.items.indices.map { item in
                    guard let row = grid[CourseGrid.Place(section: section, item: item)] else { return -1 }
                    return effectIndex(EffectKey(item: item, effective: row.effective))
                }
            )
        }
        addStudents(report.shownStudents)
    }

    /// The `<script type="application/json">` element.
    func element() -> HTMLBuffer {
        let json = OrderedJSON.object([
            (
                "items",
                .array(grid.items.map { .strings([shortened($0.name), $0.value.kindText, $0.value.safeURL ?? ""]) })
            ),
            ("dates", .array(dateTable.values.map { .strings([dates[$0].shown, dates[$0].exact]) })),
            ("lines", .strings(lineTable.values)),
            ("marks", .strings(markTable.values)),
            ("effects", .array(effectTable.values.map(\.json))),
            (
                "sections",
                .array(zip(grid.sections, sections).map { .array([.string(shortened($0.name)), .integers($1)]) })
            ),
            ("students", .array(students.map(\.json))),
        ])
        var out = HTMLBuffer("<script type=\"application/json\" id=\"report-data\">")
        out.append(json.inScript)
        out.markup("</script>")
        return out
    }

    private mutating func addStudents(_ rows: [StudentRow]) {
        var enrollments: [EnrollmentKey] = []
        var effects: [EnrollmentKey: [Int]] = [:]
        var entries: [CanvasID: StudentEntry] = [:]
        for row in rows {
            guard let place = grid.place(of: row) else { continue }
            let key = EnrollmentKey(studentID: row.student.id, section: place.section, state: row.enrollmentState)
            if effects[key] == nil { enrollments.append(key) }
            effects[key, default: Array(repeating: -1, count: grid.items.count)][place.item] =
                effectIndex(EffectKey(item: place.item, row: row, accommodation: accommodation(of: row)))
            if entries[key.studentID] == nil { entries[key.studentID] = StudentEntry(student: row.student) }
        }
        for key in enrollments {
            let (own, usual) = (effects[key] ?? [], sections[key.section])
            let changes = own.indices.filter { own[$0] != usual[$0] }.flatMap { [$0, own[$0]] }
            entries[key.studentID]?.enrollments.append((key.section, key.state, changes))
        }
        students = entries.values.sorted { $0.student.value.precedes($1.student.value) }
    }

    private func accommodation(of row: StudentRow) -> [String] {
        // Most courses have none.
        guard !accommodations.isEmpty else { return [] }
        return accommodations[AccommodationPlace(row.section.id, row.student.id, row.item.key)] ?? []
    }

    private mutating func effectIndex(_ key: EffectKey) -> Int {
        if let known = effectIndexes[key] { return known }
        let item = grid.items[key.item].value
        let effective = key.effective
        var lines = decisions.lines(effective, of: item)
        if let line = decisions.checkLine(key.check, canvasDueAt: key.canvasDueAt) { lines.append(line) }
        lines += key.accommodation
        let isAssigned = effective.assignment.isAssigned
        let effect = Effect(
            isAssigned: isAssigned,
            dates: DateField.allCases.map { field in
                guard isAssigned, let instant = effective[field].instant else { return -1 }
                return dateTable.index(of: instant)
            },
            mark: markTable.index(of: decisions.mark(effective) ?? ""),
            lines: lines.map { lineTable.index(of: $0) }
        )
        let index = effectTable.index(of: effect)
        effectIndexes[key] = index
        return index
    }
}

private struct Effect: Hashable {
    let isAssigned: Bool
    let dates: [Int]
    let mark: Int
    let lines: [Int]

    var json: OrderedJSON {
        .array([.integer(isAssigned ? 1 : 0)] + dates.map(OrderedJSON.integer) + [.integer(mark), .integers(lines)])
    }
}

private struct EffectKey: Hashable {
    let item: Int
    let effective: EffectiveDates
    var check = CanvasCheck.match
    var canvasDueAt: Instant?
    /// In sentences.
    var accommodation: [String] = []
}

private struct AccommodationPlace: Hashable {
    let section: CanvasID
    let student: CanvasID
    let item: ItemKey

    init(_ section: CanvasID, _ student: CanvasID, _ item: ItemKey) {
        (self.section, self.student, self.item) = (section, student, item)
    }
}

extension EffectKey {
    /// A student for whom Canvas agrees, or was not asked, is like any member of the section.
    fileprivate init(item: Int, row: StudentRow, accommodation: [String]) {
        self.init(item: item, effective: row.effective, accommodation: accommodation)
        guard row.canvasCheck != .match, row.canvasCheck != .notChecked else { return }
        check = row.canvasCheck
        canvasDueAt = row.canvasDueAt
    }
}

private struct EnrollmentKey: Hashable {
    let studentID: CanvasID
    let section: Int
    let state: EnrollmentState
}

private struct StudentEntry {
    let student: Shared<Student>
    /// `changes`: items and their effects by turns, as far as they are not the section's.
    var enrollments: [(section: Int, state: EnrollmentState, changes: [Int])] = []

    /// Ids travel as text: a browser's numbers end at 2^53.
    var json: OrderedJSON {
        .array([
            .string(shortened(student.label)), .string(shortened(student.sisID ?? "")),
            .string(student.id.description),
            .array(
                enrollments.map {
                    .array([.integer($0.section), .string($0.state.pageName), .integers($0.changes)])
                }
            ),
        ])
    }
}

/// Values in the order they first came, each with its place.
private struct IndexTable<Value: Hashable> {
    private(set) var values: [Value] = []
    private var indexes: [Value: Int] = [:]

    mutating func index(of value: Value) -> Int {
        if let known = indexes[value] { return known }
        indexes[value] = values.count
        values.append(value)
        return values.count - 1
    }
}
