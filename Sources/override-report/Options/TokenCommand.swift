import ArgumentParser
import CanvasAPI
import Foundation
import OverrideReport
import Synchronization

/// `--token-command`: a program that prints an access token, as password managers do.
struct TokenCommand: ExpressibleByArgument, Sendable {
    /// The program and its arguments.
    let words: [String]

    /// Typed, it is for the shell. A list of a configuration comes with NULs between its words, which nobody can type,
    /// and needs no shell.
    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        words =
            argument.utf8.contains(0)
            ? argument.split(separator: "\0", omittingEmptySubsequences: false).dropFirst().map(String.init)
            : ["/bin/sh", "-c", argument]
    }

    /// A list as the argument that ``init(argument:)`` takes.
    static func argument(of words: [String]) -> String { words.map { "\0\($0)" }.joined() }

    /// Runs it, once; what it prints is told to nobody.
    ///
    /// - Throws: a ``Failure`` with status 4.
    func token(_ environment: [String: String], patience: Duration = .seconds(30)) async throws -> AccessToken {
        let run = ProgramRun(words, environment)
        let result = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                Thread.detachNewThread { continuation.resume(with: Result { try run.firstLine(patience) }) }
            }
        } onCancel: {
            run.stop()
        }
        guard let token = AccessToken(result) else {
            throw Failure(
                "the first line that --token-command prints is no token: it is empty, or has more than one word. Run the "
                    + "command by hand to see what it prints.",
                status: .tokenRefused
            )
        }
        return token
    }
}

/// One run of a program whose first line of output is wanted.
private final class ProgramRun: Sendable {
    /// Far more than any token.
    private static let sizeLimit = 64 * 1024

    private let words: [String]
    private let environment: [String: String]
    private let isStopped = Mutex(false)

    init(_ words: [String], _ environment: [String: String]) {
        self.words = words
        self.environment = environment
    }

    func stop() { isStopped.withLock { $0 = true } }

    /// Blocks its thread.
    func firstLine(_ patience: Duration) throws -> String {
        let process = Process()
        // Finds the program in PATH.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.environment = environment
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        do {
            try process.run()
        } catch {
            throw failure("can't be started (\(error.localizedDescription))")
        }
        try output.fileHandleForWriting.close()
        let bytes = read(output.fileHandleForReading.fileDescriptor, while: process, until: .now + patience)
        guard !process.isRunning else {
            // The shell's children as well: they are in a group of their own.
            kill(-process.processIdentifier, SIGKILL)
            kill(process.processIdentifier, SIGKILL)
            if isStopped.withLock(\.self) { throw CancellationError() }
            throw failure("did not end within \(patience.components.seconds) seconds")
        }
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            let isSignal = process.terminationReason == .uncaughtSignal
            throw failure("ended with \(isSignal ? "signal" : "status") \(process.terminationStatus)")
        }
        return String(decoding: bytes.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
    }

    /// What the program prints until it ends; what a child of it prints after that is not waited for.
    private func read(_ descriptor: Int32, while process: Process, until end: ContinuousClock.Instant) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while ContinuousClock.now < end, !isStopped.withLock(\.self) {
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let wasRunning = process.isRunning
            guard Foundation.poll(&poll, 1, 20) > 0 else {
                if wasRunning { continue }
                return bytes
            }
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            if count > 0 {
                if bytes.count < Self.sizeLimit { bytes += buffer[..<count] }
            } else if wasRunning {
                // It has closed its output, and is not done.
                usleep(20_000)
            } else {
                return bytes
            }
        }
        return bytes
    }

    private func failure(_ what: String) -> Failure {
        Failure("--token-command \(what). Run the command by hand to see why.", status: .tokenRefused)
    }
}
