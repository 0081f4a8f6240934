/// Columns of a CSV list, and keys of a JSON object, in the order in which they win.
enum CourseListColumn: String, CaseIterable {
    case canvasID = "canvas_course_id"
    case url = "course_url"
    case sisID = "sis_course_id"
    /// A Canvas id or a SIS id.
    case courseID = "course_id"

    static let names = Set(allCases.map(\.rawValue))
    static let list = allCases.map(\.rawValue).joined(separator: ", ")
}

/// One course as the list has it, not yet understood.
struct CourseListEntry: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case column(CourseListColumn)
        /// A line of a text list or an element of a JSON array: id, `sis_course_id:…` or URL.
        case bare
    }

    var kind: Kind
    var text: String
    var position: TextPosition
}

/// The entries of a list in any of its formats, read one after another: a list may have millions.
struct CourseListEntries {
    private enum Source {
        case csv(CSVTable)
        case text(InputText)
        case json(InputText)
    }

    private let source: Source

    init(_ input: InputText, format: CourseListFormat?) throws(InputError) {
        switch format ?? Self.format(of: input) {
        case .csv: source = .csv(try CSVTable(input, known: CourseListColumn.names))
        case .text: source = .text(input)
        case .json: source = .json(input)
        }
    }

    /// Has the columns of a SIS `courses.csv`, which calls the SIS id `course_id`.
    var isSISFile: Bool {
        if case .csv(let table) = source { table.has("short_name") && table.has("long_name") } else { false }
    }

    func forEachEntry(_ body: (CourseListEntry) throws(InputError) -> Void) throws(InputError) {
        switch source {
        case .csv(let table): try Self.forEachRow(table, body)
        case .text(let input): try Self.forEachLine(input, body)
        case .json(let input):
            let message = "a JSON list of courses is an array of ids or of objects."
            try JSONReader.forEachElement(input, otherwise: message) { (element) throws(InputError) in
                try body(Self.entry(of: element, file: input.file))
            }
        }
    }

    private static func format(of input: InputText) -> CourseListFormat {
        switch input.fileExtension {
        case "csv", "tsv": return .csv
        case "txt", "text", "list": return .text
        case "json": return .json
        default: break
        }
        let first = input.bytes.first { $0 > UInt8(ascii: " ") }
        if first == UInt8(ascii: "[") || first == UInt8(ascii: "{") { return .json }
        return CSVTable.knownColumnCount(input, known: CourseListColumn.names) > 0 ? .csv : .text
    }
}

extension InputText {
    fileprivate var fileExtension: String? {
        let name = file.split(separator: "/").last ?? ""
        let parts = name.split(separator: ".")
        return parts.count > 1 ? parts.last?.lowercased() : nil
    }
}

// MARK: CSV

extension CourseListEntries {
    private static func forEachRow(
        _ table: CSVTable,
        _ body: (CourseListEntry) throws(InputError) -> Void
    ) throws(InputError) {
        let columns = CourseListColumn.allCases.filter { table.has($0.rawValue) }
        guard !columns.isEmpty else {
            throw InputError(
                file: table.file,
                position: table.header.position,
                message: "no column names courses; the first line needs one of \(CourseListColumn.list)."
            )
        }
        try table.forEachRecord { (record) throws(InputError) in
            for column in columns {
                guard let cell = table.cell(column.rawValue, of: record) else { continue }
                return try body(CourseListEntry(kind: .column(column), text: cell.text, position: cell.position))
            }
            throw InputError(
                file: table.file,
                position: record.position,
                message: "this row names no course; it needs a value in "
                    + columns.map(\.rawValue).joined(separator: ", ") + "."
            )
        }
    }
}

// MARK: Text

extension CourseListEntries {
    private static func forEachLine(
        _ input: InputText,
        _ body: (CourseListEntry) throws(InputError) -> Void
    ) throws(InputError) {
        var lineNumber = 0
        var rest = input.bytes[...]
        while !rest.isEmpty {
            lineNumber += 1
            let bytes = rest.prefix { $0 != .lineFeed && $0 != .carriageReturn }
            rest = rest[bytes.endIndex...]
            rest = rest.dropFirst(rest.starts(with: [.carriageReturn, .lineFeed]) ? 2 : 1)
            let line = String(decoding: bytes, as: UTF8.self)
            let text = withoutComment(line).trimmed
            guard !text.isEmpty else { continue }
            let indent = line.unicodeScalars.prefix { $0.properties.isWhitespace }.count
            let position = TextPosition(line: lineNumber, column: indent + 1)
            try body(CourseListEntry(kind: .bare, text: text, position: position))
        }
    }

    /// `#` starts a comment at the start of a line or after a blank; in `…/courses/1#top` and `BIO#1` it does not.
    private static func withoutComment(_ line: String) -> String {
        var rest = line.utf8[...]
        while let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
            let text = line[..<hash]
            guard let previous = text.unicodeScalars.last, !previous.properties.isWhitespace else {
                return String(text)
            }
            rest = rest[hash...].dropFirst()
        }
        return line
    }
}

// MARK: JSON

extension CourseListEntries {
    private static func entry(of element: PositionedJSON, file: String) throws(InputError) -> CourseListEntry {
        switch element {
        case .string(let text, let position), .number(let text, let position):
            return CourseListEntry(kind: .bare, text: text.trimmed, position: position)
        case .object(let members, let position):
            for column in CourseListColumn.allCases {
                guard let member = members.first(where: { $0.name.lowercased() == column.rawValue }),
                    let text = try text(of: member, file: file)
                else { continue }
                return CourseListEntry(kind: .column(column), text: text, position: member.value.position)
            }
            throw InputError(
                file: file,
                position: position,
                message: "this object names no course; it needs one of \(CourseListColumn.list)."
            )
        case .array(_, let position), .word(_, let position):
            throw InputError(file: file, position: position, message: "a course is an id, a URL or an object.")
        }
    }

    private static func text(of member: PositionedJSON.Member, file: String) throws(InputError) -> String? {
        switch member.value {
        case .string(let text, _), .number(let text, _): return text.trimmed.isEmpty ? nil : text.trimmed
        case .word("null", _): return nil
        case .word, .array, .object:
            throw InputError(
                file: file,
                position: member.value.position,
                message: "\(member.name.quoted) should be an id, as a number or a text."
            )
        }
    }
}
