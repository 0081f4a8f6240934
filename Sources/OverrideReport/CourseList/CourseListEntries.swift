/// The entries of a list in any of its formats.
struct CourseListEntries {
    let all: [CourseListEntry]
    /// Has the columns of a SIS `courses.csv`, which calls the SIS id `course_id`.
    let isSISFile: Bool

    init(_ input: InputText, format: CourseListFormat?) throws(InputError) {
        switch format ?? Self.format(of: input) {
        case .csv:
            let table = try CSVTable(input, known: CourseListColumn.names)
            all = try Self.csvEntries(table)
            isSISFile = table.has("short_name") && table.has("long_name")
        case .text:
            all = Self.textEntries(input)
            isSISFile = false
        case .json:
            all = try Self.jsonEntries(input)
            isSISFile = false
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
    private static func csvEntries(_ table: CSVTable) throws(InputError) -> [CourseListEntry] {
        let columns = CourseListColumn.allCases.filter { table.has($0.rawValue) }
        guard !columns.isEmpty else {
            throw InputError(
                file: table.file,
                position: table.header.position,
                message: "no column names courses; the first line needs one of \(CourseListColumn.list)."
            )
        }
        var entries: [CourseListEntry] = []
        for record in table.records {
            let cells = columns.lazy.compactMap { column in
                table.cell(column.rawValue, of: record).map { (column: column, cell: $0) }
            }
            guard let (column, cell) = cells.first else {
                let names = columns.map(\.rawValue).joined(separator: ", ")
                throw InputError(
                    file: table.file,
                    position: record.position,
                    message: "this row names no course; it needs a value in \(names)."
                )
            }
            entries.append(CourseListEntry(kind: .column(column), text: cell.text, position: cell.position))
        }
        return entries
    }
}

// MARK: Text

extension CourseListEntries {
    private static func textEntries(_ input: InputText) -> [CourseListEntry] {
        var entries: [CourseListEntry] = []
        var lineNumber = 0
        for line in input.text.split(omittingEmptySubsequences: false, whereSeparator: \.isLineEnd) {
            lineNumber += 1
            let text = withoutComment(line).trimmed
            guard !text.isEmpty else { continue }
            let indent = line.unicodeScalars.prefix { $0.properties.isWhitespace }.count
            entries.append(
                CourseListEntry(kind: .bare, text: text, position: TextPosition(line: lineNumber, column: indent + 1))
            )
        }
        return entries
    }

    /// `#` starts a comment at the start of a line or after a blank; in `…/courses/1#top` and `BIO#1` it does not.
    private static func withoutComment(_ line: Substring) -> String {
        var previous: Unicode.Scalar = " "
        let scalars = line.unicodeScalars
        for index in scalars.indices {
            if scalars[index] == "#", previous.properties.isWhitespace { return String(scalars[..<index]) }
            previous = scalars[index]
        }
        return String(line)
    }
}

extension Character {
    fileprivate var isLineEnd: Bool { self == "\n" || self == "\r\n" || self == "\r" }
}

// MARK: JSON

extension CourseListEntries {
    private static func jsonEntries(_ input: InputText) throws(InputError) -> [CourseListEntry] {
        let value = try JSONReader.value(input)
        guard case .array(let elements, _) = value else {
            throw InputError(
                file: input.file,
                position: value.position,
                message: "a JSON list of courses is an array of ids or of objects."
            )
        }
        var entries: [CourseListEntry] = []
        for element in elements { entries.append(try entry(of: element, file: input.file)) }
        return entries
    }

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
