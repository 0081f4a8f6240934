import Foundation

/// JSON as Canvas writes and reads it.
enum CanvasJSON {
    /// Canvas puts this in front of JSON for sessions, and some set-ups in front of all, errors too.
    private static let prefix = Data("while(1);".utf8)

    static func withoutPrefix(_ body: Data) -> Data {
        body.starts(with: prefix) ? body.dropFirst(prefix.count) : body
    }

    static func looksLikeHTML(_ body: Data) -> Bool {
        body.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "<")
    }

    /// Keys in alphabetical order, so that one list of overrides is one sequence of bytes.
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(value))
    }

    /// - Throws: `MalformedAnswer`.
    static func decode<Value: Decodable>(_ type: Value.Type, from body: Data) throws(MalformedAnswer) -> Value {
        let json = withoutPrefix(body)
        guard !looksLikeHTML(json) else {
            throw MalformedAnswer(reason: "an HTML page came, perhaps a login page", isJSON: false)
        }
        do {
            return try JSONDecoder().decode(type, from: json)
        } catch let error as DecodingError {
            throw MalformedAnswer(error)
        } catch {
            throw MalformedAnswer(reason: "it can't be read as JSON", isJSON: false)
        }
    }
}

/// An answer that came whole and can't be what the endpoint sends.
struct MalformedAnswer: Error {
    /// `[3].overrides[0].id`; empty for the whole.
    var path = ""
    let reason: String
    /// Whether it was JSON at all. What isn't may have been cut, and is worth asking for again.
    let isJSON: Bool
}

extension MalformedAnswer {
    fileprivate init(_ error: DecodingError) {
        switch error {
        case .typeMismatch(let type, let context):
            self.init(context, "\(Self.name(of: type)) was expected")
        case .valueNotFound(let type, let context):
            self.init(context, "\(Self.name(of: type)) was expected, not null")
        case .keyNotFound(let key, let context):
            self.init(context, "the key \"\(key.stringValue)\" is missing")
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            self.init(reason: "it is no valid JSON, perhaps cut", isJSON: false)
        case .dataCorrupted(let context):
            self.init(context, context.debugDescription)
        @unknown default:
            self.init(reason: "it can't be read", isJSON: false)
        }
    }

    private init(_ context: DecodingError.Context, _ reason: String) {
        self.init(path: Self.text(of: context.codingPath), reason: reason, isJSON: true)
    }

    private static func text(of path: [any CodingKey]) -> String {
        path.reduce(into: "") { text, key in
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + key.stringValue
            }
        }
    }

    private static func name(of type: Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is Int.Type, is Int64.Type: "a whole number"
        default: String(describing: type).hasPrefix("Array") ? "a list" : "an object"
        }
    }
}
