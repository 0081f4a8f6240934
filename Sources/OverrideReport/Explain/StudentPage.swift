import CanvasAPI
import Foundation

/// A student's sheet as one self-contained page, which prints on A4 and Letter.
extension StudentSheet {
    /// - Parameter templates: a directory of templates that replace the built-in ones.
    /// - Throws: ``TemplateError``
    package func html(templates directory: String?) throws -> [UInt8] {
        let templates = try directory.map(ReportTemplates.replaced(from:)) ?? .builtIn()
        let own = dates.filter { $0.difference == .own }
        let ofSection = dates.filter { $0.difference == .section }
        let name = shortened(student.sortableName)
        let zone = zones.count == 1 ? zones.first?.nameForReaders ?? "" : ""
        let values: PageValues = [
            "title": .text("\(name): dates"),
            "name": .text(name),
            "student_id": .text(student.id.description),
            "sis_id": .text(shortened(student.sisID ?? "")),
            "zone": .text(zone),
            "own_count": .text(grouped(own.count)),
            "section_count": .text(grouped(ofSection.count)),
            "date_count": .text(grouped(dates.count)),
            "accommodation_count": .text(grouped(accommodated.count)),
            "accommodation_remarks": .list(
                accommodationRemarks.map { course, text in
                    ["course": .text(shortened(course ?? "", to: 80)), "text": .text(text)]
                }
            ),
            "snapshot": .text(facts.snapshotName),
            "digest": .text(facts.snapshotSHA256 ?? ""),
            "fetched": .text(facts.fetchedText),
            "findings": .list(findingValues),
            "courses": .list(courses.map(\.values)),
            "unread": .list(unread.map { ["reference": .text($0.reference), "reason": .text($0.reason)] }),
        ]
        let tables = StudentTables(dates: Dictionary(uniqueKeysWithValues: zones.map { ($0, PageDates(zone: $0)) }))
        let parts = [
            "own_table": tables.differences(own, id: "own"),
            "section_table": tables.differences(ofSection, id: "section"),
            "accommodation_table": tables.accommodations(
                accommodated,
                isAsked: courses.contains(where: \.hasAccommodations)
            ),
            "date_table": tables.all(dates),
        ]
        return try templates.render(
            .student,
            values.adding(facts.evidence(in: zones.count == 1 ? zones[0] : facts.zone)),
            parts: parts,
            foot: facts.foot(of: name, in: zones.count == 1 ? zones[0] : nil)
        ).bytes
    }
}

extension StudentCourse {
    fileprivate var values: PageValues {
        [
            "name": .text(shortened(course.course.name)),
            "code": .text(shortened(course.course.code)),
            "page": .text(webAddress(course.pageURL) ?? ""),
            "people": .text(webAddress(peopleURL) ?? ""),
            "teachers": .text(row.teachers.map { shortened($0, to: 80) }.joined(separator: "; ")),
            "account": .text(shortened(course.course.accountName ?? "")),
            "account_page": .text(
                course.course.accountID.flatMap { webAddress("\(course.canvasURL)/accounts/\($0)") } ?? ""
            ),
            "sections": .list(
                places.map { ["section": .text(shortened($0.section.name)), "state": .text($0.state.pageName)] }
            ),
            "zone": .text(course.displayZone.nameForReaders),
            "read_at": .text("\(row.fetchedAt.words(in: .gmt)) UTC"),
            "reason": .text(row.status == .partial ? row.reason : ""),
        ]
    }
}

extension StudentSheet {
    fileprivate var findingValues: [PageValues] {
        findings.map { course, finding in
            [
                "severity": .text(finding.severity.rawValue),
                "course": .text(shortened(course.course.name, to: 80)),
                "text": .text(shortened(finding.message, to: 1_000)),
            ]
        }
    }
}

/// The tables of a student's page.
private struct StudentTables {
    /// By zone: courses may have several, and a row then names its own.
    let dates: [TimeZone: PageDates]

