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

        // `env` executes the command in its own place: the process id is the tool's.
        let inherited = ["PATH", "HOME", "TMPDIR"].compactMap { name in
            ProcessInfo.processInfo.environment[name].map { (name, $0) }
        }
        let all = Dictionary(inherited, uniquingKeysWith: { $1 }).merging(environment) { $1 }
        let arguments = ["env", "-i", "-C", directory] + all.map { "\($0)=\($1)" } + command
        let processID = try Self.spawn("/usr/bin/env", arguments, filesIn: directory)
        self.processID = processID
        ended = Task {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread { continuation.resume(returning: Self.wait(for: processID)) }
            }
        }
    }

    /// Not Foundation's `Process`: on Linux it learns of a child's end by a socket that children started at the same time
    /// inherit, and so late.
    private static func spawn(_ path: String, _ arguments: [String], filesIn directory: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "\(directory)/in", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "\(directory)/out", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "\(directory)/err", O_WRONLY, 0)

        // The test's own process may ignore or block signals; a user's shell does not.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var every = sigset_t()
        sigfillset(&every)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &every)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        // The sandboxes' sockets would otherwise live on in the child.
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            if let descriptor = Int32(name), descriptor > STDERR_FILENO { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        }

        var processID: pid_t = 0
        var words = arguments.map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        let code = posix_spawn(&processID, path, &actions, &attributes, words, environ)
        try #require(code == 0, "\(path) can't be started: \(String(cString: strerror(code)))")
        return processID
    }

    private static func wait(for processID: pid_t) -> ToolOutcome.Ending {
        var status: Int32 = 0
        while waitpid(processID, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: signal)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// What it has written to standard output so far.
    var output: String { get throws { try text("out") } }
    var diagnostics: String { get throws { try text("err") } }

    /// Of its memory, so far; `nil` once it has ended.
    var peakKilobytes: Int? {
        let status = try? String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
    }

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
