/// Reads a list of courses: CSV with a header, plain text with one course a line, or JSON.
struct CourseListReader: Sendable {
    private let canvasURL: String
    private let courseIDs: CourseIDKind?
    private let format: CourseListFormat?

    /// - Parameters:
    ///   - canvasURL: the configured Canvas; a course URL of another host is an error.
    ///   - courseIDs: settles what `course_id` and bare ids are; `nil` to tell it from the list.
    ///   - format: settles the format; `nil` to tell it from the file's extension or its first characters.
    init(canvasURL: String, courseIDs: CourseIDKind? = nil, format: CourseListFormat? = nil) {
        self.canvasURL = canvasURL
        self.courseIDs = courseIDs
        self.format = format
    }

    func read(_ input: InputText) throws(InputError) -> CourseList {
        let entries = try CourseListEntries(input, format: format)
        let choice = try CourseIDChoice(entries, settled: courseIDs, file: input.file)
        let parser = CourseReferenceParser(
            canvasURL: canvasURL,
            bareIDs: courseIDs,
            courseIDs: choice.kind,
            file: input.file
        )
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
