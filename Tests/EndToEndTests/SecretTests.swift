import CanvasAPI
import CanvasSandbox
import Foundation
import Testing

@Suite("Nothing leaked")
struct SecretTests {
    private static let token = "7512~zQ8wLmN4TtRrVvXx0123456789abcdefGHIJ"

    @Test(
        "the token is in no file, no message, no process list, with faults and --verbose",
        arguments: ["text", "json"]
    )
    func hidden(logFormat: String) async throws {
        try await withScratchDirectory { scratch in
            try await withCanvas(scratch) { canvas in
                let tokenFile = try write(Self.token + "\n", to: "\(scratch)/token")
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: tokenFile)
                let tool = try Tool.start(
                    [
                        "run", try canvas.courseList(in: scratch), "--out", "\(scratch)/reports", "--verbose",
                        "--log-format", logFormat, "--canvas-url", canvas.url, "--token-file", tokenFile,
                        "--format", "csv,xlsx,html,ndjson",
                    ]
                )
                var processList = Data()
                _ = try await tool.waits {
                    processList +=
                        (try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(tool.processID)/cmdline"))) ?? Data()
                    processList +=
                        (try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(tool.processID)/environ"))) ?? Data()
                    return canvas.traffic.requests > 60
                }
                let outcome = try await tool.outcome()
                #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
                #expect(outcome.diagnostics.contains("/courses/103/"), "--verbose logs requests")
                #expect(!processList.isEmpty)
                #expect(!contains(processList))
                #expect(!contains(Data(outcome.diagnostics.utf8)))
                #expect(!contains(Data(outcome.output.utf8)))
                for path in try ReportFiles.paths(below: "\(scratch)/reports") {
                    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(scratch)/reports/\(path)"))
                    #expect(!contains(bytes), "\(path)")
                }
                for bytes in try ReportFiles.parts(of: "\(scratch)/reports/override-dates.xlsx").values {
                    #expect(!contains(bytes))
                }
            }
        }
    }

    @Test(
        "of a quiz submission no score and no validation token is in a message, the snapshot or a report",
        arguments: ["text", "json"]
    )
    func submissions(logFormat: String) async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run { canvas in
                let list = try write("101\n105\n", to: "\(scratch)/list.txt")
                let outcome = try await Tool.command(
                    [
                        "run", list, "--out", "\(scratch)/reports", "--accommodations", "--verbose", "--log-format",
                        logFormat, "--format", "csv,xlsx,html,ndjson",
                    ],
                    environment: canvas.environment
                )
                #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
                // The sandbox sends both: without them there would be nothing to find.
                let sent = try await answer(canvas, "/api/v1/courses/101/quizzes/101502/submissions")
                let secrets = ["sandbox-validation-token", "8.125"]
                #expect(secrets.allSatisfy { sent.contains($0) }, "\(sent)")
                #expect(outcome.diagnostics.contains("/quizzes/101502/submissions"), "--verbose logs requests")
                // Nor the names of what is not kept.
                let names = secrets + ["validation_token", "kept_score"]
                #expect(names.filter { (outcome.diagnostics + outcome.output).contains($0) } == [])
                for path in try ReportFiles.paths(below: "\(scratch)/reports") {
                    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(scratch)/reports/\(path)"))
                    #expect(names.filter { bytes.firstRange(of: Data($0.utf8)) != nil } == [], "\(path)")
                }
                for (name, bytes) in try ReportFiles.parts(of: "\(scratch)/reports/override-dates.xlsx") {
                    #expect(names.filter { bytes.firstRange(of: Data($0.utf8)) != nil } == [], "\(name)")
                }
            }
        }
    }

    private func answer(_ canvas: TestCanvas, _ path: String) async throws -> String {
        let headers: HTTPHeaders = ["authorization": "Bearer \(canvas.token)", "user-agent": "override-report-tests"]
        let exchange = HTTPExchange(method: "GET", url: canvas.url + path, headers: headers, body: nil)
        return String(decoding: try await CurlTransport().send(exchange).body, as: UTF8.self)
    }

    @Test("every file is 0600 and every directory 0700, whatever the umask")
    func modes() async throws {
        try await withScratchDirectory { scratch in
            let launcher = ["bash", "-c", "umask 000; exec \"$@\"", "launcher"]
            let arguments = ["run", "--sandbox", "--samples", Tool.samples, "--out", "\(scratch)/reports"]
            for _ in 1...2 {
                #expect(try await Tool.run(arguments, under: launcher).ending == .exited(0))
            }
            #expect(try mode("\(scratch)/reports") == 0o700)
            for path in try FileManager.default.subpathsOfDirectory(atPath: "\(scratch)/reports") {
                let file = "\(scratch)/reports/\(path)"
                let attributes = try FileManager.default.attributesOfItem(atPath: file)
                let isDirectory = attributes[.type] as? FileAttributeType == .typeDirectory
                #expect(try mode(file) == (isDirectory ? 0o700 : 0o600), "\(path)")
            }
        }
    }

    @Test("a token file that others may read is warned about; one that is empty or missing is told")
    func tokenFiles() async throws {
        try await withScratchDirectory { scratch in
            try await withCanvas(scratch) { canvas in
                let list = try write("103\n", to: "\(scratch)/list.txt")
                let file = try write(Self.token, to: "\(scratch)/token")
                try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
                let arguments = ["run", list, "--out", "\(scratch)/out", "--canvas-url", canvas.url, "--format", "csv"]
                let open = try await Tool.run(arguments + ["--token-file", file])
                #expect(open.ending == .exited(0))
                #expect(open.diagnostics.contains("chmod 600"))
                #expect(!contains(Data(open.diagnostics.utf8)))

                try write("\n", to: file)
                let empty = try await Tool.run(arguments + ["--token-file", file])
                #expect(empty.ending == .exited(4))
                for dressed in ["CANVAS_API_TOKEN=\(Self.token)\n", "\"\(Self.token)\""] {
                    try write(dressed, to: file)
                    let told = try await Tool.run(arguments + ["--token-file", file])
                    #expect(told.ending == .exited(4))
                    #expect(
                        told.diagnostics.contains("Put the token alone into it.")
                            && !contains(Data(told.diagnostics.utf8))
                    )
                    #expect(told.diagnostics.contains("quotes, or CANVAS_API_TOKEN="))
                }
                let missing = try await Tool.run(arguments + ["--token-file", "\(scratch)/no-such-file"])
                #expect(missing.ending == .exited(4))
                #expect(missing.diagnostics.contains("no-such-file"))
            }
        }
    }

    @Test("a token comes out of a pipe as well; out of a file without an end it does not")
    func tokenPipe() async throws {
        try await withScratchDirectory { scratch in
            try await withCanvas(scratch) { canvas in
                let list = try write("103\n", to: "\(scratch)/list.txt")
                let arguments = ["run", list, "--out", "\(scratch)/out", "--canvas-url", canvas.url, "--format", "csv"]
                let script = "exec \"$@\" --token-file <(sleep 0.2; printf '%s' '\(Self.token)')"
                let piped = try await Tool.run(arguments, under: ["bash", "-c", script, "launcher"])
                #expect(piped.ending == .exited(0), "\(piped.diagnostics)")
                let endless = try await Tool.run(arguments + ["--token-file", "/dev/zero"])
                #expect(endless.ending == .exited(4))
                #expect(endless.diagnostics.contains("/dev/zero holds no token"))
            }
        }
    }

    /// A sandbox whose administrator has a token that can be searched for.
    private func withCanvas(_ scratch: String, _ body: (TestCanvas) async throws -> Void) async throws {
        let samples = "\(scratch)/samples"
        try FileManager.default.createDirectory(atPath: samples, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: "\(Tool.samples)/institution", toPath: "\(samples)/institution")
        let account = "\(samples)/institution/account.json"
        let text = try String(contentsOfFile: account, encoding: .utf8)
        try write(text.replacing("sandbox-token-not-a-secret", with: Self.token), to: account)
        let faults = SandboxFaults(
            rules: [.serverError, .foreignRedirect, .loginPage, .shortBody].map { SandboxFaultRule($0, fraction: 0.03) }
        )
        try await TestCanvas.run(samples: samples, options: SandboxOptions(faults: faults)) { canvas in
            try #require(canvas.token == Self.token)
            try await body(canvas)
        }
    }

    private func contains(_ bytes: Data) -> Bool {
        bytes.range(of: Data(Self.token.utf8)) != nil
            || bytes.range(of: Data(Self.token.utf8).base64EncodedData()) != nil
    }

    private func mode(_ path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? 0
    }
}
