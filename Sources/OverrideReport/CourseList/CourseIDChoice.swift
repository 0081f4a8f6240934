import CanvasAPI

/// What the column `course_id` holds: Canvas calls its own id so, and SIS files call theirs so.
struct CourseIDChoice {
    let kind: CourseIDKind
    /// Says how the column was understood, where no option settled it.
    let notes: [String]
    /// How many entries the list has, repeated ones too.
    let entryCount: Int

    init(_ entries: CourseListEntries, settled: CourseIDKind?, file: String) throws(InputError) {
        let column = try CourseIDColumn(entries, isSettled: settled != nil, file: file)
        entryCount = column.entryCount
        guard settled == nil, let first = column.first else {
            (kind, notes) = (settled ?? .canvas, [])
            return
        }
        if entries.isSISFile {
            kind = .sis
            notes = [
                "\(file): course_id is taken for SIS ids, because short_name and long_name show that this is a SIS file; "
                    + "--course-ids canvas takes it for Canvas ids."
            ]
            return
        }
        // A mixture may be SIS ids of which some happen to be numbers, and those would silently name other courses.
        if let other = column.other {
            throw InputError(
                file: file,
                position: other.position,
                message:
                    "course_id holds whole numbers and other texts (\(first.entry.text.quoted), \(other.text.quoted)); "
                    + "say --course-ids canvas or --course-ids sis."
            )
        }
        kind = first.isCanvasID ? .canvas : .sis
        notes = [
            kind == .canvas
                ? "\(file): course_id is taken for Canvas ids; --course-ids sis takes it for SIS ids."
                : "\(file): course_id is taken for SIS ids, because it holds no whole numbers; --course-ids canvas "
                    + "takes it for Canvas ids."
        ]
    }
}

/// What stands in the column, as far as it tells.
private struct CourseIDColumn {
    /// The first id that does not say itself what it is.
    private(set) var first: (entry: CourseListEntry, isCanvasID: Bool)?
    /// The first that is a whole number where `first` is none, or the reverse.
    private(set) var other: CourseListEntry?
    private(set) var entryCount = 0

    init(_ entries: CourseListEntries, isSettled: Bool, file: String) throws(InputError) {
        var column = (first: first, other: other, entryCount: 0)
        try entries.forEachEntry { (entry) throws(InputError) in
            column.entryCount += 1
            guard !isSettled, entry.kind == .column(.courseID) else { return }
            let isCanvasID = CanvasID(listed: entry.text) != nil
            if !isCanvasID {
                guard !CourseReferenceParser.saysWhatItIs(entry.text) else { return }
                if !entries.isSISFile, let reason = SpreadsheetMangling.reason(entry.text) {
                    throw InputError(file: file, position: entry.position, message: reason)
                }
            }
            guard let first = column.first else {
                column.first = (entry, isCanvasID)
                return
            }
            if column.other == nil, first.isCanvasID != isCanvasID { column.other = entry }
        }
        (first, other, entryCount) = column
    }
}
