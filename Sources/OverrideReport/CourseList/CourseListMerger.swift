import OrderedCollections

/// Keeps the first of each course, and remembers where it stood again.
struct CourseListMerger {
    /// Notes name this many courses; the rest is a number.
    private let notedCourseLimit = 5
    private let notedLineLimit = 10
    private var lines: OrderedDictionary<CourseReference.Identity, [Int]> = [:]
    private(set) var references: [CourseReference] = []

    mutating func add(_ reference: CourseReference, at position: TextPosition) {
        if lines[reference.identity] == nil { references.append(reference) }
        lines[reference.identity, default: []].append(position.line)
    }

    var notes: [String] {
        let repeated = references.filter { lines[$0.identity, default: []].count > 1 }
        var notes = repeated.prefix(notedCourseLimit).map { reference in
            let lines = lines[reference.identity, default: []]
            let shown = lines.prefix(notedLineLimit).map(String.init) + (lines.count > notedLineLimit ? ["…"] : [])
            return "the course \(reference.text.quoted) stands in the list \(lines.count) times (lines "
                + "\(shown.joined(separator: ", "))); it counts once."
        }
        if repeated.count > notedCourseLimit {
            notes.append("\(repeated.count - notedCourseLimit) more courses stand in the list several times.")
        }
        return notes
    }
}
