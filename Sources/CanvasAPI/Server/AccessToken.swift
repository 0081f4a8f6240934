/// A Canvas access token. It prints as "redacted" wherever it is printed, dumped or mirrored; only the `Authorization`
/// header reads its text.
package struct AccessToken: Sendable, Equatable {
    let text: String

    /// Whitespace and line ends around the token are dropped, since files and copied text carry them. Nil when nothing is
    /// left, or when what is left can't stand in a header.
    package init?(_ text: some StringProtocol) {
        let trimmed = text.unicodeScalars.drop(while: \.properties.isWhitespace)
        let end = trimmed.lastIndex { !$0.properties.isWhitespace }
        guard let end else { return nil }
        let token = trimmed[...end]
        guard token.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F }) else { return nil }
        self.text = String(String.UnicodeScalarView(token))
    }
}

extension AccessToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "redacted" }
    package var debugDescription: String { "redacted" }
    package var customMirror: Mirror { Mirror(reflecting: "redacted") }
}
