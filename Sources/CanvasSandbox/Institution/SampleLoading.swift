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
