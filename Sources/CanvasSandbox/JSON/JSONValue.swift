/// A JSON document whose object keys keep their order, so that a body reads as Canvas writes it.
package enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    /// An id: a number, or text for a caller that accepted `application/json+canvas-string-ids`.
    case id(Int64)
    case array([JSONValue])
    case object([Member])

    package struct Member: Sendable, Equatable {
        package var key: String
        package var value: JSONValue

        package init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral
{
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }

    package init(arrayLiteral elements: JSONValue...) {
        self = .array(elements)
    }

    package init(stringLiteral value: String) {
        self = .string(value)
    }

    package init(booleanLiteral value: Bool) {
        self = .bool(value)
    }

    package init(integerLiteral value: Int64) {
        self = .integer(value)
    }

    package init(nilLiteral: ()) {
        self = .null
    }
}

extension JSONValue {
    package static func text(_ value: String?) -> JSONValue {
        value.map(JSONValue.string) ?? .null
    }

    package static func optionalID(_ value: Int64?) -> JSONValue {
        value.map(JSONValue.id) ?? .null
    }

    package static func ids(_ values: some Sequence<Int64>) -> JSONValue {
        .array(values.map(JSONValue.id))
    }

    static func instant(_ value: SandboxInstant?) -> JSONValue {
        text(value?.text)
    }

    package subscript(key: String) -> JSONValue? {
        get {
            guard case .object(let members) = self else { return nil }
            return members.first { $0.key == key }?.value
        }
        set {
            guard case .object(var members) = self else { return }
            members.removeAll { $0.key == key }
            if let newValue { members.append(Member(key, newValue)) }
            self = .object(members)
        }
    }

    /// Adds a key at the end of an object; Canvas leaves keys out rather than sending null in many places.
    mutating func append(_ key: String, _ value: JSONValue) {
        guard case .object(var members) = self else { return }
        self = .null
        members.append(Member(key, value))
        self = .object(members)
    }
}
