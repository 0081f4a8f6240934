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
