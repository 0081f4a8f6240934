import Foundation
import Mustache
import ReportTemplates

/// The templates of the HTML report, checked: what parses and shows every value it must, in whatever version.
struct ReportTemplates: Sendable {
    /// What a `--templates` directory may replace.
    static let fileNames = BuiltInTemplates.files.map(\.name)

    let style: InlineElement
    let script: InlineElement
    private let library: MustacheLibrary
    /// Where each template came from, by file name, for errors.
    private let origins: [String: String]

    static func builtIn() throws -> ReportTemplates { try ReportTemplates(replacements: [:]) }

    /// The built-in templates, with those of a user's directory in their place.
    ///
    /// - Throws: ``TemplateError``
    static func replaced(from directory: String) throws -> ReportTemplates {
        func reading<Result>(_ path: String, _ body: (String) throws(FileError) -> Result) throws -> Result {
            do throws(FileError) {
                return try body(path)
            } catch {
                throw TemplateError.unreadable(file: path, reason: error.reason)
            }
        }
        var replacements: [String: Replacement] = [:]
        for name in try reading(directory, FileSystem.names)
        where name.hasSuffix(".mustache") || fileNames.contains(name) {
            let path = "\(directory)/\(name)"
            // A megabyte is far above any template.
            let bytes = try reading(path) { path throws(FileError) in
                try FileSystem.contents(of: path, limit: 1 << 20)
            }
            guard let text = String(validating: bytes, as: UTF8.self) else { throw TemplateError.notUTF8(file: path) }
            replacements[name] = Replacement(path: path, text: text)
        }
        guard !replacements.isEmpty else { throw TemplateError.holdsNoTemplate(directory: directory) }
        return try ReportTemplates(replacements: replacements)
    }

    /// A file of the user's, by the name of the template it replaces (or, for a partial of their own, adds).
    struct Replacement: Sendable {
        var path: String
        var text: String
    }

    /// - Throws: ``TemplateError``
    init(replacements: [String: Replacement]) throws {
        var sources: [String: Replacement] = [:]
        for file in BuiltInTemplates.files {
            sources[file.name] = Replacement(path: "built-in template \(file.name)", text: file.text)
        }
        sources.merge(replacements) { _, replacement in replacement }
        for (name, source) in sources {
            // A browser hashes what it parsed, and parsing turns CR LF into LF.
            sources[name]?.text = source.text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        }
        try checkTemplates(sources)
        var library = MustacheLibrary()
        for (name, source) in sources where name.hasSuffix(".mustache") {
            library.register(try parsedTemplate(source), named: String(name.dropLast(".mustache".count)))
        }
        self.library = library
        self.origins = sources.mapValues(\.path)
        self.style = try InlineElement(.style, sources["style.css"])
        self.script = try InlineElement(.script, sources["script.js"])
    }

    /// The page with the named parts in their places, beside them style, script and policy.
    ///
    /// - Parameter foot: what stands at the foot of each printed page, before its number.
    /// - Throws: ``TemplateError`` when the page came out without one of its parts, because a section around it was left
    ///   out, say.
    func render(
        _ page: PageKind,
        _ values: PageValues,
        parts: [String: HTMLBuffer],
        foot: String
    ) throws -> HTMLBuffer {
        var output = HTMLBuffer(reservingCapacity: parts.values.reduce(65_536) { $0 + $1.bytes.count })
        try place(page, values, parts: parts, foot: foot) { piece in
            switch piece {
            case .markup(let markup): output.markup(markup)
            case .part(let part): output.append(part ?? HTMLBuffer())
            }
        }
        return output
    }

    /// The same, into a file, with one part that never was in memory: the template may leave it out.
    ///
    /// - Parameter staged: the part's name, and the file that holds it.
    func write(
        _ page: PageKind,
        _ values: PageValues,
        parts: [String: HTMLBuffer],
        staged: (name: String, path: String)?,
        foot: String,
        to path: String
    ) throws {
        let file = try ReportFile(path)
        try place(page, values, parts: parts, staged: staged?.name, foot: foot) { piece in
            switch piece {
            case .markup(let markup): try file.write(markup)
            case .part(let part?): try file.write(part.bytes)
            case .part(nil):
                guard let staged else { return }
                let descriptor = try FileSystem.openFile(staged.path, flags: O_RDONLY)
                defer { _ = close(descriptor) }
                try FileSystem.forEachPiece(of: descriptor, path: staged.path) { piece throws(FileError) in
                    try file.write(piece)
                }
            }
        }
        try file.close()
    }

    private enum Piece {
        case markup(String)
        /// `nil` for the part that is staged.
        case part(HTMLBuffer?)
    }

