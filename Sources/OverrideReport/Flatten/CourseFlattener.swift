import CanvasAPI
import Foundation

/// `CourseRecord -> CourseReport`: the rows of one course, in report order.
struct CourseFlattener: Sendable {
    let options: FlattenOptions
    private let engine: EffectiveDatesEngine

    init(options: FlattenOptions) {
        self.options = options
        engine = EffectiveDatesEngine(asOf: options.asOf, concluded: options.concluded)
    }

    func flatten(_ record: CourseRecord) -> CourseReport {
        switch record.outcome {
        case .failed(let reason): failedReport(record, reason: reason)
        case .read(let snapshot): report(record, snapshot)
        }
    }

    private func failedReport(_ record: CourseRecord, reason: String) -> CourseReport {
        CourseReport(
            row: CourseRow(
                reference: record.reference.text,
                course: nil,
                status: .failed,
                reason: record.reference.reason(reason),
                sections: 0,
                students: 0,
                items: 0,
                overrides: 0,
                findings: 0,
                requests: record.requestCount,
                fetchedAt: record.fetchedAt
            )
        )
    }

    private func report(_ record: CourseRecord, _ snapshot: CourseSnapshot) -> CourseReport {
        let index = CourseIndex(withWholeAddresses(snapshot))
        let (zone, isZoneKnown) = options.displayZone(of: snapshot.course)
        let course = Shared(
            ReportedCourse(course: snapshot.course, displayZone: zone, canvasURL: options.canvasURL)
        )
        let resolved = index.items.map { item in
            index.subjects.map { effectiveDates(for: $0, of: item, isZoneKnown: isZoneKnown) }
        }
        let students = studentRows(index, course, resolved)
        let sections = sectionRows(index, course, resolved, isZoneKnown: isZoneKnown)
        let overrides = OverrideInventory(index: index, course: course).rows()
        let findings = FindingRules(
            index: index,
            course: course,
            engine: engine,
            options: options,
            students: students,
            sections: sections,
            overrides: overrides
        ).findings()
        let row = CourseRow(
            reference: record.reference.text,
            course: snapshot.course,
            status: snapshot.gaps.isEmpty ? .complete : .partial,
            reason: record.reference.reason(snapshot.gaps.summary),
            sections: snapshot.sections.count,
            students: snapshot.students.count,
            items: snapshot.items.count,
            overrides: snapshot.gaps.contains { $0.kind.hidesOverrides } ? nil : snapshot.overrides.count,
            findings: findings.count,
            requests: record.requestCount,
            fetchedAt: record.fetchedAt
        )
        return CourseReport(
            row: row,
            course: course,
            students: students,
            sections: sections,
            overrides: overrides,
            findings: findings
        )
    }

    private func withWholeAddresses(_ snapshot: CourseSnapshot) -> CourseSnapshot {
        var copy = snapshot
        for index in copy.items.indices {
            guard let url = copy.items[index].url, url.hasPrefix("/") else { continue }
            copy.items[index].url = options.canvasURL + url
        }
        return copy
    }

    private func effectiveDates(
        for subject: DateSubject,
        of item: CourseIndex.IndexedItem,
        isZoneKnown: Bool
    ) -> EffectiveDates {
        var effective = engine.effectiveDates(for: subject, of: item.overrides)
        if !item.notes.isEmpty { effective.notes.formUnion(item.notes) }
        if !isZoneKnown { effective.notes.insert(.timeZoneUnknown) }
        return effective
    }
}

extension FlattenOptions {
    /// The zone that the dates of a course are written in. Not known is a zone that the course names and this machine
    /// does not have, or none at all: then it is UTC.
    func displayZone(of course: Course) -> (zone: TimeZone, isKnown: Bool) {
        switch timeZone {
        case .utc: return (.gmt, true)
        case .named(let zone): return (zone, true)
        case .course:
            guard let zone = course.timeZone else { return (.gmt, false) }
            return (zone, true)
        }
    }
}

// MARK: Rows

extension CourseFlattener {
    private func studentRows(
        _ index: CourseIndex,
        _ course: Shared<ReportedCourse>,
        _ resolved: [[EffectiveDates]]
    ) -> [StudentRow] {
        let members = index.members.filter { options.enrollmentStates.contains($0.state) }
        var rows: [StudentRow] = []
        rows.reserveCapacity(members.count * index.items.count)
        let memberRuns = members.runs {
            ReportOrder.sameBytes($0.section.name, $1.section.name)
                && ReportOrder.sameBytes($0.student.sortableName, $1.student.sortableName)
        }
        let itemRuns = itemRuns(index)
        for memberRun in memberRuns {
            for itemRun in itemRuns {
                // Namesakes, and items of one name and date, are told apart by their ids alone.
                for member in memberRun {
                    for itemIndex in itemRun {
                        rows.append(studentRow(index, course, member, itemIndex, resolved))
                    }
                }
            }
        }
        return rows
    }

