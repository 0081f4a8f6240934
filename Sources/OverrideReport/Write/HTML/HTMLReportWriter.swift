/// Writes `courses/<course_id>.html` for each course as it comes, and `index.html` at the end. A course that could not
/// be read has no page; the index says why.
final class HTMLReportWriter: ReportWriter {
    static let indexName = "index.html"

    private let directory: String
    private let templates: ReportTemplates
    /// `nil` where nothing that such a page shows is asked for.
    private let page: CoursePage?
    private var index: IndexPage
    private let lookUp: StudentLookUp?

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
        let hasPages = kinds.haveCoursePages
        page = hasPages ? CoursePage(templates: templates, kinds: kinds, formats: formats, facts: facts) : nil
        index = IndexPage(facts: facts, kinds: kinds, formats: formats)
        lookUp = kinds.contains(.students) ? try StudentLookUp("\(directory)/look-up.part") : nil
        if hasPages { _ = try FileSystem.createDirectory("\(directory)/courses") }
    }

    func write(_ course: CourseReport) throws {
        var path: String?
        if let page, let reported = course.course {
            let name = "courses/\(reported.course.id).html"
            try ReportFile.write(try page.render(course, reported.value).bytes, to: "\(directory)/\(name)")
            path = name
        }
        index.add(course, page: path)
        try lookUp?.add(course)
    }

    func finish(_ totals: ReportTotals, _ facts: RunFacts) throws {
        index.facts = facts
        try lookUp?.finish()
        try index.write(totals, lookUp: lookUp, templates: templates, to: "\(directory)/\(Self.indexName)")
        if let lookUp { _ = try FileSystem.removeFile(lookUp.path) }
    }
}

/// The page of one course: `courses/<course_id>.html`. It says nothing of how the course was fetched, so that it changes
/// only with the course's data, the moment that counts as now, and through whose eyes it is seen.
struct CoursePage {
    /// How many findings of one rule a course page lists.
    private static let mostFindings = 100

    let templates: ReportTemplates
    let kinds: Set<ReportKind>
    let formats: Set<ReportFormat>
    let facts: RunFacts

    func render(_ report: CourseReport, _ course: ReportedCourse) throws -> HTMLBuffer {
        let dates = PageDates(zone: course.displayZone)
        let decisions = ReasonText(report.overrides) { dates[$0].shown }
        let grid = CourseGrid(report)
        let studentFile = formats.fileWithAllRows(of: .students)
        let exceptions = ExceptionTable(
            report,
            grid: grid,
            dates: dates,
            decisions: decisions,
            fileWithAll: studentFile
        )
        var findings = FindingGroups(
            mostShown: Self.mostFindings,
            fileWithAll: formats.fileWithAllRows(of: .findings)
        )
        for finding in report.findings { findings.add(finding, page: nil) }

        var parts: [String: HTMLBuffer] = [:]
        if kinds.contains(.sections) {
            let unassigned =
                kinds.contains(.students)
                ? UnassignedStudents(report.shownStudents, grid: grid, fileWithAll: studentFile) : nil
            parts["matrix"] =
                CourseMatrix(
                    grid: grid,
                    rowChoice: report.rowChoice,
                    dates: dates,
                    decisions: decisions,
                    unassigned: unassigned
                ).table()
        }
        if kinds.contains(.students) {
            parts["exceptions"] = exceptions.table()
            parts["data"] = StudentData(
                report,
                grid: grid,
                dates: dates,
                decisions: decisions,
                accommodations: kinds.contains(.accommodations) ? report.accommodations : []
            ).element()
        }
        if kinds.contains(.accommodations) {
            parts["accommodations"] =
                AccommodationTable(
                    rows: report.accommodations,
                    remark: report.accommodationRemark,
                    dates: dates,
                    fileWithAll: formats.fileWithAllRows(of: .accommodations)
                ).table()
        }
        if kinds.contains(.overrides) {
            parts["override_table"] = OverrideTable(rows: report.overrides, dates: dates).table()
        }
        let name = shortened(course.course.name)
        let values: PageValues = [
            "title": .text("\(name): dates and overrides"),
            "name": .text(name),
            "code": .text(shortened(course.course.code)),
            "sis_id": .text(shortened(course.course.sisID ?? "")),
            "term": .text(shortened(course.course.term?.name ?? "")),
            "zone": .text(course.displayZone.identifier),
            "course_url": .text(webAddress(course.pageURL) ?? ""),
            "reason": .text(report.row.status == .complete ? "" : report.row.reason),
            "rows": .text(report.rowChoice.sentence ?? ""),
            "facts": .list(facts(report.row, exceptions: exceptions, findings: findings)),
            "section_count": .text(grid.sections.count > 3 ? grouped(grid.sections.count) : ""),
            "has_sections": .flag(kinds.contains(.sections)),
            "student_file": .text(studentFile),
            "has_students": .flag(kinds.contains(.students)),
            "has_overrides": .flag(kinds.contains(.overrides)),
            "override_count": .text(grouped(report.overrides.count)),
            "has_accommodations": .flag(kinds.contains(.accommodations)),
            "accommodation_count": .text(grouped(report.accommodations.count)),
            "has_findings": .flag(kinds.contains(.findings)),
            "exception_count": .text(grouped(exceptions.count)),
            "finding_count": .text(grouped(findings.count)),
            "finding_groups": findings.values,
        ]
        return try templates.render(
            .course,
            values.adding(facts.evidence(in: course.displayZone)),
            parts: parts,
            foot: facts.foot(of: name, in: course.displayZone)
        )
    }

    private func facts(_ row: CourseRow, exceptions: ExceptionTable, findings: FindingGroups) -> [PageValues] {
        var facts: [PageValues] = [
            .fact(row.sections, "Sections"), .fact(row.students, "Students"), .fact(row.items, "Items"),
            .fact(row.overrides, "Overrides"),
        ]
        if kinds.contains(.students) {
            facts.append(.fact(exceptions.studentCount, "Students with other dates than their section"))
        }
        if kinds.contains(.findings) { facts.append(.fact(findings.count, "Findings", note: findings.summary)) }
        return facts
    }
}

extension PageValues {
    /// A number with its name, for the row of figures on top of a page.
    static func fact(_ value: Int?, _ label: String, note: String = "") -> PageValues {
        ["value": .text(value.map(grouped) ?? "not known"), "label": .text(label), "note": .text(note)]
    }
}
