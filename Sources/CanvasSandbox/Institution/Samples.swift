import Foundation

extension SandboxInstitution {
    /// Reads `institution/account.json` and every `institution/courses/*.json` under a samples directory.
    ///
    /// Throws a `SampleError` that names the file and the place in it.
    package static func load(from samplesDirectory: URL) throws(SampleError) -> SandboxInstitution {
        let directory = samplesDirectory.appending(path: "institution")
        let accountFile = directory.appending(path: "account.json")
        let header: AccountFile = try decode(accountFile, zone: .gmt)
        var courses: [SandboxCourse] = []
        for file in try courseFiles(in: directory.appending(path: "courses")) {
            let zone: CourseZone = try decode(file, zone: .gmt)
            guard let timeZone = TimeZone(identifier: zone.timeZone) else {
                throw SampleError(
                    file: file.path,
                    place: "time_zone",
                    problem: "\"\(zone.timeZone)\" is no time zone this machine knows"
                )
            }
            let course: SandboxCourse = try decode(file, zone: timeZone)
            if let problem = course.firstProblem(terms: header.terms) {
                throw SampleError(file: file.path, place: problem.place, problem: problem.text)
            }
            courses.append(course)
        }
        if let twice = firstDuplicate(in: courses.map(\.id)) {
            throw SampleError(file: directory.path, place: "courses", problem: "two files have the course id \(twice)")
        }
        return SandboxInstitution(
            account: header.account,
            tokens: header.tokens,
            terms: header.terms,
            courses: courses
        )
    }

    private static func courseFiles(in directory: URL) throws(SampleError) -> [URL] {
        do {
            return try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
                .filter { $0.pathExtension == "json" && !$0.lastPathComponent.hasPrefix(".") }
                .sorted { $0.lastPathComponent < $1.lastPathComponent }
        } catch {
            throw SampleError(
                file: directory.path,
                place: nil,
                problem: "can't be listed: \(error.localizedDescription)"
            )
        }
    }

    private static func decode<Value: Decodable>(_ file: URL, zone: TimeZone) throws(SampleError) -> Value {
        let data: Data
        do {
            data = try Data(contentsOf: file)
        } catch {
            throw SampleError(file: file.path, place: nil, problem: "can't be read: \(error.localizedDescription)")
        }
        let decoder = JSONDecoder()
        if let key = CodingUserInfoKey.sampleTimeZone { decoder.userInfo[key] = zone }
        do {
            return try decoder.decode(Value.self, from: data)
        } catch let error as DecodingError {
            throw SampleError(file: file.path, error: error)
        } catch {
            throw SampleError(file: file.path, place: nil, problem: error.localizedDescription)
        }
    }
}

private struct AccountFile: Decodable {
    var account: SandboxAccount
    var tokens: [SandboxToken]
    var terms: [SandboxTerm]
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
    fileprivate init(file: String, error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            self.init(file: file, place: path(context.codingPath), problem: "the key \"\(key.stringValue)\" is missing")
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            self.init(file: file, place: path(context.codingPath), problem: context.debugDescription)
        case .dataCorrupted(let context):
            let reason = context.underlyingError.map { ": \($0)" } ?? ""
            self.init(file: file, place: path(context.codingPath), problem: context.debugDescription + reason)
        @unknown default:
            self.init(file: file, place: nil, problem: "\(error)")
        }
    }
}

private func path(_ keys: [any CodingKey]) -> String? {
    guard !keys.isEmpty else { return nil }
    return keys.reduce(into: "") { text, key in
        if let index = key.intValue {
            text += "[\(index)]"
        } else {
            text += text.isEmpty ? key.stringValue : "." + key.stringValue
        }
    }
}

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

/// Something in a course's file that names what isn't there, or names one id twice.
struct SampleProblem {
    var place: String
    var text: String
}

func firstDuplicate<Element: Hashable>(in elements: [Element]) -> Element? {
    var seen: Set<Element> = []
    return elements.first { !seen.insert($0).inserted }
}

