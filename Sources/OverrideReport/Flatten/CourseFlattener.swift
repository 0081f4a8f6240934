import CanvasAPI
import Foundation

/// `--concluded`: what section overrides of an enrollment that is not active count for.
package enum ConcludedPolicy: String, Sendable, Hashable, CaseIterable {
    /// Set aside while any other override sets the field, as Canvas does.
    case asCanvas = "as-canvas"
    /// Counted like those of an active enrollment.
    case asActive = "as-active"
}

/// Everything that shapes rows besides the data.
struct FlattenOptions: Sendable, Equatable {
    /// The moment that counts as now.
    var asOf: Instant
    var concluded: ConcludedPolicy = .asCanvas
    /// Which enrollments get rows. Those left out still decide dates: a student is one person in all sections.
    var enrollmentStates: Set<EnrollmentState> = Set(EnrollmentState.allCases)
    var timeZone: TimeZoneChoice = .course
    /// Without a trailing slash.
    var canvasURL: String
    /// Who teaches a course is said where it is known.
    var showsTeachers = true

    var engine: EffectiveDatesEngine { EffectiveDatesEngine(asOf: asOf, concluded: concluded) }

    /// The zone that the dates of a course are written in: UTC where the course names none, or one that this machine
    /// does not know.
    func displayZone(of course: Course) -> TimeZone {
        switch timeZone {
        case .utc: .gmt
        case .named(let zone): zone
        case .course: course.timeZone ?? .gmt
        }
    }

    func index(_ snapshot: CourseSnapshot) -> CourseIndex {
        let isZoneUnknown = timeZone == .course && snapshot.course.timeZone == nil
        return CourseIndex(snapshot, notes: isZoneUnknown ? [.timeZoneUnknown] : [])
    }
}

/// `CourseRecord -> CourseReport`: the rows of one course, in report order.
struct CourseFlattener: Sendable {
    let options: FlattenOptions

    func flatten(_ record: CourseRecord) -> CourseReport {
        var row = CourseRow(
            reference: record.reference.text,
            status: record.status,
            reason: "",
            requests: record.requestCount,
            fetchedAt: record.fetchedAt
        )
        switch record.outcome {
        case .failed(let reason):
            row.reason = record.reference.reason(reason)
            row.overrides = 0
            return CourseReport(row: row)
        case .read(let snapshot):
            let teacherRemark = options.showsTeachers ? snapshot.teacherRemark : ""
            let remarks = [snapshot.gaps.summary, snapshot.accommodationRemark, teacherRemark].filter { !$0.isEmpty }
            row.reason = record.reference.reason(remarks.joined(separator: " "))
            if options.showsTeachers { row.teachers = snapshot.teacherNames }
            row.sections = snapshot.sections.count
            row.students = snapshot.students.count
            row.items = snapshot.items.count
            row.overrides = snapshot.gaps.contains { $0.kind.hidesOverrides } ? nil : snapshot.overrides.count
            let course = Shared(
                ReportedCourse(
                    course: snapshot.course,
                    displayZone: options.displayZone(of: snapshot.course),
                    canvasURL: options.canvasURL
                )
            )
            row.course = course
            return report(row, of: course, snapshot)
        }
    }

    private func report(
        _ row: CourseRow,
        of course: Shared<ReportedCourse>,
        _ snapshot: CourseSnapshot
    ) -> CourseReport {
        let index = options.index(withWholeAddresses(snapshot))
        let decisions = index.items.map { options.engine.resolve(index.subjects, $0) }
        let rows = RowMaker(options: options, index: index, course: course, decisions: decisions)
        var report = CourseReport(row: row)
        let individuals: [FindingFacts.Individual]
        (report.students, individuals) = rows.students()
        report.sections = rows.sections()
        report.overrides = OverrideInventory(index: index, course: course).rows()
        report.accommodations = report.accommodationRows(snapshot.accommodations ?? [])
        report.hasAccommodations = snapshot.accommodations != nil
        report.accommodationRemark = snapshot.accommodationRemark
        report.findings = FindingFacts(
            index: index,
            course: course,
            decisions: decisions,
            sections: report.sections,
            overrides: report.overrides,
            accommodations: report.accommodations,
            individuals: individuals
        ).findings()
        report.row.findings = report.findings.count
        return report
    }

    private func withWholeAddresses(_ snapshot: CourseSnapshot) -> CourseSnapshot {
        var copy = snapshot
        for index in copy.items.indices {
            guard let url = copy.items[index].url, url.hasPrefix("/") else { continue }
            copy.items[index].url = options.canvasURL + url
        }
        return copy
    }
}

// MARK: Rows

private struct RowMaker {
    let options: FlattenOptions
    let index: CourseIndex
    let course: Shared<ReportedCourse>
    /// By item, then by subject, as they stand in the index.
    let decisions: [[Resolution]]

