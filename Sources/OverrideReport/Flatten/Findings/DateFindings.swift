import CanvasAPI
import Foundation

/// Rules that look at one effective set of dates.
extension FindingRules {
    func dateFindings() -> [FindingRow] {
        let rules = [contradictions, outsideTerm, outsideCourse, noDueDate, midnight, clockChange]
        return effectiveSetSites().flatMap { site in rules.flatMap { $0(site) } }
    }

    private func contradictions(_ site: EffectiveSetSite) -> [FindingRow] {
        let dates = site.effective.dates
        var found: [FindingRow] = []
        if let due = dates.dueAt, let lock = dates.lockAt, lock < due {
            found.append(
                finding(
                    .lockBeforeDue,
                    .error,
                    site,
                    overrideID: site.overrideID(of: .lock, .due),
                    "locks at \(text(lock)), before it is due at \(text(due))"
                )
            )
        }
        if let due = dates.dueAt, let unlock = dates.unlockAt, unlock > due {
            found.append(
                finding(
                    .unlockAfterDue,
                    .error,
                    site,
                    overrideID: site.overrideID(of: .unlock, .due),
                    "unlocks at \(text(unlock)), after it is due at \(text(due))"
                )
            )
        }
        if let lock = dates.lockAt, let unlock = dates.unlockAt, unlock > lock {
            found.append(
                finding(
                    .unlockAfterLock,
                    .error,
                    site,
                    overrideID: site.overrideID(of: .unlock, .lock),
                    "unlocks at \(text(unlock)), after it locks at \(text(lock))"
                )
            )
        }
        return found
    }

    private func outsideTerm(_ site: EffectiveSetSite) -> [FindingRow] {
        guard let term = course.course.term, let due = site.effective.due.instant,
            let how = outside(due, from: term.startAt, to: term.endAt, of: "term “\(term.name)”")
        else { return [] }
        return [finding(.dueOutsideTerm, .warning, site, overrideID: site.overrideID(of: .due), "is due \(how)")]
    }

    private func outsideCourse(_ site: EffectiveSetSite) -> [FindingRow] {
        guard let due = site.effective.due.instant else { return [] }
        let course = course.course
        var how = outside(due, from: course.startAt, to: course.endAt, of: "the course")
        if how == nil, let section = site.section {
            how = outside(due, from: section.startAt, to: section.endAt, of: "section “\(section.name)”")
        }
        guard let how else { return [] }
        return [finding(.dueOutsideCourse, .warning, site, overrideID: site.overrideID(of: .due), "is due \(how)")]
    }

    private func outside(_ due: Instant, from start: Instant?, to end: Instant?, of what: String) -> String? {
        if let start, due < start {
            return "at \(text(due)), before \(what) starts at \(text(start))"
        }
        if let end, due > end {
            return "at \(text(due)), after \(what) ends at \(text(end))"
        }
        return nil
    }

    private func noDueDate(_ site: EffectiveSetSite) -> [FindingRow] {
        guard site.effective.due.instant == nil, let base = site.item.base.dueAt else { return [] }
        return [
            finding(
                .noDueDate,
                .warning,
                site,
                overrideID: site.overrideID(of: .due),
                "has no due date, while everyone else's is \(text(base))"
            )
        ]
    }

    private func midnight(_ site: EffectiveSetSite) -> [FindingRow] {
        let zone = course.course.timeZone ?? .gmt
        guard let due = site.effective.due.instant, due.secondOfDay(in: zone) == 0 else { return [] }
        return [
            finding(
                .midnightDue,
                .warning,
                site,
                overrideID: site.overrideID(of: .due),
                "is due at the first second of the day, \(due.wallTime(in: zone)) \(zone.identifier): "
                    + "the end of the day before may be meant"
            )
        ]
    }

    private func clockChange(_ site: EffectiveSetSite) -> [FindingRow] {
        let zone = course.course.timeZone ?? .gmt
        return DateField.allCases.compactMap { field in
            guard let instant = site.effective[field].instant, instant.fallsIntoClockChange(in: zone) else {
                return nil
            }
            return finding(
                .dstGap,
                .note,
                site,
                overrideID: site.overrideID(of: field),
                "has its \(field.rawValue) date at \(instant.wallTime(in: zone)) \(zone.identifier), "
                    + "in the hour of a clock change"
            )
        }
    }

    private func finding(
        _ rule: FindingRule,
        _ severity: FindingRow.Severity,
        _ site: EffectiveSetSite,
        overrideID: CanvasID?,
        _ predicate: String
    ) -> FindingRow {
        finding(
            rule,
            severity,
            section: site.section,
            student: site.student,
            item: site.item,
            overrideID: overrideID,
            message: "“\(site.item.displayName)” \(predicate), \(site.audience)."
        )
    }
}

extension Item {
    /// The name with the part of a checkpointed discussion, for messages and pages.
    package var displayName: String {
        part.map { "\(name) (\($0.replacing("_", with: " ")))" } ?? name
    }
}
