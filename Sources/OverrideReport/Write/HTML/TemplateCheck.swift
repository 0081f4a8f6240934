/// Checks every template that a page is made of, before any page is written.
///
/// - Throws: ``TemplateError`` for the first mistake, in the order of the tags.
func checkTemplates(_ sources: [String: ReportTemplates.Replacement]) throws {
    var included: Set<String> = ["style.css", "script.js"]
    for page in PageKind.allCases {
        var check = PageCheck(page: page, sources: sources)
        try check.follow(page.fileName, above: [])
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

private struct PageCheck {
    let page: PageKind
    let sources: [String: ReportTemplates.Replacement]
    private(set) var usedNames: Set<String> = []
    private(set) var files: Set<String> = []

    init(page: PageKind, sources: [String: ReportTemplates.Replacement]) {
        self.page = page
        self.sources = sources
    }

    mutating func follow(_ fileName: String, above: [String]) throws {
        guard let source = sources[fileName] else { return }
        files.insert(fileName)
        for tag in templateTags(in: source.text) {
            switch tag.kind {
            case .other:
                break
            case .delimiters:
                throw TemplateError.changesDelimiters(file: source.path, line: tag.line)
            case .value where tag.name == "." || page.knownNames.contains(tag.name):
                usedNames.insert(tag.name)
            case .value:
                throw TemplateError.unknownValue(file: source.path, line: tag.line, name: tag.name)
            case .partial:
                let partial = "\(tag.name).mustache"
                guard sources[partial] != nil else {
                    throw TemplateError.unknownPartial(file: source.path, line: tag.line, name: tag.name)
                }
                guard partial != fileName, !above.contains(partial) else {
                    throw TemplateError.includesItself(file: source.path, line: tag.line)
                }
                try follow(partial, above: above + [fileName])
            }
        }
    }
}
