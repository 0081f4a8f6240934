/// Checks every template that a page is made of, before any is parsed and any page is written.
///
/// - Throws: ``TemplateError`` for the first mistake, in the order of the tags.
func checkTemplates(_ sources: [String: ReportTemplates.Replacement]) throws {
    var templates: [String: TaggedTemplate] = [:]
    for (name, source) in sources.sorted(by: { $0.key < $1.key }) where name.hasSuffix(".mustache") {
        templates[name] = try TaggedTemplate(source)
    }
    var included: Set<String> = ["style.css", "script.js"]
    for page in PageKind.allCases {
        var check = PageCheck(page: page, templates: templates)
        try check.follow(page.fileName)
        let missing = page.requiredNames.subtracting(check.usedNames).sorted().first
        if let missing {
            throw TemplateError.lacksValue(file: sources[page.fileName]?.path ?? page.fileName, name: missing)
        }
        included.formUnion(check.files)
    }
    for (name, source) in sources.sorted(by: { $0.key < $1.key }) where !included.contains(name) {
        // A built-in partial that a user's page does without is no mistake.
        guard !ReportTemplates.fileNames.contains(name) else { continue }
        throw TemplateError.includedNowhere(file: source.path)
    }
}

private let deepestNesting = 50

/// A template's tags, none of which the parser could run away with.
private struct TaggedTemplate {
    let path: String
    let byteCount: Int
    let tags: [TemplateTag]

    init(_ source: ReportTemplates.Replacement) throws {
        path = source.path
        byteCount = source.text.utf8.count
        tags = templateTags(in: source.text)
        var depth = 0
        for tag in tags {
            switch tag.kind {
            case .delimiters: throw TemplateError.changesDelimiters(file: path, line: tag.line)
            case .overlong: throw TemplateError.exceeds(file: path, line: tag.line, limit: .tagLength)
            case .end: depth -= 1
            case _ where tag.kind.isOpening: depth += 1
            default: break
            }
            guard depth <= deepestNesting else {
                throw TemplateError.exceeds(file: path, line: tag.line, limit: .depth)
            }
        }
    }

    /// The tags in the blocks that stand between the parent at `index` and its end.
    func blocks(ofParentAt index: Int) -> [String: Range<Int>] {
        var blocks: [String: Range<Int>] = [:]
        var open: [(name: String, start: Int)] = []
        for (position, tag) in tags.enumerated().dropFirst(index + 1) {
            if tag.kind.isOpening { open.append((tag.name, position + 1)) }
            guard tag.kind == .end else { continue }
            guard let closed = open.popLast() else { break }
            if open.isEmpty { blocks[closed.name] = closed.start..<position }
        }
        return blocks
    }
}

/// Goes through a page's tags as they are rendered, every partial and block as often as it is shown.
private struct PageCheck {
    let templates: [String: TaggedTemplate]
    private(set) var usedNames: Set<String> = []
    private(set) var files: Set<String> = []
    private let knownNames: Set<String>
    private var tagCount = 0
    private var byteCount = 0

    init(page: PageKind, templates: [String: TaggedTemplate]) {
        self.knownNames = page.knownNames
        self.templates = templates
    }

    mutating func follow(_ fileName: String) throws {
        try follow(Stretch(fileName: fileName, tags: nil), Surroundings())
    }

    /// All of a file's tags, or those of a block in it.
    private struct Stretch {
        var fileName: String
        var tags: Range<Int>?
    }

    /// What is around a stretch where it is rendered.
    private struct Surroundings {
        var fileNames: [String] = []
        /// Sections by their names, and what else is open without one.
        var open: [String?] = []
        /// What stands in the place of the blocks.
        var blocks: [String: Stretch] = [:]
    }

