import CanvasAPI
import Foundation
import Logging

@testable import CanvasSandbox

/// Asks a running sandbox over HTTP, as any client would.
struct SandboxClient {
    var url: String
    var token: String? = SandboxClient.administrator
    var accept = "application/json"
    var userAgent: String? = "override-report-tests"

    static let administrator = "sandbox-token-not-a-secret"
    private static let transport = CurlTransport()

    struct Answer {
        var status: Int
        var headers: [String: String]
        var text: String

        var link: String? { headers["link"] }

        /// The `next` URL, without the server's address.
        func next(at url: String) -> String? {
            guard let link, let range = link.firstRange(of: #/<([^>]*)>; rel="next"/#) else { return nil }
            let address = link[range].dropFirst().prefix { $0 != ">" }
            return String(address).replacing(url + "/api/v1/", with: "")
        }
    }

    func get(_ path: String) async throws -> Answer {
        try await send("GET", path)
    }

    func put(_ path: String, json: String) async throws -> Answer {
        try await send("PUT", path, body: json, contentType: "application/json")
    }

    func send(
        _ method: String,
        _ path: String,
        body: String? = nil,
        contentType: String = "application/json"
    ) async throws -> Answer {
        var headers: HTTPHeaders = ["accept": accept]
        if let token { headers.add(name: "authorization", value: "Bearer \(token)") }
        if let userAgent { headers.add(name: "user-agent", value: userAgent) }
        if body != nil { headers.add(name: "content-type", value: contentType) }
        let exchange = HTTPExchange(
            method: method,
            url: "\(url)/api/v1/\(path)",
            headers: headers,
            body: body.map { Array($0.utf8) }
        )
        let reply = try await Self.transport.send(exchange)
        let fields = reply.headers.fields.map { ($0.name.lowercased(), $0.value) }
        return Answer(
            status: reply.status,
            headers: Dictionary(fields) { "\($0), \($1)" },
            text: String(decoding: reply.body, as: UTF8.self)
        )
    }

    /// The pages that follow from `path`, each as its text.
    func pages(_ path: String) async throws -> [String] {
        var texts: [String] = []
        var next: String? = path
        while let path = next {
            let answer = try await get(path)
            texts.append(answer.text)
            next = answer.next(at: url)
        }
        return texts
    }
}

/// The repository's sample data.
func samples() throws -> SandboxInstitution {
    let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    return try SandboxInstitution.load(from: repository.appending(path: "samples"))
}

/// Runs a sandbox of the sample data for the time of a test.
func withSandbox<Result>(
    _ options: SandboxOptions = SandboxOptions(),
    institution: SandboxInstitution? = nil,
    _ body: (SandboxClient, SandboxServer) async throws -> Result
) async throws -> Result {
    var logger = Logger(label: "sandbox")
    logger.logLevel = .critical
    let server = SandboxServer(institution: try institution ?? samples(), options: options, logger: logger)
    return try await server.whileRunning { url in try await body(SandboxClient(url: url), server) }
}

/// A samples directory that only this test uses, with one course file.
func institution(course: String, allowsTags: Bool = true) throws -> SandboxInstitution {
    let directory = FileManager.default.temporaryDirectory.appending(path: "sandbox-samples-\(UUID().uuidString)")
    let courses = directory.appending(path: "institution/courses")
    try FileManager.default.createDirectory(at: courses, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let account = """
        {"account": {"id": 1, "name": "Test", "allow_assign_to_differentiation_tags": \(allowsTags)},
         "tokens": [{"token": "sandbox-token-not-a-secret", "user": 9, "name": "Robot", "role": "administrator"}],
         "terms": [{"id": 1, "name": "Default Term"}]}
        """
    try Data(account.utf8).write(to: directory.appending(path: "institution/account.json"))
    try Data(course.utf8).write(to: courses.appending(path: "course.json"))
    return try SandboxInstitution.load(from: directory)
}
