import CanvasAPI

/// Turns a course's gaps into the notes of the rows they touch.
struct GapNotes {
    private let kinds: Set<DataGap.Kind>
    private let hiddenModules: Set<CanvasID>
    private let hasHiddenGroupMembers: Bool

    init(_ gaps: [DataGap]) {
        kinds = Set(gaps.filter { $0.itemKey == nil && $0.moduleID == nil }.map(\.kind))
        hiddenModules = Set(gaps.compactMap(\.moduleID))
        hasHiddenGroupMembers = gaps.contains { $0.kind == .groupMembersHidden }
    }

    func hidesModuleOverrides(of moduleIDs: [CanvasID]) -> Bool {
        kinds.contains(.modulesHidden)
            || !moduleIDs.isEmpty
                && (kinds.contains(.moduleOverridesHidden) || kinds.contains(.moduleOverridesUnsupported)
                    || moduleIDs.contains(where: hiddenModules.contains))
    }

    func notes(of item: Item, moduleIDs: [CanvasID], hasUnreadGroup: Bool) -> Set<RowNote> {
        var notes: Set<RowNote> = []
        switch item.overrideSource {
        case .rows: break
        case .quizEndpoint: notes.insert(.datesFromQuizEndpoint)
        case .hidden: notes.insert(.itemOverridesHidden)
        }
        if hidesModuleOverrides(of: moduleIDs) { notes.insert(.moduleOverridesHidden) }
        if item.hasHiddenParts { notes.insert(.checkpointsHidden) }
        if hasHiddenGroupMembers && hasUnreadGroup { notes.insert(.groupMembersHidden) }
        return notes
    }
}
