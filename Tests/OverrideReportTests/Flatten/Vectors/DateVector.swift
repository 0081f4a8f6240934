import CanvasAPI
import Foundation

@testable import OverrideReport

/// One case read from Canvas's own specs: `Fixtures/effective-dates.json`, whose keys have underscores.
struct DateVector: Decodable, Sendable {
    let id: String
    let engine: String
    let input: Input
    let expected: Expected

    struct Input: Decodable, Sendable {
        var assignment: Assignment?
        /// `applicator.fields`: the list that the date fields are selected from.
        var applicable: [Row]?
        var overrides: [Row]?
        var students: [String]?
        var enrollments: [EnrollmentRow]?
        var groups: [GroupRow]?
        /// By name in the vectors of effective due dates, a list in those of visibility.
        var modules: Modules?
        var itemModules: [String]?
        var enrollmentState: [String: String]?
        var module: ModuleRow?
    }

    struct Assignment: Decodable, Sendable {
        var dueAt: VectorDate?
        var unlockAt: VectorDate?
        var lockAt: VectorDate?
        var onlyVisibleToOverrides: Bool
        var published: Bool?
        var groupCategory: String?
    }

    struct EnrollmentRow: Decodable, Sendable {
        var section: String
        var state: String
    }

    struct GroupRow: Decodable, Sendable {
        var group: String
        var category: String?
        var state: String
        var nonCollaborative: Bool?
        var groupDeleted: Bool?
    }

    struct ModuleRow: Decodable, Sendable {
        var state: String
        var overrides: [Row]?
        var tagDeleted: Bool?
    }

    enum Modules: Decodable, Sendable {
        case named([String: ModuleRow])
        case list([ModuleRow])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            do {
                self = .named(try container.decode([String: ModuleRow].self))
            } catch DecodingError.typeMismatch {
                self = .list(try container.decode([ModuleRow].self))
            }
        }
    }

    struct Expected: Decodable, Sendable {
        private enum Key: String, CodingKey {
            case dueAt, unlockAt, lockAt, studentDueAt, applicable, due, visible
        }

        /// The fields that the vector speaks of; `notOverridden` stands for the others.
        let dates: [DateField: OverriddenDate]
        let applicable: [String]?
        /// Student to due date, source and override; a missing student is not assigned.
        let due: [String: DueRow]?
        let visible: Bool?

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            var dates: [DateField: OverriddenDate] = [:]
            let keys: [(Key, DateField)] = [
                (.dueAt, .due), (.unlockAt, .unlock), (.lockAt, .lock), (.studentDueAt, .due),
            ]
            for (key, field) in keys where container.contains(key) {
                dates[field] = .overridden(try container.decodeIfPresent(VectorDate.self, forKey: key)?.instant)
            }
            self.dates = dates
            applicable = try container.decodeIfPresent([String].self, forKey: .applicable)
            due = try container.decodeIfPresent([String: DueRow].self, forKey: .due)
            visible = try container.decodeIfPresent(Bool.self, forKey: .visible)
        }
    }

    struct DueRow: Decodable, Sendable, Equatable {
        var dueAt: Instant?
        var source: String
        var overrideKey: String?

        init(dueAt: Instant?, source: String, overrideKey: String?) {
            self.dueAt = dueAt
            self.source = source
            self.overrideKey = overrideKey
        }

        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            dueAt = try row.decodeIfPresent(VectorDate.self)?.instant
            source = try row.decode(String.self)
            overrideKey = try row.decodeIfPresent(String.self)
        }
    }
}

/// `d+N` and `d-N`: that many days from now.
struct VectorDate: Decodable, Sendable {
    let instant: Instant

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard text.hasPrefix("d"), let days = Int64(text.dropFirst()) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is no day of a vector")
        }
        instant = .day(days)
    }
}

extension DateVector {
    /// An override of a vector.
    struct Row: Decodable, Sendable {
        private enum Key: String, CodingKey {
            case key, setType, students, section, group, members, module, memberState, applies, enrollment
            case workflowState, unassignItem, nonCollaborative, dueAt, unlockAt, lockAt
        }

        let key: String
        let setType: String
        /// `nil` where the vector only says whether the override applies to its one student.
        let students: [String]?
        let section: String?
        let group: String?
        /// Those who are in the section or group, where the vector names no section or group.
        let members: [String]
        let memberState: [String: String]
        let module: String?
        let applies: Bool
        let enrollment: String?
        let isDeleted: Bool
        let unassigns: Bool
        let isTag: Bool
        let due: OverriddenDate
        let unlock: OverriddenDate
        let lock: OverriddenDate

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            key = try container.decodeIfPresent(String.self, forKey: .key) ?? "o"
            setType = try container.decode(String.self, forKey: .setType)
            students = try container.decodeIfPresent([String].self, forKey: .students)
            section = try container.decodeIfPresent(String.self, forKey: .section)
            group = try container.decodeIfPresent(String.self, forKey: .group)
            members = try container.decodeIfPresent([String].self, forKey: .members) ?? []
            memberState = try container.decodeIfPresent([String: String].self, forKey: .memberState) ?? [:]
            module = try container.decodeIfPresent(String.self, forKey: .module)
            applies = try container.decodeIfPresent(Bool.self, forKey: .applies) ?? true
            enrollment = try container.decodeIfPresent(String.self, forKey: .enrollment)
            isDeleted = try container.decodeIfPresent(String.self, forKey: .workflowState) == "deleted"
            unassigns = try container.decodeIfPresent(Bool.self, forKey: .unassignItem) ?? false
            isTag = try container.decodeIfPresent(Bool.self, forKey: .nonCollaborative) ?? false
            func date(_ key: Key) throws -> OverriddenDate {
                guard container.contains(key) else { return .notOverridden }
                return .overridden(try container.decodeIfPresent(VectorDate.self, forKey: key)?.instant)
            }
            due = try date(.dueAt)
            unlock = try date(.unlockAt)
            lock = try date(.lockAt)
        }

        func override(id: CanvasID, origin: OverrideOrigin, target: OverrideTarget) -> Override {
            Override(
                id: id,
                origin: origin,
                title: key,
                target: target,
                dueAt: due,
                unlockAt: unlock,
                lockAt: lock,
                unassigns: unassigns
            )
        }
    }
}

/// The vectors, read from the sources rather than from a bundle.
enum VectorFile {
    private struct Contents: Decodable {
        struct Head: Decodable {
            var id: String
            var engine: String
        }

        var vectors: [Head]
    }

    private struct Whole: Decodable {
        /// A vector of another engine has another shape: `nil` here, and named in ``VectorCoverage/leftOut``.
        struct Entry: Decodable {
            var vector: DateVector?

            init(from decoder: any Decoder) throws {
                let head = try Contents.Head(from: decoder)
                vector = VectorCoverage.engines.contains(head.engine) ? try DateVector(from: decoder) : nil
            }
        }

        var vectors: [Entry]
    }

    static func heads() throws -> [(id: String, engine: String)] {
        try decode(Contents.self).vectors.map { ($0.id, $0.engine) }
    }

    static func ids(of engine: String) throws -> [String] {
        try heads().filter { $0.engine == engine }.map(\.id)
    }

    static func vector(_ id: String) throws -> DateVector? {
        try decode(Whole.self).vectors.compactMap(\.vector).first { $0.id == id }
    }

    private static func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(
            type,
            from: Data(contentsOf: tests.appending(components: "Fixtures", "effective-dates.json"))
        )
    }
}