    private mutating func follow(_ stretch: Stretch, _ surroundings: Surroundings) throws {
        guard let template = templates[stretch.fileName] else { return }
        files.insert(stretch.fileName)
        byteCount += template.byteCount
        var around = surroundings
        around.fileNames.append(stretch.fileName)
        for index in stretch.tags ?? template.tags.indices {
            let tag = template.tags[index]
            func exceeds(_ limit: TemplateLimit) -> TemplateError {
                .exceeds(file: template.path, line: tag.line, limit: limit)
            }
            tagCount += 1
            guard tagCount <= 10_000, byteCount <= 4 << 20 else { throw exceeds(.size) }
            guard around.open.count + around.fileNames.count <= deepestNesting else { throw exceeds(.depth) }
            switch tag.kind {
            case .value, .section: try use(tag, template)
            case .partial, .parent:
                let partial = "\(tag.name).mustache"
                guard templates[partial] != nil else {
                    throw TemplateError.unknownPartial(file: template.path, line: tag.line, name: tag.name)
                }
                guard !around.fileNames.contains(partial) else {
                    throw TemplateError.includesItself(file: template.path, line: tag.line)
                }
                var within = around
                if tag.kind == .parent {
                    let blocks = template.blocks(ofParentAt: index)
                        .mapValues { Stretch(fileName: stretch.fileName, tags: $0) }
                    within.blocks.merge(blocks) { outer, _ in outer }
                }
                try follow(Stretch(fileName: partial), within)
            case .block:
                if let replacement = around.blocks[tag.name] { try follow(replacement, around) }
            case .end: _ = around.open.popLast()
            case .delimiters, .overlong, .other: break
            }
            guard tag.kind.isOpening else { continue }
            let name = tag.kind == .section ? tag.name : nil
            guard name == nil || around.open.count(where: { $0 == name }) < 2 else { throw exceeds(.sameSection) }
            around.open.append(name)
        }
    }

    private mutating func use(_ tag: TemplateTag, _ template: TaggedTemplate) throws {
        guard tag.name == "." || knownNames.contains(tag.name) else {
            throw TemplateError.unknownValue(file: template.path, line: tag.line, name: tag.name)
        }
        usedNames.insert(tag.name)
    }
}

/// One `{{…}}` of a template. Mustache renders a name it doesn't know as nothing; the tags are read here so that a
/// mistyped name is an error instead of an empty page.
struct TemplateTag: Equatable {
    enum Kind: Equatable {
        /// A variable: a name that the page must know.
        case value
        /// The same, open until its ``end``.
        case section
        case partial
        /// A partial some of whose blocks are replaced by those up to its ``end``.
        case parent
        /// A part of a template that one which has it for a parent may replace.
        case block
        case end
        case delimiters
        /// Far longer than any name: the parser would go down a step for each of its brackets.
        case overlong
        /// Comments and pragmas.
        case other

        var isOpening: Bool { self == .section || self == .parent || self == .block }
    }

    let kind: Kind
    /// Without transforms and without the parts after a dot; `.` for the current element of a list.
    let name: String
    let line: Int
}

/// The tags of a template that parses, in their order.
func templateTags(in text: String) -> [TemplateTag] {
    var tags: [TemplateTag] = []
    var rest = Substring(text)
    var line = 1
    while let start = rest.firstRange(of: "{{") {
        line += lineBreaks(in: rest[..<start.lowerBound])
        rest = rest[start.upperBound...]
        let closing = rest.first == "{" ? "}}}" : "}}"
        guard let end = rest.firstRange(of: closing) else { break }
        let content = rest[..<end.lowerBound]
        tags.append(TemplateTag(content: content, line: line))
        line += lineBreaks(in: content)
        rest = rest[end.upperBound...]
    }
    return tags
}

