import Foundation
import Synchronization

/// Standard output carries data and paths; everything for people goes to standard error. Texts come from Canvas and from
/// files: what could drive a terminal or forge a line of a log is shown, and never sent.
final class Console: Sendable {
    static let standard = Console(output: STDOUT_FILENO, diagnostics: STDERR_FILENO)

    /// Whether people read messages as they come.
    let isTerminal: Bool
    private let isOutputTerminal: Bool
    private let output: Int32
    private let diagnostics: Int32
    private let firstOutputFailure = Mutex<Int32?>(nil)
    /// The progress line that is on the terminal now.
    private let liveLine = Mutex("")

    init(output: Int32, diagnostics: Int32) {
        self.output = output
        self.diagnostics = diagnostics
        isTerminal = isatty(diagnostics) == 1
        isOutputTerminal = isatty(output) == 1
    }

    /// A line of text. A reader that has gone away is no error.
    func print(_ line: String) {
        write(line.shownOnOneLine + "\n", to: output)
    }

    /// Data as it stands, but for a terminal.
    func write(_ bytes: [UInt8]) {
        write(isOutputTerminal ? Self.shown(bytes) : bytes, to: output)
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
            write(erase + line.shownOnOneLine + "\n" + live, to: diagnostics)
        }
    }

    /// Replaces the live line of a terminal; the empty text removes it.
    func setLiveLine(_ text: String) {
        let text = text.shownOnOneLine
        liveLine.withLock { live in
            guard live != text else { return }
            live = text
            write("\r\u{1B}[K" + text, to: diagnostics)
        }
    }

    private func write(_ text: String, to descriptor: Int32) {
        write(Array(text.utf8), to: descriptor)
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) {
        var bytes = bytes[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                let code = written == 0 ? ENOSPC : errno
                // Nobody reads any more: there is no one to tell.
                if descriptor == output, code != EPIPE { firstOutputFailure.withLock { $0 = $0 ?? code } }
                return
            }
            bytes = bytes.dropFirst(written)
        }
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
