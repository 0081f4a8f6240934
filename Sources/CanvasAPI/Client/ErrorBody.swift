import Foundation

/// What an error body says. It may be JSON of several shapes, plain text, or HTML; nothing is assumed.
struct ErrorBody: Equatable {
    /// Canvas's own sentence, on one line and not longer than a few lines of a terminal.
    let message: String?
    /// `unauthenticated` or `unauthorized`, where Canvas says so.
    let status: String?

    init(_ body: Data) {
        let text = CanvasJSON.withoutPrefix(body.prefix(Self.longestBody))
        if let json = try? JSONDecoder().decode(JSONValue.self, from: text) {
            self.message = Self.sentence(in: json).flatMap(Self.tidied)
            self.status = json["status"]?.text
        } else {
            self.message = CanvasJSON.looksLikeHTML(text) ? nil : Self.tidied(String(decoding: text, as: UTF8.self))
            self.status = nil
        }
    }

    func mentions(_ phrase: String) -> Bool {
        message?.lowercased().contains(phrase) ?? false
    }

    /// `{"error":"…"}`, `{"message":"…"}`, `{"errors":"…"}`, `{"errors":[{"message":"…"}]}`, `{"errors":["…"]}`,
    /// `{"errors":{"field":[{"message":"…"}]}}`. An `error` that is one word only titles a `message`.
    private static func sentence(in json: JSONValue) -> String? {
        switch json {
        case .string(let text): return text
        case .list(let list): return joined(list.compactMap(sentence))
        case .object(let object):
            let error = object["error"].flatMap(sentence)
            let message = object["message"].flatMap(sentence)
            if let error, let message { return error.contains(" ") ? error : message }
            if let sentence = error ?? message { return sentence }
            guard let errors = object["errors"] else { return nil }
            guard case .object(let fields) = errors else { return sentence(in: errors) }
            let sentences = fields.sorted { $0.key < $1.key }.compactMap { field, value in
                sentence(in: value).map { "\(field): \($0)" }
            }
            return joined(sentences)
        case .other: return nil
        }
    }

    private static func joined(_ sentences: [String]) -> String? {
        sentences.isEmpty ? nil : sentences.joined(separator: "; ")
    }

    /// Far more than any refusal needs.
    private static let longestBody = 1 << 16

    private static func tidied(_ text: String) -> String? {
        let words = text.unicodeScalars
            .split { $0.properties.isWhitespace || $0.properties.generalCategory == .control }
            .map(String.init)
        let line = words.joined(separator: " ")
        guard !line.isEmpty else { return nil }
        return line.cutForMessage
    }
}

extension String {
    private static let longestInMessage = 300

    /// Not longer than a few lines of a terminal.
    var cutForMessage: String {
        count > Self.longestInMessage ? prefix(Self.longestInMessage) + "…" : self
    }
}
