import CanvasAPI
import Foundation
import Testing

@testable import OverrideReport

@Suite("Reasons in words") struct ReasonTests {
    private let item = Item(
        key: .assignment(501),
        kind: .assignment,
        name: "Lab report",
        base: DateSet(dueAt: ReportFixtures.instant("2026-02-14T05:00:00Z"))
    )

    private func decisions(_ overrides: [Override] = []) -> ReasonText {
        var course = ReportFixtures.smallCourse
        course.items = [item]
        course.modules = [Module(id: 31, name: "Week 1", position: 1, itemKeys: [item.key])]
        course.overrides = overrides
        return ReasonText(ReportFixtures.report(course).overrides) { PageDates(zone: .gmt)[$0].shown }
    }

    private func effective(
        _ source: AssignmentSource? = .everyone,
        id: CanvasID? = nil,
        isAssigned: Bool = true,
        due: DatedDecision? = nil,
        lock: DatedDecision? = nil
    ) -> EffectiveDates {
        EffectiveDates(
            assignment: AssignmentDecision(isAssigned: isAssigned, source: source, overrideID: id),
            due: due ?? .base(item.base.dueAt),
            unlock: .base(nil),
            lock: lock ?? .base(nil)
        )
    }

    @Test("everyone's dates have no mark and one plain reason")
    func everyone() {
        #expect(decisions().mark(effective()) == nil)
        #expect(decisions().lines(effective(), of: item) == ["The dates for everyone."])
        #expect(decisions().lines(effective(), of: item, fields: [.due]) == ["Due: the date for everyone."])
    }

    @Test("dates from several overrides are told one by one, also a date that is taken away or the same")
    func severalOverrides() {
        let section = Override(id: 1, origin: .item(item.key), title: "Evening", target: .section(12))
        let dates = effective(
            due: DatedDecision(instant: nil, source: .section, overrideID: 1),
            lock: DatedDecision(instant: nil, source: .group, overrideID: 2)
        )
        #expect(decisions([section]).mark(dates) == "Several overrides")
        #expect(
            decisions([section]).lines(dates, of: item) == [
                "Due: Section override “Evening” (id 1). For everyone: Sat 14 Feb 2026, 05:00.",
                "Until: Group override (id 2), the same date as everyone's.",
            ]
        )
    }

    @Test("an item given through a module names the module")
    func assignedByModule() {
        let override = Override(id: 7, origin: .module(31), title: "Evening", target: .section(12))
        let dates = effective(.moduleSection, id: 7)
        #expect(decisions([override]).mark(dates) == "Assigned by module")
        #expect(
            decisions([override]).lines(dates, of: item)
                == ["Assigned through a module: Section override “Evening” of module “Week 1” (id 7)."]
        )
    }

    @Test("an item that is not assigned says what took it away, or what keeps it for others")
    func unassigned() {
        let override = Override(
            id: 8,
            origin: .item(item.key),
            title: "Evening",
            target: .section(12),
            unassigns: true
        )
        let taken = effective(.section, id: 8, isAssigned: false)
        #expect(decisions([override]).mark(taken) == "Not assigned")
        #expect(
            decisions([override]).lines(taken, of: item)
                == ["Not assigned: taken away by section override “Evening” (id 8)."]
        )
        let none = effective(nil, isAssigned: false)
        #expect(
            decisions().lines(none, of: item)
                == ["Not assigned: nothing assigns the item to this student; its modules are for others."]
        )
        #expect(
            decisions().lines(none, of: item, isSection: true) == [
                "Not assigned: nothing assigns the item to the students of this section; its modules are for others."
            ]
        )
        var chosen = item
        chosen.onlyVisibleToOverrides = true
        #expect(
            decisions().lines(none, of: chosen) == ["Not assigned: the item is only for those whom an override names."]
        )
        chosen.isPublished = false
        #expect(decisions().lines(none, of: chosen) == ["Not assigned: the item is not published."])
    }

    @Test("an override that does not count, and the notes, are told after the dates")
    func notes() {
        var dates = effective()
        dates.ignoredSectionOverrideIDs = [9]
        dates.notes = [.concludedSectionIgnored, .timeZoneUnknown]
        #expect(
            decisions().lines(dates, of: item) == [
                "The dates for everyone.",
                "Section override (id 9) sets no date here: the enrollment in that section is not active.",
                RowNote.timeZoneUnknown.sentence,
            ]
        )
    }

    @Test("kinds are named as in Canvas, with the part of a discussion and whether it is published")
    func kinds() {
        let part = Item(
            key: .assignment(1, part: "reply_to_topic"),
            kind: .discussion,
            name: "D",
            isPublished: false,
            url: "javascript:alert(1)"
        )
        #expect(part.kindText == "Discussion, reply to topic, not published")
        #expect(part.safeURL == nil)
    }
}
