import CanvasAPI

/// The look-up over all courses on the first page: students with an override of their own or extra time, each leading to
/// the place on the course's page. The list is staged in a file, as it grows with the number of courses, and is never held
/// in memory.
///
/// The data element is one JSON object: `students`, each `[name, SIS id, Canvas id, place of the course]`, and `courses`,
/// each `[Canvas id, name]`.
final class StudentLookUp {
    /// A browser finds its way through so many quickly.
    static let mostEntries = 20_000

    let path: String
    private let file: ReportFile
    private let mostEntries: Int
    private var courses: [OrderedJSON] = []
    /// Students, counted once a course.
    private(set) var count = 0

    /// - Parameter path: of the file that is made, and is removed when it has been read.
    init(_ path: String, mostEntries: Int = mostEntries) throws(FileError) {
        self.path = path
        self.mostEntries = mostEntries
        file = try ReportFile(path)
        try file.write("<script type=\"application/json\" id=\"student-index\">{\"students\":[")
    }

    var left: Int { max(0, count - mostEntries) }

    func add(_ report: CourseReport) throws(FileError) {
        guard let course = report.course else { return }
        let individuals =
            report.students.filter(\.hasIndividualException).map(\.student) + report.accommodations.map(\.student)
        let students = Dictionary(individuals.map { ($0.id, $0.value) }) { first, _ in first }
        for student in students.values.sorted(by: { $0.precedes($1) }) {
            count += 1
            guard count <= mostEntries else { continue }
            let entry = OrderedJSON.array([
                .string(shortened(student.label)), .string(shortened(student.sisID ?? "")),
                .string(student.id.description), .integer(courses.count),
            ])
            if count > 1 { try file.write(",") }
            try file.write(entry.inScript)
        }
        if !students.isEmpty, count - students.count < mostEntries {
            courses.append(.strings([course.course.id.description, shortened(course.course.name)]))
        }
    }

    func finish() throws(FileError) {
        try file.write("],\"courses\":")
        try file.write(OrderedJSON.array(courses).inScript)
        try file.write("}</script>")
        try file.close()
    }
}