    private func place(
        _ page: PageKind,
        _ values: PageValues,
        parts: [String: HTMLBuffer],
        staged: String? = nil,
        foot: String,
        _ write: (Piece) throws -> Void
    ) throws {
        let parts = ownParts(of: page, foot: InlineElement(foot: foot)).merging(parts) { _, own in own }
        var object = values.mustacheObject
        for name in parts.keys { object[name] = PagePart.mark(name) }
        if let staged { object[staged] = PagePart.mark(staged) }
        var placed: Set<String> = []
        for piece in PagePart.split(library.render(object, withTemplate: page.rawValue) ?? "") {
            switch piece {
            case .markup(let markup): try write(.markup(markup))
            case .part(let name):
                placed.insert(name)
                try write(.part(parts[name]))
            }
        }
        for name in parts.keys.sorted() where !placed.contains(name) {
            throw TemplateError.lacksValue(file: origins[page.fileName] ?? page.fileName, name: name)
        }
    }

    private func ownParts(of page: PageKind, foot: InlineElement) -> [String: HTMLBuffer] {
        var parts = ["policy": policy(of: page, foot: foot), "style": style.element + foot.element]
        if page.markupNames.contains("script") { parts["script"] = script.element }
        return parts.mapValues { HTMLBuffer($0) }
    }

    /// Nothing is loaded from anywhere, and nothing runs but the one script, even if a name slipped through as markup.
    func policy(of page: PageKind, foot: InlineElement) -> String {
        let policy = [
            "default-src 'none'",
            "style-src \(style.policySource) \(foot.policySource)",
            "script-src \(page.markupNames.contains("script") ? script.policySource : "'none'")",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        ].joined(separator: "; ")
        return "<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\">"
    }
}

private func parsedTemplate(_ source: ReportTemplates.Replacement) throws -> MustacheTemplate {
    do {
        return try MustacheTemplate(string: source.text)
    } catch let error as MustacheTemplate.ParserError {
        throw TemplateError.doesNotParse(
            file: source.path,
            line: error.context.lineNumber,
            column: error.context.columnNumber,
            reason: sentence(for: error.error)
        )
    }
}

private func sentence(for error: any Error) -> String {
    switch error {
    case MustacheTemplate.Error.sectionCloseNameIncorrect: "a section is closed under another name than it was opened"
    case MustacheTemplate.Error.expectedSectionEnd: "a section is not closed"
    case MustacheTemplate.Error.unfinishedName: "a tag is not finished"
    default: "a tag is written wrongly (\(error))"
    }
}

/// Where a big part of the page goes: a name between two noncharacters, which no text of a page can hold.
private enum PagePart {
    case markup(String)
    case part(String)

    private static let fence: Unicode.Scalar = "\u{FFFF}"

    static func mark(_ name: String) -> String {
        "\(fence)\(name)\(fence)"
    }

    static func split(_ skeleton: String) -> [PagePart] {
        let pieces = skeleton.unicodeScalars.split(separator: fence, omittingEmptySubsequences: false)
        return pieces.enumerated().map { position, piece in
            position.isMultiple(of: 2) ? .markup(String(piece)) : .part(String(piece))
        }
    }
}

/// The page's style or script: an element with its text, and the hash by which the page's policy allows this text and no
/// other.
struct InlineElement: Sendable {
    enum Kind: String {
        case style
        case script
    }

    let element: String
    /// `'sha256-…'`, a source expression of a Content-Security-Policy.
    let policySource: String

    /// - Throws: ``TemplateError/endsItsElement(file:line:tag:)`` when the text would end its element early.
    init(_ kind: Kind, _ source: ReportTemplates.Replacement?) throws {
        let text = source?.text ?? ""
        for tag in ["</\(kind.rawValue)", "<!--"] {
            guard let range = text.lowercased().firstRange(of: tag) else { continue }
            let line = text.lowercased()[..<range.lowerBound].count { $0.isNewline } + 1
            throw TemplateError.endsItsElement(file: source?.path ?? "", line: line, tag: tag)
        }
        self.init(kind, text: text)
    }

    /// - Parameter text: holds nothing that ends the element.
    private init(_ kind: Kind, text: String) {
        element = "<\(kind.rawValue)>\(text)</\(kind.rawValue)>"
        policySource = "'sha256-\(Data(SHA256.hash(Array(text.utf8))).base64EncodedString())'"
    }

