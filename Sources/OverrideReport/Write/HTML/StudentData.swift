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
    private let decisions: DecisionText
    private var sections: [[Int]] = []
    private var students: [StudentEntry] = []
    private var effectIndexes: [EffectKey: Int] = [:]

    init(_ report: CourseReport, grid: CourseGrid, dates: PageDates, decisions: DecisionText) {
        self.grid = grid
        self.dates = dates
        self.decisions = decisions
        _ = markTable.index(of: "")
        for section in grid.sections.indices {
            sections.append(
                grid.items.indices.map { item in
                    guard let row = grid.row(section: section, item: item) else { return -1 }
                    return effectIndex(EffectKey(item: item, effective: row.effective))
                }
            )
        }
        addStudents(report.students)
    }

    /// The `<script type="application/json">` element.
    func element() -> HTMLBuffer {
        var json = JSONBuffer()
        json.object { json in
            json.key("items")
            json.array(of: grid.items) { json, item in
                json.strings([shortened(item.name), item.value.kindText, item.value.safeURL ?? ""])
            }
            json.key("dates")
            json.array(of: dateTable.values) { $0.strings([dates[$1].shown, dates[$1].exact]) }
            json.key("lines")
            json.strings(lineTable.values)
            json.key("marks")
            json.strings(markTable.values)
            json.key("effects")
            json.array(of: effectTable.values) { $1.write(to: &$0) }
            json.key("sections")
            json.array(of: Array(zip(grid.sections, sections))) { json, section in
                json.array { json in
                    json.string(shortened(section.0.name))
                    json.integers(section.1)
                }
            }
            json.key("students")
            json.array(of: students) { $1.write(to: &$0) }
        }
        var out = HTMLBuffer(reservingCapacity: json.bytes.count + 80)
        out.markup("<script type=\"application/json\" id=\"report-data\">")
        out.markup(String(decoding: json.bytes, as: UTF8.self))
        out.markup("</script>")
        return out
    }

    private mutating func addStudents(_ rows: [StudentRow]) {
        var places: [CanvasID: Int] = [:]
        var effects: [EnrollmentKey: [Int]] = [:]
        var enrollments: [EnrollmentKey] = []
        for row in rows {
            guard let section = grid.index(of: row.section), let item = grid.index(of: row.item) else { continue }
            let key = EnrollmentKey(studentID: row.student.id, section: section, state: row.enrollmentState)
            if effects[key] == nil {
                enrollments.append(key)
                effects[key] = Array(repeating: -1, count: grid.items.count)
            }
            if places[row.student.id] == nil {
                places[row.student.id] = students.count
                students.append(StudentEntry(student: row.student, enrollments: []))
            }
            effects[key]?[item] = effectIndex(EffectKey(item: item, row: row))
        }
        for key in enrollments {
            guard let place = places[key.studentID], let own = effects[key] else { continue }
            let usual = sections[key.section]
            let changes = own.indices.filter { own[$0] != usual[$0] }.flatMap { [$0, own[$0]] }
            students[place].enrollments.append(
                StudentEntry.Enrollment(section: key.section, state: key.state, changes: changes)
            )
        }
        students.sort { $0.student.value.precedes($1.student.value) }
    }

    private mutating func effectIndex(_ key: EffectKey) -> Int {
        if let known = effectIndexes[key] { return known }
        let item = grid.items[key.item].value
        let effective = key.effective
        var lines = decisions.lines(effective, of: item)
        if let line = decisions.checkLine(key.check, canvasDueAt: key.canvasDueAt) { lines.append(line) }
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

    func write(to json: inout JSONBuffer) {
        json.array { json in
            json.integer(isAssigned ? 1 : 0)
            for date in dates { json.integer(date) }
            json.integer(mark)
            json.integers(lines)
        }
    }
}

private struct EffectKey: Hashable {
    let item: Int
    let effective: EffectiveDates
    let check: CanvasCheck
    let canvasDueAt: Instant?

    init(item: Int, effective: EffectiveDates) {
        self.item = item
        self.effective = effective
        self.check = .match
        self.canvasDueAt = nil
    }

    /// A student for whom Canvas agrees, or was not asked, is like any member of the section.
    init(item: Int, row: StudentRow) {
        let agrees = row.canvasCheck == .match || row.canvasCheck == .notChecked
        self.item = item
        self.effective = row.effective
        self.check = agrees ? .match : row.canvasCheck
        self.canvasDueAt = agrees ? nil : row.canvasDueAt
    }
}

private struct EnrollmentKey: Hashable {
    let studentID: CanvasID
    let section: Int
    let state: EnrollmentState
}

private struct StudentEntry {
    struct Enrollment {
        let section: Int
        let state: EnrollmentState
        let changes: [Int]
    }

    let student: Shared<Student>
    var enrollments: [Enrollment]

    /// Ids travel as text: a browser's numbers end at 2^53.
    func write(to json: inout JSONBuffer) {
        json.array { json in
            json.string(shortened(student.sortableName))
            json.string(shortened(student.sisID ?? ""))
            json.string(student.id.description)
            json.array(of: enrollments) { json, enrollment in
                json.array { json in
                    json.integer(enrollment.section)
                    json.string(enrollment.state.pageName)
                    json.integers(enrollment.changes)
                }
            }
        }
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
