import Foundation
import Testing

/// The built binary, run as a user runs it: by arguments, environment and files.
enum Tool {
    /// Where the package lies.
    static let package = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let samples = package.appending(path: "samples").path

    /// Beside the test bundle, where SwiftPM builds both.
    static let binary: String = {
        let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let beside = bundle.deletingLastPathComponent().appending(path: "override-report").path
        if FileManager.default.isExecutableFile(atPath: beside) { return beside }
        return package.appending(path: ".build/debug/override-report").path
    }()

    /// The long forms of the tests: `OVERRIDE_REPORT_TESTS=full swift test`.
    static let isFull = ProcessInfo.processInfo.environment["OVERRIDE_REPORT_TESTS"] == "full"

    /// Runs the binary to its end.
    static func run(
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String? = nil,
        patience: Duration = .seconds(240),
        under launcher: [String] = []
    ) async throws -> ToolOutcome {
        try await places.with {
            let tool = try start(arguments, environment: environment, input: input, under: launcher)
            return try await tool.outcome(patience: patience)
        }
    }

    /// Starts the binary and returns while it runs.
    static func start(
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String? = nil,
        under launcher: [String] = []
    ) throws -> RunningTool {
        try RunningTool(launcher + [binary] + arguments, environment: environment, input: input)
    }

    /// Two cores are shared with every other test; more processes at once would only wait for one another.
    private static let places = Places(3)
}

/// At most so many at once.
actor Places {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) {
        free = count
    }

    nonisolated func with<Result>(_ body: () async throws -> Result) async throws -> Result {
        await take()
        do {
            let result = try await body()
            await giveBack()
            return result
        } catch {
            await giveBack()
            throw error
        }
    }

    private func take() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func giveBack() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
