import Foundation
import OrderedCollections

/// JSON whose objects keep the order of their keys, so that a body reads as Canvas writes it; the parameters of a query
/// or form nest into the same tree. Foundation's writers lose the order of keys, and know no ids.
enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    /// An id: a number, or text for a caller who accepts `application/json+canvas-string-ids`.
    case id(Int64)
    case array([JSONValue])
    case object(OrderedDictionary<String, JSONValue>)

    static func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
    static func optionalID(_ value: Int64?) -> JSONValue { value.map(JSONValue.id) ?? .null }
    static func instant(_ value: SandboxInstant?) -> JSONValue { text(value?.text) }

    var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    /// The value of an object's key. A new key comes last; nil takes a key away, or adds none: Canvas often leaves out
    /// what it would have to call null.
    subscript(key: String) -> JSONValue? {
        get {
            guard case .object(let members) = self else { return nil }
            return members[key]
        }
        set {
            guard case .object(var members) = self else { return }
            self = .null
            members[key] = newValue
            self = .object(members)
        }
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral
{
    init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(OrderedDictionary(uniqueKeysWithValues: elements))
    }

    init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    init(stringLiteral value: String) { self = .string(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(integerLiteral value: Int) { self = .integer(value) }
}

// MARK: Reading and writing

extension JSONValue: Decodable {
    /// Objects come in order of their keys: Foundation does not tell in which order they were sent.
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            let members = try container.decode([String: JSONValue].self)
            self = .object(OrderedDictionary(uniqueKeysWithValues: members.sorted { $0.key < $1.key }))
        }
    }
}

extension JSONValue {
    /// Compact, in UTF-8.
    func data(idsAsText: Bool) -> Data {
        var text = ""
        write(to: &text, idsAsText: idsAsText)
        return Data(text.utf8)
    }

    private func write(to text: inout String, idsAsText: Bool) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .number(let value): text += value.description
        case .string(let value): Self.write(value, to: &text)
        case .id(let value): text += idsAsText ? "\"\(value)\"" : String(value)
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                text += index == 0 ? "[" : ","
                element.write(to: &text, idsAsText: idsAsText)
            }
            text += elements.isEmpty ? "[]" : "]"
        case .object(let members):
            for (index, member) in members.enumerated() {
                text += index == 0 ? "{" : ","
                Self.write(member.key, to: &text)
                text += ":"
                member.value.write(to: &text, idsAsText: idsAsText)
            }
            text += members.isEmpty ? "{}" : "}"
        }
    }

    private static func write(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"", "\\": text += "\\\(scalar)"
            case "\n": text += "\\n"
            case "\u{0}"..<" ": text += "\\u" + String(0x10000 + scalar.value, radix: 16).dropFirst()
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
