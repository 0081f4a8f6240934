import CanvasAPI

/// The students of each section who do not have an item: a matrix says only that their section does not.
struct UnassignedStudents {
    /// How many names a cell gives; the file with all rows has the rest.
    static let mostNames = 30

    private let fileWithAll: String
    private var students: [CellPlace: [Shared<Student>]] = [:]

    init(_ rows: [StudentRow], grid: CourseGrid, fileWithAll: String) {
        self.fileWithAll = fileWithAll
        for row in rows where !row.effective.assignment.isAssigned {
            guard let section = grid.index(of: row.section), let item = grid.index(of: row.item) else { continue }
            let cell = CellPlace(section: section, item: item)
            // A student may have several enrollments in one section.
            guard students[cell]?.contains(where: { $0.id == row.student.id }) != true else { continue }
            students[cell, default: []].append(row.student)
        }
        for cell in students.keys { students[cell]?.sort { $0.value.precedes($1.value) } }
    }

    func write(_ place: CellPlace, to out: inout HTMLBuffer) {
        guard let students = students[place] else { return }
        out.markup("<p class=\"members\">\(quantity(students.count, "student")): ")
        for (position, student) in students.prefix(Self.mostNames).enumerated() {
            if position > 0 { out.markup("; ") }
            out.name(student.sortableName)
        }
        let hidden = students.count - Self.mostNames
        if hidden > 0 { out.markup(" and \(grouped(hidden)) more in <code>\(fileWithAll)</code>") }
        out.markup("</p>")
    }
}
