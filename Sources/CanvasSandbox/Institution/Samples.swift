import Foundation

extension SandboxInstitution {
    /// Reads `institution/account.json` and every `institution/courses/*.json` under a samples directory.
    ///
    /// Throws a `SampleError` that names the file and the place in it.
    package static func load(from samplesDirectory: URL) throws(SampleError) -> SandboxInstitution {
        let directory = samplesDirectory.appending(path: "institution")
        let account: AccountFile = try decode(directory.appending(path: "account.json"), zone: .gmt)
        var courses: [SandboxCourse] = []
        for file in try courseFiles(in: directory.appending(path: "courses")) {
            let zone: CourseZone = try decode(file, zone: .gmt)
            guard let timeZone = TimeZone(identifier: zone.timeZone) else {
                throw SampleError(file, "\"\(zone.timeZone)\" is no time zone this machine knows", place: "time_zone")
            }
            let course: SandboxCourse = try decode(file, zone: timeZone)
            if let problem = course.problems(account).first {
                throw SampleError(file, problem.text, place: problem.place)
            }
            courses.append(course)
        }
        if let twice = firstDuplicate(in: courses.map(\.id)) {
            throw SampleError(directory, "two files have the course id \(twice)", place: "courses")
        }
        return SandboxInstitution(
            account: account.account,
            subAccounts: account.subAccounts ?? [],
            tokens: account.tokens,
            terms: account.terms,
            courses: courses
        )
    }

    private static func courseFiles(in directory: URL) throws(SampleError) -> [URL] {
        do {
            return try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
                .filter { $0.pathExtension == "json" && !$0.lastPathComponent.hasPrefix(".") }
                .sorted { $0.lastPathComponent < $1.lastPathComponent }
        } catch {
            throw SampleError(directory, "can't be listed: \(error.localizedDescription)")
        }
    }

    private static func decode<Value: Decodable>(_ file: URL, zone: TimeZone) throws(SampleError) -> Value {
        let data: Data
        do {
            data = try Data(contentsOf: file)
        } catch {
            throw SampleError(file, "can't be read: \(error.localizedDescription)")
        }
        let decoder = JSONDecoder()
        if let key = CodingUserInfoKey.sampleTimeZone { decoder.userInfo[key] = zone }
        do {
            return try decoder.decode(Value.self, from: data)
        } catch {
            throw SampleError(file, error)
        }
    }
}

private struct AccountFile: Decodable {
    var account: SandboxAccount
    var subAccounts: [SandboxAccount]?
    var tokens: [SandboxToken]
    var terms: [SandboxTerm]

    private enum CodingKeys: String, CodingKey {
        case account, tokens, terms
        case subAccounts = "sub_accounts"
    }
}

private struct CourseZone: Decodable {
    var timeZone: String

    private enum CodingKeys: String, CodingKey {
        case timeZone = "time_zone"
    }
}

/// Why a samples directory can't be served.
package struct SampleError: Error, Equatable, CustomStringConvertible {
    /// The file, or the directory.
    package var file: String
    /// The place in the file, like `items[3].overrides[0].due_at`.
    package var place: String?
    package var problem: String

    package var description: String {
        let location = place.map { "\(file), at \($0)" } ?? file
        return "\(location): \(problem). Correct the sample data, or name another directory with --samples."
    }
}

extension SampleError {
    fileprivate init(_ file: URL, _ problem: String, place: String? = nil) {
        self.init(file: file.path, place: place, problem: problem)
    }

    fileprivate init(_ file: URL, _ error: any Error) {
        switch error as? DecodingError {
        case .keyNotFound(let key, let context):
            self.init(file, "the key \"\(key.stringValue)\" is missing", place: path(context.codingPath))
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            let reason = context.underlyingError.map { ": \($0)" } ?? ""
            self.init(file, context.debugDescription + reason, place: path(context.codingPath))
        default: self.init(file, error.localizedDescription)
        }
    }
}

private func path(_ keys: [any CodingKey]) -> String? {
    let text = keys.map { key in key.intValue.map { "[\($0)]" } ?? "." + key.stringValue }.joined()
    return text.isEmpty ? nil : String(text.trimmingPrefix("."))
}

// MARK: The tables of keys

/// A type that is read from the sample files by a table of its keys.
///
/// A key that the table does not have is refused: one that is misspelt must not be lost in silence.
protocol SampleRecord: Decodable {
    init()
    static var fields: [SampleField<Self>] { get }
    /// Reads what the table can't, and checks what belongs together.
    mutating func complete(from file: SampleObject) throws
}

typealias SampleObject = KeyedDecodingContainer<SampleKey>

struct SampleKey: CodingKey, ExpressibleByStringLiteral {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringLiteral value: String) { stringValue = value }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

/// A key of a sample file, and the property that it fills.
struct SampleField<Record>: Sendable {
    let key: SampleKey
    let read: @Sendable (inout Record, SampleObject) throws -> Void

    static func required<Value: Decodable & SendableMetatype>(
        _ key: SampleKey,
        _ property: any WritableKeyPath<Record, Value> & Sendable
    ) -> SampleField {
        SampleField(key: key) { $0[keyPath: property] = try $1.decode(Value.self, forKey: key) }
    }

