import CanvasAPI

/// A course as the user's list names it.
package struct CourseReference: Sendable, Hashable {
    enum Identity: Sendable {
        case canvas(CanvasID)
        case sis(String)
    }

    var identity: Identity
    // Lists have millions of courses, nearly all on one line; an array for each would double them. 0 is none.
    private var firstLine: Int32
    /// As it stands in the list, for `course_ref`.
    package var text: String
    private var otherLines: [Int32]

    init(identity: Identity, text: String, lines: [Int] = []) {
        self.identity = identity
        self.text = text
        firstLine = Int32(clamping: lines.first ?? 0)
        otherLines = lines.dropFirst().map { Int32(clamping: $0) }
    }

    /// The lines of the list that name the course.
    var lines: [Int] { firstLine == 0 ? [] : [Int(firstLine)] + otherLines.map { Int($0) } }

    var isListedAgain: Bool { !otherLines.isEmpty }

    /// Where the course stands in the list, once more.
    mutating func addLines(of other: CourseReference) {
        otherLines.append(other.firstLine)
        otherLines += other.otherLines
    }

    /// `stands in the list 3 times (lines 2, 4, 9); it counts once`; `nil` for a course that stands there once.
    var repetition: String? {
        guard isListedAgain else { return nil }
        let named = ([firstLine] + otherLines.prefix(9)).map(String.init).joined(separator: ", ")
        return "is in the list \(otherLines.count + 1) times (lines \(named)\(otherLines.count > 9 ? ", …" : "")); "
            + "it counts once"
    }
}

extension CourseReference.Identity: Hashable {
    /// SIS ids by their bytes, as Canvas compares them: `==` of texts would take “é” and “e” with an accent for one.
    static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.canvas(let left), .canvas(let right)): left == right
        case (.sis(let left), .sis(let right)): left.utf8.elementsEqual(right.utf8)
        default: false
        }
    }

    func hash(into hasher: inout Hasher) {
        switch self {
        case .canvas(let id): hasher.combine(id)
        case .sis(var id): id.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }
}

extension CourseReference.Identity {
    var isSIS: Bool { if case .sis = self { true } else { false } }
}
