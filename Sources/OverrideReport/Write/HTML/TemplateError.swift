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
