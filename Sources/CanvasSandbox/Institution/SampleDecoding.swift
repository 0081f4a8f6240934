extension Decoder {
    /// The keyed container, refusing keys that mean nothing: a misspelt key in a sample file must not be lost in silence.
    func strictContainer<Key: CodingKey & CaseIterable>(_ type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        let known = Set(Key.allCases.map(\.stringValue))
        let present = try container(keyedBy: AnyCodingKey.self)
        for key in present.allKeys where !known.contains(key.stringValue) {
            let choices = known.sorted().joined(separator: ", ")
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: codingPath + [key],
                    debugDescription: "unknown key \"\(key.stringValue)\"; known here: \(choices)"
                )
            )
        }
        return try container(keyedBy: type)
    }
}

extension KeyedDecodingContainer {
    func value<Value: Decodable>(_ key: Key, default fallback: @autoclosure () -> Value) throws -> Value {
        try decodeIfPresent(Value.self, forKey: key) ?? fallback()
    }

    func required<Value: Decodable>(_ key: Key) throws -> Value {
        try decode(Value.self, forKey: key)
    }

    func optional<Value: Decodable>(_ key: Key) throws -> Value? {
        try decodeIfPresent(Value.self, forKey: key)
    }
}

/// The first of the ids that follow from another id: 1001 from 1, apart from large ids of other shards, which have the
/// room right beside them.
func firstDerivedID(of id: Int64, room: Int64) -> Int64 {
    id < 1_000_000_000_000 ? id * room + 1 : id + 1
}
