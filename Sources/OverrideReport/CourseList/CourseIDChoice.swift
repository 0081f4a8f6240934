import CanvasAPI

/// What the column `course_id` holds: Canvas calls its own id so, and SIS files call theirs so.
struct CourseIDChoice {
    let kind: CourseIDKind
    /// Says how the column was understood, where no option settled it.
    let notes: [String]

    init(_ entries: CourseListEntries, settled: CourseIDKind?, file: String) throws(InputError) {
        let ids = entries.all.filter { $0.kind == .column(.courseID) && !CourseReferenceParser.saysWhatItIs($0.text) }
        if settled != nil || ids.isEmpty {
            kind = settled ?? .canvas
            notes = []
        } else if entries.isSISFile {
            kind = .sis
            notes = [
                "\(file): course_id is taken for SIS ids, because short_name and long_name show that this is a SIS file; "
                    + "--course-ids canvas takes it for Canvas ids."
            ]
        } else {
            kind = try Self.told(by: ids, file: file)
            notes = [
                kind == .canvas
                    ? "\(file): course_id is taken for Canvas ids; --course-ids sis takes it for SIS ids."
                    : "\(file): course_id is taken for SIS ids, because it holds no whole numbers; --course-ids canvas "
                        + "takes it for Canvas ids."
            ]
        }
    }

    /// All whole numbers or none: a mixture may be SIS ids of which some happen to be numbers, and those would silently
    /// name other courses.
    private static func told(by ids: [CourseListEntry], file: String) throws(InputError) -> CourseIDKind {
        for entry in ids {
            guard let reason = SpreadsheetMangling.reason(entry.text) else { continue }
            throw InputError(file: file, position: entry.position, message: reason)
        }
        let isCanvas = ids.map { CanvasID(listed: $0.text) != nil }
        guard let other = isCanvas.firstIndex(where: { $0 != isCanvas[0] }) else {
            return isCanvas[0] ? .canvas : .sis
        }
        throw InputError(
            file: file,
            position: ids[other].position,
            message:
                "course_id holds whole numbers and other texts (\(ids[0].text.quoted), \(ids[other].text.quoted)); "
                + "say --course-ids canvas or --course-ids sis."
        )
    }
}
