import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Whether bytes are a well-formed XML document.
struct XMLDocumentCheck {
    /// What is wrong, or nil.
    let problem: String?

    init(_ bytes: Data) {
        let parser = XMLParser(data: bytes)
        problem =
            parser.parse() ? nil : "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "malformed")"
    }
}
