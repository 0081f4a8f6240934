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
