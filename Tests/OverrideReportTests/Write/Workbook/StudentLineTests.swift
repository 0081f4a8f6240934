import CanvasAPI
import Foundation
import Testing

@testable import OverrideReport

@Suite("Students beside their section")
struct StudentLineTests {
    private func sheet(_ own: EffectiveDates, section: EffectiveDates) throws -> WorkbookReader.Sheet {
        var report = try SampleRows.report()
        report.students = [try SampleRows.studentRow(own)]
        report.sections[0].effectiveDates = Shared(section)
        return try WorkbookSamples.workbook([report]).book.sheet("Students")
    }

    private func given(_ due: String?, _ source: DateSource = .base, _ id: CanvasID? = nil) throws -> EffectiveDates {
        EffectiveDates(
            assignment: AssignmentDecision(isAssigned: true, source: .everyone),
            due: DatedDecision(instant: try due.map(SampleRows.instant), source: source, overrideID: id),
            unlock: .base(nil),
            lock: .base(try SampleRows.instant("2026-03-08T07:30:00Z"))
        )
    }

    private func compared(_ own: String?, _ section: String?) throws -> [String] {
        let sheet = try sheet(given(own), section: given(section))
        return try ["Due for the section, if different (America/New_York)", "Days after section"].flatMap(sheet.column)
    }

    @Test("the section's due date is a date, and the days between are a number with its sign")
    func days() throws {
        #expect(try compared("2026-02-28T04:59:59Z", "2026-02-25T04:59:59Z") == ["46077.99998842592", "3"])
        #expect(try compared("2026-02-24T16:59:59Z", "2026-02-25T04:59:59Z") == ["46077.99998842592", "-0.5"])
        #expect(try compared("2026-02-25T04:59:59Z", "2026-02-25T04:59:59Z") == ["", ""])
        #expect(try compared(nil, "2026-02-25T04:59:59Z") == ["46077.99998842592", "no due date"])
        #expect(try compared("2026-02-25T04:59:59Z", nil) == ["no date", ""])
    }

    @Test("an item that the section has not got has no date to compare with")
    func unassigned() throws {
        let sheet = try sheet(SampleRows.extended(), section: SampleRows.unassigned())
        #expect(try sheet.column("Due for the section, if different (America/New_York)") == [""])
        #expect(try sheet.column("Days after section") == [""])
    }

    @Test("later than the section stands out")
    func mark() throws {
        let definition = studentSheet(.several)
        let column = try #require(definition.columns.first { $0.name == "sheet_days_after_section" })
        let own = try given("2026-02-28T04:59:59Z")
        #expect(column.tone?(try WorkbookSamples.line(own, usual: given("2026-02-25T04:59:59Z"))) == .changed)
        #expect(column.tone?(try WorkbookSamples.line(own, usual: own)) == nil)
    }

    @Test("why, in words with the titles of the overrides and the names of the modules")
    func reasons() throws {
        let report = try SampleRows.report()
        let reasons = ReasonText(report.overrides)
        let item = try SampleRows.quiz().value
        #expect(reasons.phrase(try given("2026-02-28T04:59:59Z"), of: item) == "")
        #expect(
            reasons.phrase(try given("2026-02-28T04:59:59Z", .student, 31), of: item) == "Student override “1 student”"
        )
        #expect(reasons.phrase(try given("2026-02-28T04:59:59Z", .course), of: item) == "Course override")
        var locked = try given("2026-02-28T04:59:59Z")
        locked.lock = DatedDecision(instant: nil, source: .group, overrideID: 99)
        #expect(reasons.phrase(locked, of: item) == "Group override 99 (lock date)")
        var module = try given("2026-02-28T04:59:59Z")
        module.assignment = AssignmentDecision(isAssigned: true, source: .moduleSection, overrideID: 40)
        #expect(reasons.phrase(module, of: item) == "Assigned by module “Week 1”")
        module.due = DatedDecision(instant: nil, source: .student, overrideID: 31)
        #expect(reasons.phrase(module, of: item) == "Student override “1 student”; assigned by module “Week 1”")
        var section = try given("2026-02-28T04:59:59Z")
        section.assignment = AssignmentDecision(isAssigned: true, source: .student, overrideID: 31)
        #expect(reasons.phrase(section, of: item) == "Assigned by student override “1 student”")
    }

    @Test("why not: what takes the item away, or that nothing gives it")
    func losses() throws {
        let reasons = ReasonText(try SampleRows.report().overrides)
        var item = try SampleRows.quiz().value
        var lost = try SampleRows.unassigned()
        #expect(reasons.phrase(lost, of: item) == "Not assigned: section override 33 takes it away")
        lost.assignment = AssignmentDecision(isAssigned: false, source: .student, overrideID: 31)
        #expect(reasons.phrase(lost, of: item) == "Not assigned: student override “1 student” takes it away")
        lost.assignment = AssignmentDecision(isAssigned: false, source: nil)
        #expect(reasons.phrase(lost, of: item) == "Not assigned: its modules are for others")
        item.onlyVisibleToOverrides = true
        #expect(reasons.phrase(lost, of: item) == "Not assigned: only for those whom an override names")
        item.isPublished = false
        #expect(reasons.phrase(lost, of: item) == "Not assigned: not published")
    }

    @Test("each note has a phrase of its own")
    func phrases() {
        #expect(Set(RowNote.allCases.map(\.phrase)).count == RowNote.allCases.count)
    }
}
