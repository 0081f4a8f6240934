extension Canvas {
    /// Canvas's own due dates of a whole course: assignment, then user. A user who is missing under an assignment is not
    /// assigned; an assignment that nobody is assigned is missing entirely.
    package struct EffectiveDueDates: Equatable, Sendable {
        package var assignments: [CanvasID: [CanvasID: EffectiveDueDate]]

        package init(assignments: [CanvasID: [CanvasID: EffectiveDueDate]]) {
            self.assignments = assignments
        }
    }

    package struct EffectiveDueDate: Codable, Equatable, Sendable {
        package var dueAt: Instant?

        package init(dueAt: Instant?) {
            self.dueAt = dueAt
        }

        enum CodingKeys: String, CodingKey {
            case dueAt = "due_at"
        }
    }
}

extension Canvas.EffectiveDueDates: Codable {
    /// A key that is an id. Keys are strings whatever the `Accept` header says.
    private struct IDKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) {
            nil
        }
    }

    package init(from decoder: any Decoder) throws {
        self.assignments = try Self.object(decoder, of: UserDates.self).mapValues(\.users)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: IDKey.self)
        for (assignment, users) in assignments {
            try container.encode(UserDates(users: users), forKey: IDKey(stringValue: assignment.description))
        }
    }

    private struct UserDates: Codable {
        let users: [CanvasID: Canvas.EffectiveDueDate]

        init(users: [CanvasID: Canvas.EffectiveDueDate]) {
            self.users = users
        }

        init(from decoder: any Decoder) throws {
            self.users = try object(decoder, of: Canvas.EffectiveDueDate.self)
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: IDKey.self)
            for (user, date) in users {
                try container.encode(date, forKey: IDKey(stringValue: user.description))
            }
        }
    }

    /// An object keyed by ids. Some serializers write an empty one as `[]`.
    private static func object<Value: Decodable>(
        _ decoder: any Decoder,
        of type: Value.Type
    ) throws -> [CanvasID: Value] {
        if let array = try? decoder.unkeyedContainer(), array.isAtEnd { return [:] }
        let container = try decoder.container(keyedBy: IDKey.self)
        var values: [CanvasID: Value] = [:]
        for key in container.allKeys {
            guard let id = CanvasID(text: key.stringValue) else {
                let description = "the key \"\(key.stringValue)\" is no Canvas id"
                throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: description)
            }
            values[id] = try container.decode(Value.self, forKey: key)
        }
        return values
    }
}
