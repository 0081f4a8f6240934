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

    static func builtIn() throws -> ReportTemplates {
        try ReportTemplates(replacements: [:])
    }

    /// Far above any template.
    private static let sizeLimit = 1 << 20

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
        for name in try reading(directory, FileSystem.names) where isTemplate(name) {
            let path = "\(directory)/\(name)"
            let bytes = try reading(path) { path throws(FileError) in
                try FileSystem.contents(of: path, limit: sizeLimit)
            }
            guard let text = String(validating: bytes, as: UTF8.self) else { throw TemplateError.notUTF8(file: path) }
            replacements[name] = Replacement(path: path, text: text)
        }
        guard !replacements.isEmpty else { throw TemplateError.holdsNoTemplate(directory: directory) }
        return try ReportTemplates(replacements: replacements)
    }

    private static func isTemplate(_ name: String) -> Bool {
        name.hasSuffix(".mustache") || fileNames.contains(name)
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

    /// The page with the named parts in their places.
    ///
    /// - Throws: ``TemplateError`` when the page came out without one of its parts, because a section around it was left
    ///   out, say.
    func render(_ page: PageKind, _ values: PageValues, parts: [String: HTMLBuffer]) throws -> HTMLBuffer {
        var object = values.mustacheObject
        for name in parts.keys { object[name] = PagePart.mark(name) }
        let skeleton = library.render(object, withTemplate: page.rawValue) ?? ""
        var placed: Set<String> = []
        var output = HTMLBuffer(reservingCapacity: parts.values.reduce(skeleton.utf8.count) { $0 + $1.bytes.count })
        for piece in PagePart.split(skeleton) {
            switch piece {
            case .markup(let markup):
                output.markup(markup)
            case .part(let name):
                placed.insert(name)
                if let part = parts[name] { output.append(part) }
            }
        }
        for name in parts.keys.sorted() where !placed.contains(name) {
            throw TemplateError.lacksValue(file: origins[page.fileName] ?? page.fileName, name: name)
        }
        return output
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
