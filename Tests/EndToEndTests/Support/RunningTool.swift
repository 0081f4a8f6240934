import Foundation
import Testing

/// How a process ended, and what it said.
struct ToolOutcome: Sendable {
    enum Ending: Sendable, Equatable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    var ending: Ending
    var output: String
    var diagnostics: String
}

/// A process of the built binary. Its output goes to files, so that it never waits for a reader.
final class RunningTool: Sendable {
    let processID: pid_t
    private let directory: String
    private let ended: Task<ToolOutcome.Ending, Never>

    init(_ command: [String], environment: [String: String], input: String?) throws {
        directory = NSTemporaryDirectory() + "override-report-tool-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        for name in ["out", "err"] {
            try #require(FileManager.default.createFile(atPath: "\(directory)/\(name)", contents: nil))
        }
        try Data((input ?? "").utf8).write(to: URL(fileURLWithPath: "\(directory)/in"))

        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // `env -i` executes the command in its own place: the process id is the tool's.
        let inherited = ["PATH", "HOME", "TMPDIR"].compactMap { name in
            ProcessInfo.processInfo.environment[name].map { (name, $0) }
        }
        let all = Dictionary(inherited, uniquingKeysWith: { $1 }).merging(environment) { $1 }
        process.arguments = ["-i"] + all.map { "\($0)=\($1)" } + command
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: "\(directory)/in"))
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(directory)/out"))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(directory)/err"))

        let (endings, continuation) = AsyncStream.makeStream(of: ToolOutcome.Ending.self)
        process.terminationHandler = { process in
            let status = process.terminationStatus
            continuation.yield(process.terminationReason == .exit ? .exited(status) : .killed(signal: status))
            continuation.finish()
        }
        try process.run()
        processID = process.processIdentifier
        ended = Task {
            for await ending in endings { return ending }
            return .killed(signal: 0)
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// What it has written to standard output so far.
    var output: String { get throws { try text("out") } }
    var diagnostics: String { get throws { try text("err") } }

    func signal(_ number: Int32) {
        kill(processID, number)
    }

    /// Waits for the end. Who is not done in time is killed, and the test fails.
    func outcome(patience: Duration = .seconds(240)) async throws -> ToolOutcome {
        let watchdog = Task {
            try await Task.sleep(for: patience)
            Issue.record("not done after \(patience): killed. It said: \((try? diagnostics) ?? "")")
            signal(SIGKILL)
        }
        let ending = await ended.value
        watchdog.cancel()
        return ToolOutcome(ending: ending, output: try output, diagnostics: try diagnostics)
    }

    /// Waits until `condition` holds; false when the process ended before.
    func waits(
        every interval: Duration = .milliseconds(2),
        until condition: () throws -> Bool
    ) async throws -> Bool {
        while kill(processID, 0) == 0 {
            if try condition() { return true }
            try await Task.sleep(for: interval)
        }
        return try condition()
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(name)")), as: UTF8.self)
    }
}