    /// A style of one page alone: at the foot of its paper stand a text and the page's number.
    init(foot: String) {
        var quoted = ""
        for scalar in withoutForbiddenCharacters(foot).unicodeScalars {
            // These mean nothing inside of quotes; all else is written as its number.
            let isPlain =
                !scalar.isASCII || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || " .,:-()".unicodeScalars.contains(scalar)
            quoted += isPlain ? String(scalar) : "\\\(String(scalar.value, radix: 16)) "
        }
        self.init(
            .style,
            text: """
                @page { @bottom-left { content: "\(quoted)"; width: 85%; text-align: left; } \
                @bottom-right { content: counter(page) " / " counter(pages); } }
                """
        )
    }
}

/// What a template gets. Text is escaped by the template; the big parts (tables, data, styles) are markup of our own,
/// and stay outside of Mustache: the template places them, and their bytes are written straight to the file.
struct PageValues: ExpressibleByDictionaryLiteral {
    enum Value {
        /// An empty text counts as absent: `{{#name}}…{{/name}}` leaves its inside out.
        case text(String)
        case flag(Bool)
        case list([PageValues])
    }

    private var values: [String: Value]

    init(dictionaryLiteral elements: (String, Value)...) {
        values = Dictionary(elements, uniquingKeysWith: { _, last in last })
    }

    func adding(_ other: PageValues) -> PageValues {
        var sum = self
        sum.values.merge(other.values) { _, added in added }
        return sum
    }

    /// As swift-mustache reads it. NSNull, unlike a missing key, ends the search: the name is not looked up in the
    /// lists around this one.
    var mustacheObject: [String: any Sendable] {
        values.mapValues { value -> any Sendable in
            switch value {
            case .text(let text): text.isEmpty ? NSNull() : withoutForbiddenCharacters(text)
            case .flag(let flag): flag
            case .list(let elements): elements.map(\.mustacheObject)
            }
        }
    }
}

/// The pages, and what each must and may show.
enum PageKind: String, CaseIterable {
    case index
    case course
    case changes
    /// Of one student, over all courses; `student` writes it.
    case student

    var fileName: String { "\(rawValue).mustache" }

    /// Parts that are markup already; each must stand in the page, or the page is refused.
    var markupNames: Set<String> {
        switch self {
        case .index: ["policy", "style", "script", "chart"]
        case .course: ["policy", "style", "script", "matrix", "exceptions", "override_table", "accommodations", "data"]
        case .changes: ["policy", "style", "script", "change_table"]
        case .student: ["policy", "style", "own_table", "section_table", "accommodation_table", "date_table"]
        }
    }

    /// Values without which the page would not say what it is for.
    var requiredNames: Set<String> {
        switch self {
        case .index: markupNames.union(["title", "host", "as_of", "totals", "courses", "finding_groups", "run"])
        case .course:
            markupNames.union([
                "title", "name", "zone", "reason", "finding_groups", "host", "as_of", "viewer", "version",
            ])
        case .changes: markupNames.union(["title", "host", "as_of", "facts"])
        case .student:
            markupNames.union(["title", "name", "courses", "unread", "host", "as_of", "viewer", "version"])
        }
    }

    var knownNames: Set<String> {
        let findings: Set = [
            "finding_groups", "severity", "heading", "rule", "explanation", "count", "is_open", "shown", "message",
            "course", "course_page", "canvas_url", "more", "finding_file", "finding_count", "has_findings",
        ]
        let own: Set =
            switch self {
            case .index:
                [
                    "terms", "notices", "level", "text", "value", "label", "note", "course_count", "page", "name",
                    "code", "sis_id", "term", "reference", "status", "reason", "sections", "students", "items",
                    "overrides", "findings", "errors", "warnings", "notes", "has_errors", "course_id", "changes_page",
                    "has_terms", "term_choices", "has_teachers", "teachers", "account", "has_reasons", "failure",
                    "count_columns", "is_long", "has_look_up",
                    "look_up", "look_up_left",
                    "student_file", "student_count",
                ]
            case .course:
                [
                    "code", "sis_id", "term", "course_url", "rows", "facts", "value", "label", "note", "has_sections",
                    "has_students", "student_file", "has_overrides", "exception_count", "override_count",
                    "has_accommodations", "accommodation_count",
                    "section_count",
                ]
            case .changes:
                [
                    "index_page", "kinds", "code", "label", "value", "note", "change_count", "in_part", "not_compared",
                    "viewer", "version",
                ]
            case .student:
                [
                    "student_id", "sis_id", "zone", "sections", "section", "state", "page", "people", "reason",
                    "reference", "read_at", "findings", "text", "code", "own_count", "section_count", "date_count",
                    "accommodation_count", "accommodation_remarks", "snapshot", "digest", "fetched",
                    "teachers",
                    "account", "account_page",
                ]
            }
        return requiredNames.union(findings).union(own)
    }
}
