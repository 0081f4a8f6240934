/// Keeps the first of each course, and remembers where it stood again.
struct CourseListMerger {
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
        let slot = slot(of: reference.identity)
        if places[slot] >= 0 {
            references[Int(places[slot])].addLines(of: reference)
            return
        }
        places[slot] = Int32(references.count)
        references.append(reference)
    }

    /// Where the course is, or the free slot where it belongs.
    private func slot(of identity: CourseReference.Identity) -> Int {
        var slot = Int(identity.hashValue.magnitude % UInt(places.count))
        while places[slot] >= 0, references[Int(places[slot])].identity != identity {
            slot = (slot + 1) % places.count
        }
        return slot
    }

    var notes: [String] {
        let repeated = references.filter(\.isListedAgain)
        var notes = repeated.prefix(notedCourseLimit).compactMap { reference in
            reference.repetition.map { "the course \(reference.text.quoted) \($0)." }
        }
        if repeated.count > notedCourseLimit {
            notes.append("\(repeated.count - notedCourseLimit) more courses stand in the list several times.")
        }
        return notes
    }
}
