import CanvasAPI
import Foundation

/// Rules that look at one effective set of dates.
extension FindingRules {
    func dateFindings() -> [FindingRow] {
        let changes = ClockChanges(zone: ruleZone, in: index.snapshot)
        var found: [FindingRow] = []
        for site in effectiveSetSites() {
            found += contradictions(site)
            found += outsideTerm(site)
            found += outsideCourse(site)
            found += noDueDate(site)
            found += midnight(site)
            found += clockChange(site, changes)
        }
        return found
    }

    /// The zone that teachers type dates in, whatever zone the report is written in.
    private var ruleZone: TimeZone { course.course.timeZone ?? .gmt }

    private func contradictions(_ site: EffectiveSetSite) -> [FindingRow] {
        let dates = site.effective.dates
        var found: [FindingRow] = []
        if let due = dates.dueAt, let lock = dates.lockAt, lock < due {
            let predicate = "locks at \(text(lock)), before it is due at \(text(due))"
            found += finding(.lockBeforeDue, .error, site, [.lock, .due], predicate)
        }
        if let due = dates.dueAt, let unlock = dates.unlockAt, unlock > due {
            let predicate = "unlocks at \(text(unlock)), after it is due at \(text(due))"
            found += finding(.unlockAfterDue, .error, site, [.unlock, .due], predicate)
        }
        if let lock = dates.lockAt, let unlock = dates.unlockAt, unlock > lock {
            let predicate = "unlocks at \(text(unlock)), after it locks at \(text(lock))"
            found += finding(.unlockAfterLock, .error, site, [.unlock, .lock], predicate)
        }
        return found
    }

    private func outsideTerm(_ site: EffectiveSetSite) -> [FindingRow] {
        guard let term = course.course.term, let due = site.effective.due.instant,
            let how = outside(due, from: term.startAt, to: term.endAt, of: "term “\(term.name)”")
        else { return [] }
        return finding(.dueOutsideTerm, .warning, site, [.due], "is due \(how)")
    }

    private func outsideCourse(_ site: EffectiveSetSite) -> [FindingRow] {
        let course = course.course
        guard let due = site.effective.due.instant,
            let how = outside(due, from: course.startAt, to: course.endAt, of: "the course")
        else { return [] }
        return finding(.dueOutsideCourse, .warning, site, [.due], "is due \(how)")
    }

    private func noDueDate(_ site: EffectiveSetSite) -> [FindingRow] {
        guard site.effective.due.instant == nil, let base = site.item.base.dueAt else { return [] }
        let predicate = "has no due date, while everyone else's is \(text(base))"
        return finding(.noDueDate, .warning, site, [.due], predicate)
    }

    private func midnight(_ site: EffectiveSetSite) -> [FindingRow] {
        guard let due = site.effective.due.instant, LocalTime(due, in: ruleZone).secondOfDay == 0 else { return [] }
        let predicate =
            "is due at the first second of the day, \(due.wallTime(in: ruleZone)) \(ruleZone.identifier): "
            + "the end of the day before may be meant"
        return finding(.midnightDue, .warning, site, [.due], predicate)
    }

    private func clockChange(_ site: EffectiveSetSite, _ changes: ClockChanges) -> [FindingRow] {
        DateField.allCases.flatMap { field -> [FindingRow] in
            guard let instant = site.effective[field].instant, changes.touched.contains(instant) else { return [] }
            let predicate =
                "has its \(field.label) at \(instant.wallTime(in: ruleZone)) \(ruleZone.identifier), "
                + "in the hour of a clock change"
            return finding(.dstGap, .note, site, [field], predicate)
        }
    }

    private func finding(
        _ rule: FindingRule,
        _ severity: FindingRow.Severity,
        _ site: EffectiveSetSite,
        _ fields: [DateField],
        _ predicate: String
    ) -> [FindingRow] {
        guard site.isNews(fields) else { return [] }
        return [
            finding(
                rule,
                severity,
                section: site.section,
                student: site.student,
                item: site.item,
                overrideID: site.overrideID(of: fields),
                message: "“\(site.item.displayName)” \(predicate), \(site.audience)."
            )
        ]
    }
}

/// The dates of a course that a clock change makes doubtful. Asking a zone costs, and a course has few distinct dates.
private struct ClockChanges {
    let touched: Set<Instant>

    init(zone: TimeZone, in snapshot: CourseSnapshot) {
        var instants: Set<Instant> = []
        for field in DateField.allCases {
            instants.formUnion(snapshot.items.compactMap { $0.base[field] })
            instants.formUnion(snapshot.overrides.compactMap { $0[field].instant })
        }
        touched = instants.filter { $0.fallsIntoClockChange(in: zone) }
    }
}

extension Item {
    /// The name with the part of a checkpointed discussion, for messages and pages.
    var displayName: String {
        part.map { "\(name) (\($0.replacing("_", with: " ")))" } ?? name
    }
}
