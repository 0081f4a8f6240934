import Foundation

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
        self.element = "<\(kind.rawValue)>\(text)</\(kind.rawValue)>"
        let digest = Data(SHA256.hash(Array(text.utf8)))
        self.policySource = "'sha256-\(digest.base64EncodedString())'"
    }
}

/// Nothing is loaded from anywhere, and nothing runs but the one script, even if a name slipped through as markup.
func policyElement(style: InlineElement, script: InlineElement) -> String {
    let policy = [
        "default-src 'none'",
        "style-src \(style.policySource)",
        "script-src \(script.policySource)",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
    ].joined(separator: "; ")
    return "<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\">"
}
