/// Writes `courses/<course_id>.html` for each course as it comes, and `index.html` at the end. A course that could not
/// be read has no page; the index says why.
final class HTMLReportWriter: ReportWriter {
    private let directory: String
    private let templates: ReportTemplates
    private let page: CoursePage
    private var index: IndexPage

    /// - Parameters:
    ///   - directory: where the files are made; it is there already.
    ///   - kinds: the parts that the pages show; the list of courses always stands on the index.
    ///   - formats: what is written beside the pages, to which they send a reader who wants all rows.
    init(
        directory: String,
        kinds: Set<ReportKind>,
        formats: Set<ReportFormat>,
        templates: ReportTemplates,
        facts: RunFacts
    ) throws {
        self.directory = directory
        self.templates = templates
        self.page = CoursePage(templates: templates, kinds: kinds, formats: formats)
        self.index = IndexPage(facts: facts, kinds: kinds, formats: formats)
        _ = try FileSystem.createDirectory("\(directory)/courses")
    }

    func write(_ course: CourseReport) throws {
        guard let reported = course.course else {
            index.add(course, page: nil)
            return
        }
        let path = "courses/\(reported.course.id).html"
        try write(try page.render(course, reported.value), to: path)
        index.add(course, page: path)
    }

    func finish(_ totals: ReportTotals, _ facts: RunFacts) throws {
        index.facts = facts
        try write(try index.render(totals, templates: templates), to: "index.html")
    }

    private func write(_ page: HTMLBuffer, to path: String) throws {
        let file = try ReportFile("\(directory)/\(path)")
        try file.write(page.bytes)
        try file.close()
    }
}