    func differences(_ rows: [StudentDates], id: String) -> HTMLBuffer {
        table(id, [("Item", "text"), ("Their dates", "date"), ("For everyone", "date"), ("Why", "text")], "Nothing.")
            .markup(rows) { row, out in
                let effective = row.row.effective
                let base = row.row.item.base
                let fields = DateField.allCases.filter { field in
                    field == .due || effective[field].instant != nil || base[field] != nil
                }
                writeHead(row, to: &out)
                out.markup("<td role=\"cell\" data-label=\"Their dates\">")
                if row.isAssigned {
                    out.fields(fields) { date(effective[$0].instant, of: row) }
                } else {
                    out.markup("<strong>Not assigned</strong>")
                }
                out.markup("</td><td role=\"cell\" data-label=\"For everyone\">")
                out.fields(fields) { date(base[$0], of: row) }
                out.markup("</td><td role=\"cell\" data-label=\"Why\">")
                out.reasons(row.reasons)
                out.markup("</td></tr>\n")
            }
    }

    func accommodations(_ rows: [StudentDates], isAsked: Bool) -> HTMLBuffer {
        let columns = [("Item", "text"), ("Has", "text"), ("Until", "date"), ("Minutes short", "number")]
        let table = table("accommodation", columns, isAsked ? "None in Classic Quizzes." : "Not known.")
        return table.markup(rows) { row, out in
            writeHead(row, to: &out)
            out.markup("<td role=\"cell\" data-label=\"Has\">")
            out.reasons(row.accommodation?.accommodation.sentences(row.row.item.limits, nil) ?? [])
            out.markup("</td><td role=\"cell\" data-label=\"Until\">")
            let lock = row.isAssigned ? date(row.row.effective.lock.instant, of: row) : nil
            out.markup(row.isAssigned ? lock ?? "no lock date" : "<strong>Not assigned</strong>")
            out.markup("</td><td role=\"cell\" class=\"n\" data-label=\"Minutes short\">")
            if let shortage = row.accommodation?.shortage {
                out.markup("<span class=\"delta\">\(grouped(shortage.minutes))</span>")
                out.element("small", shortage.isCertain ? "even if started at once" : "if started late")
                out.markup("<small>needs a lock date of \(date(shortage.lockToType, of: row) ?? "")</small>")
            }
            out.markup("</td></tr>\n")
        }
    }

    func all(_ rows: [StudentDates]) -> HTMLBuffer {
        let columns = [("Item", "text")] + DateField.allCases.map { ($0.pageName, "date") }
        return table("dates", columns, "The student has no item with dates.").markup(rows) { row, out in
            writeHead(row, to: &out)
            for field in DateField.allCases {
                out.markup("<td role=\"cell\" data-label=\"\(field.pageName)\">")
                if row.isAssigned {
                    out.markup(date(row.row.effective[field].instant, of: row) ?? "–")
                } else if field == .due {
                    out.markup("<strong>Not assigned</strong>")
                }
                out.markup("</td>")
            }
            out.markup("</tr>\n")
        }
    }

    /// A student has some hundred items, all of which are to be on paper.
    private func table(_ id: String, _ columns: [(heading: String, sort: String)], _ emptyText: String) -> PageTable {
        PageTable(id: "\(id)-list", noun: id, columns: columns, mostRows: .max, rest: "", emptyText: emptyText)
    }

    private func writeHead(_ row: StudentDates, to out: inout HTMLBuffer) {
        let mark = row.difference == .own ? " class=\"marked\"" : ""
        out.markup("<tr role=\"row\"\(mark)><th scope=\"row\" role=\"rowheader\">")
        out.item(row.row.item.value)
        let zone = dates.count > 1 ? " · \(row.zone.nameForReaders)" : ""
        out.element("small", shortened(row.row.course.course.name, to: 80) + zone)
        out.markup("</th>")
    }

    private func date(_ instant: Instant?, of row: StudentDates) -> String? {
        instant.flatMap { dates[row.zone]?.element($0) }
    }
}
