/// The rows of `all_dates` and of the quiz endpoints: every override, and the base dates unless nobody has them.
///
/// Canvas: lib/dates_overridable.rb. A date that an override leaves alone is null here, as one that it sets to none.
struct DateRow {
    var id: Int64?
    var dueAt: SandboxInstant?
    var unlockAt: SandboxInstant?
    var lockAt: SandboxInstant?
    var title: String
    var isBase = false
    var setType: String?
    var setID: Int64?

    var body: JSONValue {
        var body: JSONValue = [:]
        body["id"] = id.map(JSONValue.id)
        body["due_at"] = .instant(dueAt)
        body["unlock_at"] = .instant(unlockAt)
        body["lock_at"] = .instant(lockAt)
        body["title"] = .string(title)
        if let setType {
            body["set_type"] = .string(setType)
            body["set_id"] = .optionalID(setID)
        }
        if isBase { body["base"] = true }
        return body
    }
}

extension SandboxCourse {
    /// What the quiz endpoints and `all_dates` list for the item, earliest due date first, none last.
    ///
    /// - Parameters:
    ///   - caller: leaves out student overrides of whom the caller sees nobody; nil lists all.
    ///   - hidesFlagged: leaves out overrides that the sample data hide from the quiz endpoints.
    func dateRows(of item: SandboxItem, for caller: SandboxToken?, hidesFlagged: Bool = false) -> [DateRow] {
        var direct = item.activeOverrides.filter { usesMasteryPaths || $0.setType != "Noop" }
        if hidesFlagged { direct.removeAll(where: \.isHiddenFromQuizEndpoint) }
        if let caller {
            direct.removeAll { $0.studentIDs.map { caller.visibleStudents($0, in: self).isEmpty } ?? false }
        }
        direct.removeAll(where: \.unassignsItem)
        let everyoneRows = direct.filter { $0.target == .course }
        let targeted = direct.filter { $0.target != .course }
        var rows = targeted.map(row) + moduleRows(of: item, beside: targeted)
        let sections = Set(activeSections.map(\.id))
        let covered = rows.filter { row in row.setType == "CourseSection" && row.setID.map(sections.contains) == true }
        if covered.isEmpty || covered.count != sections.count {
            rows += everyone(everyoneRows, item, isAlone: rows.isEmpty)
        }
        return rows.sorted {
            ($0.dueAt?.secondsSince1970 ?? .max, $0.id ?? .max) < ($1.dueAt?.secondsSince1970 ?? .max, $1.id ?? .max)
        }
    }

    private func row(_ override: SandboxOverride) -> DateRow {
        let setID: Int64? =
            switch override.target {
            case .section(let id), .group(let id), .masteryPath(let id): id
            case .course: id
            case .students: nil
            }
        return DateRow(
            id: override.id,
            dueAt: override.dueAt.instant,
            unlockAt: override.unlockAt.instant,
            lockAt: override.lockAt.instant,
            title: title(of: override),
            setType: override.setType,
            setID: setID
        )
    }

    /// Rows of the item's modules, without sections, groups and students that another override names already.
    private func moduleRows(of item: SandboxItem, beside direct: [SandboxOverride]) -> [DateRow] {
        var targets = direct.map(\.target)
        var named = Set(direct.flatMap { $0.studentIDs ?? [] })
        var rows: [DateRow] = []
        for (_, override) in moduleOverrides(of: item) {
            if let students = override.studentIDs {
                let rest = students.filter { named.insert($0).inserted }
                guard !rest.isEmpty else { continue }
                var row = row(override)
                row.title = rest.count == 1 ? "1 student" : "\(rest.count) students"
                rows.append(row)
            } else if !targets.contains(override.target) {
                targets.append(override.target)
                rows.append(row(override))
            }
        }
        return rows
    }

    /// The Course override, or else the base dates, as long as they are anybody's.
    private func everyone(_ overrides: [SandboxOverride], _ item: SandboxItem, isAlone: Bool) -> [DateRow] {
        let title = isAlone ? "Everyone" : "Everyone else"
        if !overrides.isEmpty {
            return overrides.map { override in
                var row = row(override)
                row.title = title
                return row
            }
        }
        guard !item.onlyVisibleToOverrides else { return [] }
        return [
            DateRow(dueAt: item.dueAt, unlockAt: item.unlockAt, lockAt: item.lockAt, title: title, isBase: true)
        ]
    }
}

/// The dates that `due_at`, `unlock_at` and `lock_at` show somebody who teaches or administers the course.
///
/// Canvas: lib/assignment_override_applicator.rb: the latest due date, or none as soon as one is none; the most lenient
/// of each lock. These are nobody's dates: clients ask for the base dates with `override_assignment_dates=false`.
struct TeacherDates {
    var dueAt: SandboxInstant?
    var unlockAt: SandboxInstant?
    var lockAt: SandboxInstant?

    /// - Parameter isOverridden: false shows the base dates.
    init(of item: SandboxItem, in course: SandboxCourse, isOverridden: Bool = true) {
        let assigning = item.activeOverrides.filter { $0.setType != "Noop" && !$0.unassignsItem }
        let overrides = isOverridden ? assigning : []
        let sections = overrides.filter { $0.setType == "CourseSection" }.count
        let ignoresBase = item.onlyVisibleToOverrides || (sections > 0 && sections == course.activeSections.count)
        let base = overrides.contains { $0.target == .course } || ignoresBase ? [] : [item.dueAt]
        dueAt = Self.most(overrides.map(\.dueAt), otherwise: item.dueAt, with: base, lenient: >)
        unlockAt = Self.most(overrides.map(\.unlockAt), otherwise: item.unlockAt, with: [], lenient: <)
        lockAt = Self.most(overrides.map(\.lockAt), otherwise: item.lockAt, with: [], lenient: >)
    }

    private static func most(
        _ dates: [SandboxOverride.OverriddenDate],
        otherwise base: SandboxInstant?,
        with further: [SandboxInstant?],
        lenient: (SandboxInstant, SandboxInstant) -> Bool
    ) -> SandboxInstant? {
        let overridden = dates.filter(\.isOverridden).map(\.instant)
        guard !overridden.isEmpty else { return base }
        let all = overridden + further
        guard !all.contains(where: { $0 == nil }) else { return nil }
        return all.compactMap { $0 }.min(by: lenient)
    }
}
