import CanvasAPI
import Foundation

/// Understands one entry of a course list. Nothing is rounded or guessed: what is no clear id is refused with its place.
struct CourseReferenceParser {
    let canvasURL: String
    /// `--course-ids`: what a bare id is; `nil` takes whole numbers for Canvas ids and refuses the rest.
    let bareIDs: CourseIDKind?
    /// What the column `course_id` holds.
    let courseIDs: CourseIDKind
    let file: String

    private static let sisPrefix = "sis_course_id:"

    func reference(_ entry: CourseListEntry) throws(InputError) -> CourseReference {
        CourseReference(identity: try identity(entry), text: entry.text, lines: [entry.position.line])
    }

    /// Carries its own meaning: a URL, or an id with its prefix.
    static func saysWhatItIs(_ text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: ":")) && (text.hasPrefix(sisPrefix) || text.contains("://"))
    }

    private func identity(_ entry: CourseListEntry) throws(InputError) -> CourseReference.Identity {
        switch entry.kind {
        case .column(.canvasID): .canvas(try canvasID(entry))
        case .column(.url): try courseOfURL(entry)
        case .column(.sisID): .sis(try sisID(entry))
        case .column(.courseID): try identity(entry, as: courseIDs)
        case .bare: try identity(entry, as: bareIDs ?? .canvas)
        }
    }

    private func identity(
        _ entry: CourseListEntry,
        as kind: CourseIDKind
    ) throws(InputError) -> CourseReference.Identity {
        if Self.saysWhatItIs(entry.text) {
            return entry.text.hasPrefix(Self.sisPrefix) ? .sis(try sisID(entry)) : try courseOfURL(entry)
        }
        return kind == .canvas ? .canvas(try canvasID(entry)) : .sis(try sisID(entry))
    }

    private func refusal(_ message: String, _ entry: CourseListEntry) -> InputError {
        InputError(file: file, position: entry.position, message: message)
    }
}

// MARK: Ids

extension CourseReferenceParser {
    private func canvasID(_ entry: CourseListEntry) throws(InputError) -> CanvasID {
        if let id = CanvasID(listed: entry.text) { return id }
        let words = entry.text.split(whereSeparator: { " \t,;".contains($0) })
        if entry.kind == .bare, words.count > 1, entry.text.contains(where: { " \t".contains($0) }),
            words.allSatisfy({ CanvasID(listed: String($0)) != nil })
        {
            throw refusal(
                "\(entry.text.quoted) is \(words.count) ids on one line. Put each on a line of its own.",
                entry
            )
        }
        if let reason = SpreadsheetMangling.reason(entry.text) { throw refusal(reason, entry) }
        if CourseListColumn.names.contains(where: { entry.text.lowercased().contains($0) }) {
            throw refusal(
                "\(entry.text.quoted) looks like the header of a CSV file; say --input-format csv if it is one.",
                entry
            )
        }
        throw refusal(
            "\(entry.text.quoted) is no Canvas course id. Write a whole number, a course URL, or sis_course_id:… for a "
                + "SIS id.",
            entry
        )
    }

    private func sisID(_ entry: CourseListEntry) throws(InputError) -> String {
        let id = entry.text.hasPrefix(Self.sisPrefix) ? String(entry.text.dropFirst(Self.sisPrefix.count)) : entry.text
        // A comma or point may well stand in a SIS id; an exponent with its sign comes from a spreadsheet only.
        if id.utf8.contains(UInt8(ascii: "+")), id.uppercased().contains("E+"),
            let reason = SpreadsheetMangling.reason(id)
        {
            throw refusal(reason, entry)
        }
        guard !id.isEmpty else { throw refusal("the SIS id after sis_course_id: is missing.", entry) }
        guard id.unicodeScalars.count <= 255 else {
            throw refusal("\(id.quoted) is no SIS id: it has more than 255 characters.", entry)
        }
        // No SIS has any, and SQLite ends a text at the first U+0000.
        guard !id.unicodeScalars.contains(where: \.isControl) else {
            throw refusal("\(id.quoted) is no SIS id: it has a line break or another control character.", entry)
        }
        return id
    }
}

// MARK: URLs

extension CourseReferenceParser {
    private func courseOfURL(_ entry: CourseListEntry) throws(InputError) -> CourseReference.Identity {
        guard let url = URLComponents(string: entry.text), let host = url.host, !host.isEmpty,
            url.scheme?.lowercased() == "https" || url.scheme?.lowercased() == "http"
        else {
            throw refusal("\(entry.text.quoted) is no URL of a course.", entry)
        }
        guard let canvas = URLComponents(string: canvasURL), Self.hostAndPort(url) == Self.hostAndPort(canvas) else {
            throw refusal(
                "\(entry.text.quoted) is of another Canvas than \(canvasURL); take the line out, or choose that Canvas "
                    + "with --canvas-url.",
                entry
            )
        }
        let base = canvas.percentEncodedPath.split(separator: "/")
        let path = url.percentEncodedPath.split(separator: "/")
        let steps = path.starts(with: base) ? Array(path.dropFirst(base.count)) : path
        guard let courses = steps.firstIndex(of: "courses"), courses + 1 < steps.count,
            courses == 0 || steps[..<courses].elementsEqual(["api", "v1"]),
            let id = steps[courses + 1].removingPercentEncoding
        else {
            throw refusal("\(entry.text.quoted) names no course; a course URL reads …/courses/123.", entry)
        }
        let part = CourseListEntry(kind: .bare, text: id, position: entry.position)
        return id.hasPrefix(Self.sisPrefix) ? .sis(try sisID(part)) : .canvas(try canvasID(part))
    }

    /// The port only where it is not the scheme's own.
    private static func hostAndPort(_ url: URLComponents) -> String {
        let standardPort = url.scheme?.lowercased() == "http" ? 80 : 443
        let port = url.port.flatMap { $0 == standardPort ? nil : $0 }
        return (url.host ?? "").lowercased() + (port.map { ":\($0)" } ?? "")
    }
}
