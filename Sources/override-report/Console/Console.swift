import Foundation
import OverrideReport
import Synchronization

/// Standard output carries data and paths; everything for people goes to standard error. Texts come from Canvas and from
/// files: what could drive a terminal or forge a line of a log is shown, and never sent.
final class Console: Sendable {
    /// One of the two streams.
    struct Stream: Sendable {
        /// Writes all bytes, and tells the system's `errno` where it can't.
        let write: @Sendable ([UInt8]) -> Int32?
        /// Whether people read it as it comes.
        var isTerminal = false
        /// How many characters a line of the terminal has; `nil` where it does not say.
        var width: @Sendable () -> Int? = { nil }
    }

    static let standard = Console(output: .descriptor(STDOUT_FILENO), diagnostics: .descriptor(STDERR_FILENO))

    /// Whether people read messages as they come.
    var isTerminal: Bool { diagnostics.isTerminal }
    private let output: Stream
    private let diagnostics: Stream
    private let firstOutputFailure = Mutex<Int32?>(nil)
    /// The progress line that is on the terminal now.
    private let liveLine = Mutex("")

    init(output: Stream, diagnostics: Stream) {
        self.output = output
        self.diagnostics = diagnostics
    }

    /// A line of text. A reader that has gone away is no error.
    func print(_ line: String) {
        send(Array((line.shownOnOneLine + "\n").utf8))
    }

    /// Data as it stands, but for a terminal.
    func write(_ bytes: [UInt8]) {
        send(output.isTerminal ? Self.shown(bytes) : bytes)
    }

    /// Likewise, for those who can stop where it does not arrive.
    ///
    /// - Throws: ``OutputClosed``, or a `FileError`.
    func stream(_ bytes: [UInt8]) throws {
        guard let code = output.write(output.isTerminal ? Self.shown(bytes) : bytes) else { return }
        throw code == EPIPE ? OutputClosed() : FileError(.write, "standard output", code: code)
    }

    /// The same lines, each as ``print(_:)`` writes it.
    static func shown(_ bytes: [UInt8]) -> [UInt8] {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            return String(decoding: line, as: UTF8.self).shownOnOneLine
        }
        return Array(lines.joined(separator: "\n").utf8)
    }

    /// Why data did not arrive; the system's `errno`. A reader that has gone away is no failure.
    var outputFailure: Int32? { firstOutputFailure.withLock { $0 } }

    /// A line for people.
    func error(_ line: String) {
        liveLine.withLock { live in
            let erase = live.isEmpty ? "" : "\r\u{1B}[K"
            tell(erase + line.shownOnOneLine + "\n" + live)
        }
    }

    /// Replaces the live line of a terminal; the empty text removes it.
    func setLiveLine(_ text: String) {
        // A line that wraps could not be taken back.
        let width = diagnostics.width() ?? .max
        let text = String(text.shownOnOneLine.prefix(max(1, width - 1)))
        liveLine.withLock { live in
            guard live != text else { return }
            live = text
            tell("\r\u{1B}[K" + text)
        }
    }

    private func send(_ bytes: [UInt8]) {
        // Nobody reads any more: there is no one to tell.
        guard let code = output.write(bytes), code != EPIPE else { return }
        firstOutputFailure.withLock { $0 = $0 ?? code }
    }

    private func tell(_ text: String) {
        // There is no other place to tell of it.
        _ = diagnostics.write(Array(text.utf8))
    }
}

/// Nobody reads standard output any more, as after `| head`: a reason to stop, and no failure.
struct OutputClosed: Error {}

extension Console.Stream {
    static func descriptor(_ descriptor: Int32) -> Self {
        Self(
            write: { bytes in
                var bytes = bytes[...]
                while !bytes.isEmpty {
                    let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
                    if written < 0, errno == EINTR { continue }
                    guard written > 0 else { return written == 0 ? ENOSPC : errno }
                    bytes = bytes.dropFirst(written)
                }
                return nil
            },
            isTerminal: isatty(descriptor) == 1,
            width: {
                var size = winsize()
                guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
                return Int(size.ws_col)
            }
        )
    }
}

extension String {
    /// The text as one line that drives no terminal. What is shown in place of a character is its escape in JSON, so that
    /// a line of JSON stays the same JSON.
    var shownOnOneLine: String {
        guard unicodeScalars.contains(where: \.isNeverSent) else { return self }
        var shown = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "\n": shown += "\\n"
            case "\r": shown += "\\r"
            case "\t": shown += "\\t"
            case _ where scalar.isNeverSent:
                let digits = String(scalar.value, radix: 16)
                shown += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}

extension Unicode.Scalar {
    /// Controls (C0, DEL and C1), line and paragraph separators, and what turns the direction of writing.
    fileprivate var isNeverSent: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