    /// The rows, and once for each student and item the first of them, with its decision.
    func students() -> ([StudentRow], [FindingFacts.Individual]) {
        let members = index.members.filter { options.enrollmentStates.contains($0.state) }
        var seen: Set<Int> = []
        let isFirst = members.map { seen.insert($0.subjectIndex).inserted }
        var rows: [StudentRow] = []
        var individuals: [FindingFacts.Individual] = []
        rows.reserveCapacity(members.count * index.items.count)
        individuals.reserveCapacity(seen.count * index.items.count)
        var comparisons: [CanvasComparison: Shared<CanvasComparison>] = [:]
        let memberRuns = members.indices.runs {
            let (left, right) = (members[$0], members[$1])
            return ReportOrder.sameBytes(left.section.name, right.section.name)
                && ReportOrder.sameBytes(left.student.orderName, right.student.orderName)
        }
        let itemRuns = itemRuns
        for memberRun in memberRuns {
            for itemRun in itemRuns {
                // Namesakes, and items of one name and date, are told apart by their ids alone.
                for place in memberRun {
                    for itemIndex in itemRun {
                        let decision = decisions[itemIndex][members[place].subjectIndex]
                        let row = row(members[place], decision, &comparisons)
                        rows.append(row)
                        if isFirst[place] { individuals.append((row, decision)) }
                    }
                }
            }
        }
        return (rows, individuals)
    }

    private func row(
        _ member: CourseIndex.Member,
        _ decision: Resolution,
        _ comparisons: inout [CanvasComparison: Shared<CanvasComparison>]
    ) -> StudentRow {
        let answer = index.canvasAnswer(for: decision.item.item.value, studentID: member.student.id)
        return StudentRow(
            course: course,
            section: member.section,
            student: member.student,
            enrollment: member.enrollment,
            item: decision.item.item,
            effectiveDates: decision.effectiveDates,
            canvas: comparisons.shared(answer.comparison(with: decision.effective))
        )
    }

    func sections() -> [SectionRow] {
        var subjectsOfSection: [CanvasID: Set<Int>] = [:]
        for member in index.members where options.enrollmentStates.contains(member.state) {
            subjectsOfSection[member.section.id, default: []].insert(member.subjectIndex)
        }
        var rows: [SectionRow] = []
        let itemRuns = itemRuns
        for sectionRun in index.sections.runs(where: { ReportOrder.sameBytes($0.name, $1.name) }) {
            for (section, itemIndex) in itemRuns.flatMap({ run in sectionRun.flatMap { s in run.map { (s, $0) } } }) {
                let item = index.items[itemIndex]
                let effectiveDates = options.engine.effectiveDates(for: .plainMember(of: section.id), of: item)
                let members = subjectsOfSection[section.id] ?? []
                rows.append(
                    SectionRow(
                        course: course,
                        section: section,
                        item: item.item,
                        studentCount: members.count,
                        effectiveDates: effectiveDates,
                        individualExceptions: members.count {
                            decisions[itemIndex][$0].effective.givesOther(than: effectiveDates.value)
                        }
                    )
                )
            }
        }
        return rows
    }

    /// Places in ``CourseIndex/items`` of items that their ids alone tell apart.
    private var itemRuns: [Range<Int>] {
        index.items.indices.runs {
            let (left, right) = (index.items[$0].item, index.items[$1].item)
            return left.base.dueAt == right.base.dueAt && ReportOrder.sameBytes(left.name, right.name)
        }
    }
}

extension CourseSnapshot {
    /// By name; without those whose names are left out.
    fileprivate var teacherNames: [String] {
        (teachers ?? []).map(\.sortableName).filter { !$0.isEmpty }.sorted(by: ReportOrder.bytesPrecede)
    }

    fileprivate var teacherRemark: String {
        areTeachersHidden
            ? "Who teaches the course could not be read. Where the token may not see it, ask for the permission “Users - "
                + "view list”." : ""
    }
}

extension Course {
    /// `nil` for a course without a zone, or with one this machine does not know.
    var timeZone: TimeZone? {
        timeZoneName.flatMap(TimeZone.init(identifier:))
    }
}

extension CourseReference {
    /// For `courses.csv`: what is to be said of the course, and that the list names it several times.
    fileprivate func reason(_ reason: String) -> String {
        guard let repetition else { return reason }
        return reason + (reason.isEmpty ? "" : " ") + "The course \(repetition)."
    }
}

extension RandomAccessCollection {
    /// Neighbours that belong together, as slices.
    fileprivate func runs(where belongTogether: (Element, Element) -> Bool) -> [SubSequence] {
        var runs: [SubSequence] = []
        var start = startIndex
        while start < endIndex {
            var end = index(after: start)
            while end < endIndex, belongTogether(self[start], self[end]) { end = index(after: end) }
            runs.append(self[start..<end])
            start = end
        }
        return runs
    }
}