    private func studentRow(
        _ index: CourseIndex,
        _ course: Shared<ReportedCourse>,
        _ member: CourseIndex.Member,
        _ itemIndex: Int,
        _ resolved: [[EffectiveDates]]
    ) -> StudentRow {
        let item = index.items[itemIndex].item
        let effective = resolved[itemIndex][member.subjectIndex]
        let answer = index.canvasAnswer(for: item.value, studentID: member.student.id)
        return StudentRow(
            course: course,
            section: member.section,
            student: member.student,
            enrollmentState: member.state,
            item: item,
            effective: effective,
            canvasDueAt: answer.dueAt,
            canvasCheck: answer.check(of: effective)
        )
    }

    private func sectionRows(
        _ index: CourseIndex,
        _ course: Shared<ReportedCourse>,
        _ resolved: [[EffectiveDates]],
        isZoneKnown: Bool
    ) -> [SectionRow] {
        var subjectsOfSection: [CanvasID: Set<Int>] = [:]
        for member in index.members where options.enrollmentStates.contains(member.state) {
            subjectsOfSection[member.section.id, default: []].insert(member.subjectIndex)
        }
        var rows: [SectionRow] = []
        let itemRuns = itemRuns(index)
        for sectionRun in index.sections.runs(where: { ReportOrder.sameBytes($0.name, $1.name) }) {
            for (section, itemIndex) in itemRuns.flatMap({ run in sectionRun.flatMap { s in run.map { (s, $0) } } }) {
                let item = index.items[itemIndex]
                let effective = effectiveDates(
                    for: .plainMember(of: section.id),
                    of: item,
                    isZoneKnown: isZoneKnown
                )
                let members = subjectsOfSection[section.id] ?? []
                rows.append(
                    SectionRow(
                        course: course,
                        section: section,
                        item: item.item,
                        studentCount: members.count,
                        effective: effective,
                        individualExceptions: members.count {
                            resolved[itemIndex][$0].givesOtherDates(than: effective)
                        }
                    )
                )
            }
        }
        return rows
    }

    /// Places in ``CourseIndex/items`` of items that their ids alone tell apart.
    private func itemRuns(_ index: CourseIndex) -> [Range<Int>] {
        index.items.indices.runs {
            let (left, right) = (index.items[$0].item, index.items[$1].item)
            return left.base.dueAt == right.base.dueAt && ReportOrder.sameBytes(left.name, right.name)
        }
    }
}

extension EffectiveDates {
    /// The student sees something else: assigned or not, or another date.
    func givesOtherDates(than other: EffectiveDates) -> Bool {
        assignment.isAssigned != other.assignment.isAssigned || assignment.isAssigned && dates != other.dates
    }
}

extension Course {
    /// `nil` for a course without a zone, or with one this machine does not know.
    var timeZone: TimeZone? {
        timeZoneName.flatMap(TimeZone.init(identifier:))
    }
}

extension CourseIndex.CanvasAnswer {
    var dueAt: Instant? {
        if case .listed(let dueAt) = self { dueAt } else { nil }
    }

    func check(of effective: EffectiveDates) -> CanvasCheck {
        switch self {
        case .notAsked: return .notChecked
        case .notListed: return effective.assignment.isAssigned ? .notListed : .match
        case .listed(let dueAt):
            guard effective.assignment.isAssigned else { return .listed }
            switch (dueAt, effective.due.instant) {
            case (nil, nil): return .match
            case (let theirs?, let ours?): return theirs.isSameMinute(as: ours) ? .match : .mismatch
            default: return .mismatch
            }
        }
    }
}

extension DataGap {
    /// For `courses.csv`: what is unknown, and the permission that would help.
    var sentence: String {
        permission.map { "\(message) Ask for the permission “\($0)”." } ?? message
    }
}

extension CourseReference {
    /// For `courses.csv`: what is to be said of the course, and that the list names it several times.
    fileprivate func reason(_ reason: String) -> String {
        guard let repetition else { return reason }
        return reason + (reason.isEmpty ? "" : " ") + "The course \(repetition)."
    }
}

extension [DataGap] {
    /// One sentence for each kind of gap, and how many more there are of it.
    var summary: String {
        let byKind = Dictionary(grouping: self, by: \.kind)
        return byKind.keys.sorted { $0.rawValue < $1.rawValue }
            .compactMap { kind in
                guard let gaps = byKind[kind], let first = gaps.first else { return nil }
                return gaps.count == 1 ? first.sentence : "\(first.sentence) (And \(gaps.count - 1) more like this.)"
            }
            .joined(separator: " ")
    }
}

extension RandomAccessCollection {
    /// Neighbours that belong together, as slices.
    func runs(where belongTogether: (Element, Element) -> Bool) -> [SubSequence] {
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