extension TemplateTag {
    fileprivate init(content: Substring, line: Int) {
        let name = String(content.drop { "#^/&>{<$ \n\t".contains($0) })
        switch content.first {
        case "!": self.init(kind: .other, name: "", line: line)
        case _ where content.utf8.count > 300: self.init(kind: .overlong, name: "", line: line)
        case "%": self.init(kind: .other, name: "", line: line)
        case "/": self.init(kind: .end, name: "", line: line)
        case "=": self.init(kind: .delimiters, name: "", line: line)
        case ">": self.init(kind: .partial, name: trimmed(Substring(name)), line: line)
        case "<": self.init(kind: .parent, name: trimmed(Substring(name)), line: line)
        case "$": self.init(kind: .block, name: trimmed(Substring(name)), line: line)
        case "#", "^": self.init(kind: .section, name: rootName(name), line: line)
        default: self.init(kind: .value, name: rootName(name), line: line)
        }
    }
}

/// `upper(course.name)` asks for `course`.
private func rootName(_ expression: String) -> String {
    let inner = expression.split(separator: "(").last ?? ""
    let path = trimmed(inner.prefix { $0 != ")" })
    return path == "." ? path : String(path.split(separator: ".").first ?? "")
}

private func trimmed(_ text: Substring) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
}

private func lineBreaks(in text: Substring) -> Int {
    text.count { $0.isNewline }
}

/// Why the page templates can't be used. Every case names the file, and the line where there is one.
enum TemplateError: Error, Equatable {
    case unreadable(file: String, reason: String)
    case notUTF8(file: String)
    case holdsNoTemplate(directory: String)
    case includedNowhere(file: String)
    case doesNotParse(file: String, line: Int, column: Int, reason: String)
    case unknownValue(file: String, line: Int, name: String)
    case unknownPartial(file: String, line: Int, name: String)
    case includesItself(file: String, line: Int)
    case changesDelimiters(file: String, line: Int)
    case exceeds(file: String, line: Int, limit: TemplateLimit)
    case lacksValue(file: String, name: String)
    case endsItsElement(file: String, line: Int, tag: String)
}

/// What no template that is meant for a page comes near to, and a sentence about it. Beyond it the parser or the page
/// would not come to an end.
enum TemplateLimit: String, Sendable {
    case depth = "sections, blocks and partials nest deeper than 50 levels here. Take some out."
    case sameSection = "the section stands in two of the same name. Take one out."
    case size = "the page grows past 10,000 tags or 4 MB with its partials and blocks. Include less."
    case tagLength = "the tag is longer than 300 bytes. A name and a few transforms are enough."
}

extension TemplateError: CustomStringConvertible {
    var description: String {
        switch self {
        case .unreadable(let file, let reason):
            "The template \(file) can't be read: \(reason). Check the path and its permissions."
        case .notUTF8(let file):
            "The template \(file) is not UTF-8 text. Save it as UTF-8."
        case .holdsNoTemplate(let directory):
            "\(directory) holds no template. Copy one of \(templateNames) there and change it."
        case .includedNowhere(let file):
            "No page includes the template \(file). The pages are made of \(templateNames); check the name."
        case .doesNotParse(let file, let line, let column, let reason):
            "\(file), line \(line), column \(column): the template does not parse, because \(reason)."
        case .unknownValue(let file, let line, let name):
            "\(file), line \(line): the page has no value {{\(name)}}. The comment on top of the built-in template lists "
                + "them."
        case .unknownPartial(let file, let line, let name):
            "\(file), line \(line): there is no template \(name).mustache for {{> \(name)}}. Add it, or take the tag out."
        case .includesItself(let file, let line):
            "\(file), line \(line): the template includes itself. Take the tag out."
        case .changesDelimiters(let file, let line):
            "\(file), line \(line): a template may not change its delimiters. Write {{ and }}."
        case .exceeds(let file, let line, let limit):
            "\(file), line \(line): \(limit.rawValue)"
        case .lacksValue(let file, let name):
            "\(file): the page would lack {{\(name)}}, which it must carry. Put the tag back in."
        case .endsItsElement(let file, let line, let tag):
            "\(file), line \(line): \(tag) would end the element that the file is written into. Take it out."
        }
    }

    private var templateNames: String {
        ReportTemplates.fileNames.joined(separator: ", ")
    }
}
