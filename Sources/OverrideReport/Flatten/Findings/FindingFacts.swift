import CanvasAPI
import Foundation

/// What the rules of findings look at: the rows of a course, and the decisions behind them.
final class FindingFacts {
    typealias Individual = (row: StudentRow, decision: Resolution)

    let index: CourseIndex
    let course: Shared<ReportedCourse>
    /// Of every student, also those without rows; by item, then by subject, as they stand in the index.
    let decisions: [[Resolution]]
    let sections: [SectionRow]
    let overrides: [OverrideRow]
    let accommodations: [AccommodationRow]
    /// One for each student and item with rows: the first, for students of several sections.
    let individuals: [Individual]
    /// What plain members have, by section and item.
    private let ofSections: [CanvasID: [ItemKey: EffectiveDates]]
    private var texts: [Instant: String] = [:]

    /// Every distinct effective set of the course: base, then sections that differ from it, then students who differ
    /// from base and from all of their sections.
    private(set) lazy var sites = baseSites + sectionSites + studentSites

    init(
        index: CourseIndex,
        course: Shared<ReportedCourse>,
        decisions: [[Resolution]],
        sections: [SectionRow],
        overrides: [OverrideRow],
        accommodations: [AccommodationRow],
        individuals: [Individual]
    ) {
        self.index = index
        self.course = course
        self.decisions = decisions
        self.sections = sections
        self.overrides = overrides
        self.accommodations = accommodations
        self.individuals = individuals
        ofSections = Dictionary(grouping: sections) { $0.section.id }.mapValues { rows in
            Dictionary(rows.map { ($0.item.key, $0.effective) }) { _, last in last }
        }
    }

    /// When each student can enter the course, through any enrollment that is not over (where all are, through those);
    /// without those of whom one is not known.
    private(set) lazy var access = Dictionary(grouping: index.members, by: \.student.id)
        .compactMapValues { members -> [Access]? in
            let live = members.filter { $0.state != .completed && $0.state != .inactive }
            let access = (live.isEmpty ? members : live).map(\.enrollment.access)
            return access.contains(nil) ? nil : access.compactMap(\.self)
        }

    /// The zone that teachers type dates in, whatever zone the report is written in.
    var zoneOfTeachers: TimeZone { course.course.timeZone ?? .gmt }

    /// A date for people, in the zone of the report and with its name. A course has few distinct ones.
    func text(_ instant: Instant?) -> String {
        guard let instant else { return "no date" }
        if let known = texts[instant] { return known }
        let text = instant.wordsAndZone(course.displayZone)
        texts[instant] = text
        return text
    }

    /// What the plain members of the student's sections have.
    func setsOfSections(_ row: StudentRow) -> [DateSet] {
        (index.subject(row.student.id)?.sections ?? []).compactMap { membership in
            guard let ofSection = ofSections[membership.sectionID]?[row.item.key], ofSection.assignment.isAssigned
            else { return nil }
            return ofSection.dates
        }
    }

    // MARK: Sites

    /// For each item that somebody has with the base dates.
    private lazy var baseSites: [DateSite] = {
        var keys: Set<ItemKey> = []
        var sites: [DateSite] = []
        func note(_ item: Shared<Item>, _ effective: EffectiveDates) {
            guard effective.assignment.isAssigned, effective.dates == item.base, keys.insert(item.key).inserted else {
                return
            }
            let isForEveryone = index.item(item.key)?.isForEveryone ?? true
            sites.append(
                DateSite(
                    item: item,
                    effective: .base(item.base, assigned: .everyone),
                    audience: isForEveryone ? "for everyone" : "for everyone it is assigned to"
                )
            )
        }
        for row in sections { note(row.item, row.effective) }
        for (row, _) in individuals { note(row.item, row.effective) }
        return sites
    }()

    private lazy var itemsOfBase = Set(baseSites.map(\.item.key))

    private var sectionSites: [DateSite] {
        sections.filter { $0.effective.differs(from: $0.item.base) }.map { row in
            DateSite(
                item: row.item,
                effective: row.effective,
                section: row.section,
                audience: "for section “\(row.section.name)”",
                around: baseAround(row.item)
            )
        }
    }

    private var studentSites: [DateSite] {
        individuals.compactMap { row, _ in
            guard row.effective.differs(from: row.item.base) else { return nil }
            let ofSections = setsOfSections(row)
            guard !ofSections.contains(row.effective.dates) else { return nil }
            return DateSite(
                item: row.item,
                effective: row.effective,
                section: row.section,
                student: row.student,
                audience: "for \(row.student.value.label)",
                around: ofSections + baseAround(row.item)
            )
        }
    }

    private func baseAround(_ item: Shared<Item>) -> [DateSet] {
        itemsOfBase.contains(item.key) ? [item.base] : []
    }
}

/// One set of effective dates and the widest place it holds for, so that a contradiction in the dates for everyone is
/// one finding, not one for each student.
struct DateSite {
    let item: Shared<Item>
    let effective: EffectiveDates
    /// `nil` for the dates for everyone.
    var section: Shared<Section>?
    /// `nil` where the whole section has these dates.
    var student: Shared<Student>?
    /// `for everyone`, `for section “A”`, `for Quimby, Zelda`.
    let audience: String
    /// The sets of those around: everyone's for a section, everyone's and the sections' for a student.
    var around: [DateSet] = []

    /// Whether these fields together are told for the first time here, and not already at a wider place.
    func isNews(_ fields: [DateField]) -> Bool {
        let dates = effective.dates
        return !around.contains { wider in fields.allSatisfy { wider[$0] == dates[$0] } }
    }
}