extension SandboxCourse {
    /// The first broken reference in the course, so that a typing mistake is found on loading and not in a report.
    func firstProblem(terms: [SandboxTerm]) -> SampleProblem? {
        guard terms.contains(where: { $0.id == termID }) else {
            return SampleProblem(place: "term", text: "there is no term \(termID) in account.json")
        }
        return duplicateProblem() ?? peopleProblem() ?? groupProblem() ?? itemProblem() ?? moduleProblem()
    }

    private func duplicateProblem() -> SampleProblem? {
        let lists: [(String, [Int64])] = [
            ("sections", sections.map(\.id)),
            ("people", people.map(\.id)),
            ("group_categories", groupCategories.map(\.id)),
            ("groups", groupCategories.flatMap(\.groups).map(\.id)),
            ("items: id", items.compactMap(\.assignmentID) + items.flatMap(\.checkpoints).map(\.assignmentID)),
            ("items: quiz_id", items.compactMap(\.quizID)),
            ("items: discussion_id", items.compactMap(\.discussionID)),
            ("modules", modules.map(\.id)),
            ("modules: items", modules.flatMap(\.items).map(\.id)),
            ("overrides", allOverrides.map(\.id)),
        ]
        for (place, ids) in lists {
            if let id = firstDuplicate(in: ids) {
                return SampleProblem(place: place, text: "the id \(id) is used twice")
            }
        }
        return nil
    }

    private var allOverrides: [SandboxOverride] {
        items.flatMap { $0.overrides + $0.checkpoints.flatMap(\.overrides) } + modules.flatMap(\.overrides)
    }

    private func peopleProblem() -> SampleProblem? {
        for (index, person) in people.enumerated() {
            for place in person.places where section(place.sectionID) == nil {
                return SampleProblem(place: "people[\(index)]", text: "there is no section \(place.sectionID)")
            }
        }
        return nil
    }

    private func groupProblem() -> SampleProblem? {
        for group in groupCategories.flatMap(\.groups) {
            for id in group.members + group.invited where person(id) == nil {
                return SampleProblem(place: "group_categories", text: "group \(group.id) has no person \(id) to hold")
            }
        }
        return nil
    }

    private func itemProblem() -> SampleProblem? {
        for (index, item) in items.enumerated() {
            let place = "items[\(index)]"
            if item.assignmentID == nil && item.quizID == nil {
                return SampleProblem(place: place, text: "an item needs an id, or at least a quiz_id")
            }
            if item.kind.quizType != nil && item.quizID == nil {
                return SampleProblem(place: place, text: "a classic quiz needs a quiz_id")
            }
            for override in item.overrides + item.checkpoints.flatMap(\.overrides) {
                if let text = targetProblem(override) { return SampleProblem(place: place, text: text) }
            }
        }
        return nil
    }

    private func moduleProblem() -> SampleProblem? {
        for (index, module) in modules.enumerated() {
            let place = "modules[\(index)]"
            for override in module.overrides {
                if let text = targetProblem(override) { return SampleProblem(place: place, text: text) }
            }
            for line in module.items where !exists(line.content) {
                return SampleProblem(place: place, text: "module item \(line.id) names something that is not in items")
            }
        }
        return nil
    }

    private func targetProblem(_ override: SandboxOverride) -> String? {
        switch override.target {
        case .section(let id): section(id) == nil ? "override \(override.id): there is no section \(id)" : nil
        case .group(let id): group(id) == nil ? "override \(override.id): there is no group \(id)" : nil
        case .students(let ids):
            ids.first { person($0) == nil }.map { "override \(override.id): there is no person \($0)" }
        case .course, .masteryPath: nil
        }
    }

    private func exists(_ content: SandboxModuleItem.Content) -> Bool {
        switch content {
        case .assignment(let id): items.contains { $0.assignmentID == id }
        case .quiz(let id): items.contains { $0.quizID == id }
        case .discussion(let id): items.contains { $0.discussionID == id }
        case .page, .header: true
        }
    }
}
