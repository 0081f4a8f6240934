import CanvasSandbox
import Foundation
import Logging
import Testing

/// A sandbox Canvas inside the test, where its traffic can be looked at, for a tool outside.
struct TestCanvas {
    let server: SandboxServer
    let url: String
    let token: String

    var environment: [String: String] { ["CANVAS_API_URL": url, "CANVAS_API_TOKEN": token] }
    var traffic: SandboxTraffic { server.traffic }

    /// - Parameter copies: how many times each course is served.
    static func run<Result>(
        samples: String = Tool.samples,
        copies: Int = 1,
        options: SandboxOptions = SandboxOptions(),
        _ body: (TestCanvas) async throws -> Result
    ) async throws -> Result {
        let institution = try SandboxInstitution.load(from: URL(fileURLWithPath: samples)).multiplied(by: copies)
        let token = try #require(institution.administratorToken)
        var logger = Logger(label: "sandbox")
        logger.logLevel = .critical
        let server = SandboxServer(institution: institution, options: options, logger: logger)
        return try await server.whileRunning { url in
            try await body(TestCanvas(server: server, url: url, token: token))
        }
    }

    /// A course list, one id a line, of every course that the account lists.
    func courseList(in directory: String) throws -> String {
        let ids = server.institution.listedCourseIDs.map(String.init)
        return try write(ids.joined(separator: "\n") + "\n", to: "\(directory)/courses.txt")
    }
}

/// A copy of the samples with one course changed.
func editedSamples(
    in scratch: String,
    course name: String,
    _ edit: (inout [String: Any]) throws -> Void
) throws -> String {
    let samples = "\(scratch)/samples"
    try FileManager.default.createDirectory(atPath: samples, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: "\(Tool.samples)/institution", toPath: "\(samples)/institution")
    let file = URL(fileURLWithPath: "\(samples)/institution/courses/\(name).json")
    var course = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    try edit(&course)
    try JSONSerialization.data(withJSONObject: course).write(to: file)
    return samples
}