    /// The property keeps its default where the key is left out.
    static func optional<Value: Decodable & SendableMetatype>(
        _ key: SampleKey,
        _ property: any WritableKeyPath<Record, Value> & Sendable
    ) -> SampleField {
        optional(key, property) { $0 }
    }

    static func optional<Value: Decodable & SendableMetatype, Property>(
        _ key: SampleKey,
        _ property: any WritableKeyPath<Record, Property> & Sendable,
        _ make: @escaping @Sendable (Value) -> Property
    ) -> SampleField {
        SampleField(key: key) { record, file in
            if file.contains(key) { record[keyPath: property] = make(try file.decode(Value.self, forKey: key)) }
        }
    }

    /// A key that `complete` reads.
    static func other(_ key: SampleKey) -> SampleField { SampleField(key: key) { _, _ in } }
}

extension SampleRecord {
    init(from decoder: any Decoder) throws {
        let file = try decoder.container(keyedBy: SampleKey.self)
        let known = Set(Self.fields.map(\.key.stringValue))
        if let key = file.allKeys.first(where: { !known.contains($0.stringValue) }) {
            let choices = known.sorted().joined(separator: ", ")
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath + [key],
                    debugDescription: "unknown key \"\(key.stringValue)\"; known here: \(choices)"
                )
            )
        }
        self.init()
        for field in Self.fields { try field.read(&self, file) }
        try complete(from: file)
    }

    func complete(from file: SampleObject) throws {}
}

// MARK: Broken references

extension SandboxCourse {
    /// What the course's file names though it isn't there, and ids that it gives twice: a typing mistake is to be found
    /// on loading and not in a report. Each with its place in the file.
    fileprivate func problems(_ file: AccountFile) -> [(place: String, text: String)] {
        var problems: [(place: String, text: String)] = []
        func check(_ holds: Bool, _ place: String, _ text: @autoclosure () -> String) {
            if !holds { problems.append((place, text())) }
        }
        func checkTargets(_ overrides: [SandboxOverride], _ place: String) {
            for override in overrides {
                let text = missingTarget(of: override)
                check(text == nil, place, "override \(override.id): there is no \(text ?? "")")
            }
        }
        check(file.terms.contains { $0.id == termID }, "term", "there is no term \(termID) in account.json")
        if let accountID {
            let isThere = file.subAccounts?.contains { $0.id == accountID } ?? false
            check(isThere, "account", "there is no sub-account \(accountID) in account.json")
        }
        for (place, ids) in idLists {
            if let id = firstDuplicate(in: ids) { check(false, place, "the id \(id) is used twice") }
        }
        for (index, person) in people.enumerated() {
            for place in person.places {
                check(section(place.sectionID) != nil, "people[\(index)]", "there is no section \(place.sectionID)")
            }
        }
        for group in groupCategories.flatMap(\.groups) {
            for id in group.members + group.invited {
                check(person(id) != nil, "group_categories", "group \(group.id) has no person \(id) to hold")
            }
        }
        for (index, item) in items.enumerated() {
            let place = "items[\(index)]"
            check(item.assignmentID != nil || item.quizID != nil, place, "an item needs an id, or at least a quiz_id")
            for submission in item.submissions {
                check(person(submission.studentID) != nil, place, "there is no person \(submission.studentID)")
            }
            check(item.kind.quizType == nil || item.quizID != nil, place, "a classic quiz needs a quiz_id")
            checkTargets(item.overrides + item.checkpoints.flatMap(\.overrides), place)
        }
        for (index, module) in modules.enumerated() {
            let place = "modules[\(index)]"
            checkTargets(module.overrides, place)
            for line in module.items where !line.content.isText {
                check(item(line.content) != nil, place, "module item \(line.id) names something that is not in items")
            }
        }
        return problems
    }

    /// Ids that no two things may share.
    private var idLists: [(place: String, ids: [Int64])] {
        let overrides =
            items.flatMap { $0.overrides + $0.checkpoints.flatMap(\.overrides) } + modules.flatMap(\.overrides)
        return [
            ("sections", sections.map(\.id)),
            ("people", people.map(\.id)),
            ("group_categories", groupCategories.map(\.id)),
            ("groups", groupCategories.flatMap(\.groups).map(\.id)),
            ("items: id", items.compactMap(\.assignmentID) + items.flatMap(\.checkpoints).map(\.assignmentID)),
            ("items: quiz_id", items.compactMap(\.quizID)),
            ("items: discussion_id", items.compactMap(\.discussionID)),
            ("modules", modules.map(\.id)),
            ("modules: items", modules.flatMap(\.items).map(\.id)),
            ("overrides", overrides.map(\.id)),
        ]
    }

    private func missingTarget(of override: SandboxOverride) -> String? {
        switch override.target {
        case .section(let id): section(id) == nil ? "section \(id)" : nil
        case .group(let id): group(id) == nil ? "group \(id)" : nil
        case .students(let ids): ids.first { person($0) == nil }.map { "person \($0)" }
        case .course, .masteryPath: nil
        }
    }
}

private func firstDuplicate<Element: Hashable>(in elements: [Element]) -> Element? {
    var seen: Set<Element> = []
    return elements.first { !seen.insert($0).inserted }
}
