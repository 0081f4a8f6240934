import CanvasAPI

/// The courses that a user asked for, each once, in the order of the list.
package struct CourseList: Sendable, Equatable {
    package var references: [CourseReference]
    /// What was decided on the way and should be said: how ids were understood, which courses stood twice.
    package var notes: [String] = []
}

/// `--input-format`
package enum CourseListFormat: String, Sendable, Hashable, CaseIterable {
    case csv
    case text
    case json
}

/// `--course-ids`: what an id that does not say it itself is.
package enum CourseIDKind: String, Sendable, Hashable, CaseIterable {
    case canvas
    case sis
}

/// Reads a list of courses: CSV with a header, plain text with one course a line, or JSON.
package struct CourseListReader: Sendable {
    /// The configured Canvas; a course URL of another host is an error.
    let canvasURL: String
    /// Settles what `course_id` and bare ids are; `nil` to tell it from the list.
    var courseIDs: CourseIDKind?
    /// Settles the format; `nil` to tell it from the file's extension or its first characters.
    var format: CourseListFormat?

    package init(canvasURL: String, courseIDs: CourseIDKind? = nil, format: CourseListFormat? = nil) {
        self.canvasURL = canvasURL
        self.courseIDs = courseIDs
        self.format = format
    }

    package func read(_ input: InputText) throws(InputError) -> CourseList {
        let entries = try CourseListEntries(input, format: format)
        func parser(_ kind: CourseIDKind) -> CourseReferenceParser {
            CourseReferenceParser(canvasURL: canvasURL, bareIDs: courseIDs, courseIDs: kind, file: input.file)
        }
        let choice: CourseIDChoice
        do {
            choice = try CourseIDChoice(entries, settled: courseIDs, file: input.file)
        } catch {
            // An entry before it may be wrong too: the first is told. What course_id holds is not known then, and a SIS
            // id may be anything.
            let parser = parser(courseIDs ?? .sis)
            try entries.forEachEntry { (entry) throws(InputError) in
                guard let end = error.position, entry.position.isBefore(end) else { throw error }
                _ = try parser.reference(entry)
            }
            throw error
        }
        let parser = parser(choice.kind)
        var merger = CourseListMerger(entryCount: choice.entryCount)
        try entries.forEachEntry { (entry) throws(InputError) in
            merger.add(try parser.reference(entry))
        }
        guard !merger.references.isEmpty else {
            throw InputError(file: input.file, message: "the list names no course.")
        }
        return CourseList(references: merger.references, notes: choice.notes + merger.notes)
    }
}

/// What the column `course_id` holds: Canvas calls its own id so, and SIS files call theirs so.
private struct CourseIDChoice {
    let kind: CourseIDKind
    /// Says how the column was understood, where no option settled it.
    let notes: [String]
    /// How many entries the list has, repeated ones too.
    let entryCount: Int

    init(_ entries: CourseListEntries, settled: CourseIDKind?, file: String) throws(InputError) {
        var count = 0
        // The first id that does not say itself what it is.
        var first: (entry: CourseListEntry, isCanvasID: Bool)?
        try entries.forEachEntry { (entry) throws(InputError) in
            count += 1
            guard settled == nil, entry.kind == .column(.courseID) else { return }
            let isCanvasID = CanvasID(listed: entry.text) != nil
            if !isCanvasID {
                guard !CourseReferenceParser.saysWhatItIs(entry.text) else { return }
                if !entries.isSISFile, let reason = SpreadsheetMangling.reason(entry.text) {
                    throw InputError(file: file, position: entry.position, message: reason)
                }
            }
            guard let known = first else {
                first = (entry, isCanvasID)
                return
            }
            // A mixture may be SIS ids of which some happen to be numbers, and those would silently name other courses.
            guard entries.isSISFile || known.isCanvasID == isCanvasID else {
                throw InputError(
                    file: file,
                    position: entry.position,
                    message:
                        "course_id holds whole numbers and other texts (\(known.entry.text.quoted), "
                        + "\(entry.text.quoted)); say --course-ids canvas or --course-ids sis."
                )
            }
        }
        entryCount = count
        guard settled == nil, let first else {
            (kind, notes) = (settled ?? .canvas, [])
            return
        }
        let (reading, otherwise): (String, String)
        if entries.isSISFile {
            (kind, reading) = (.sis, "SIS ids, because short_name and long_name show that this is a SIS file")
        } else if first.isCanvasID {
            (kind, reading) = (.canvas, "Canvas ids")
        } else {
            (kind, reading) = (.sis, "SIS ids, because it holds no whole numbers")
        }
        otherwise = kind == .canvas ? "sis takes it for SIS ids" : "canvas takes it for Canvas ids"
        notes = ["\(file): course_id is taken for \(reading); --course-ids \(otherwise)."]
    }
}

/// Keeps the first of each course, and remembers where it stood again.
private struct CourseListMerger {
    /// Notes name this many courses; the rest is a number.
    private let notedCourseLimit = 5
    private(set) var references: [CourseReference] = []
    /// Places in `references` by the hash of their courses, -1 where free: a seventh of what a dictionary takes of a
    /// list of millions.
    private var places: [Int32]

    init(entryCount: Int) {
        references.reserveCapacity(entryCount)
        places = Array(repeating: -1, count: entryCount * 3 / 2 + 1)
    }

    mutating func add(_ reference: CourseReference) {
        // Where the course is, or the free slot where it belongs.
        var slot = Int(reference.identity.hashValue.magnitude % UInt(places.count))
        while places[slot] >= 0 {
            let known = Int(places[slot])
            if references[known].identity == reference.identity { return references[known].addLines(of: reference) }
            slot = (slot + 1) % places.count
        }
        places[slot] = Int32(references.count)
        references.append(reference)
    }

    var notes: [String] {
        let repeated = references.filter(\.isListedAgain)
        let named = repeated.prefix(notedCourseLimit).compactMap { reference in
            reference.repetition.map { "the course \(reference.text.quoted) \($0)." }
        }
        let rest = repeated.count - named.count
        return rest > 0 ? named + ["\(rest) more courses stand in the list several times."] : named
    }
}
