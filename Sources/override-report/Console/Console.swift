import Foundation
import Synchronization

/// Standard output carries data and paths; everything for people goes to standard error.
final class Console: Sendable {
    static let standard = Console(output: STDOUT_FILENO, diagnostics: STDERR_FILENO)

    let isTerminal: Bool
    private let output: Int32
    private let diagnostics: Int32
    private let firstOutputFailure = Mutex<Int32?>(nil)
    /// The progress line that is on the terminal now.
    private let liveLine = Mutex("")

    init(output: Int32, diagnostics: Int32) {
        self.output = output
        self.diagnostics = diagnostics
        isTerminal = isatty(diagnostics) == 1
    }

    /// A line of data. A reader that has gone away is no error.
    func print(_ line: String) {
        write(line + "\n", to: output)
    }

    /// Data as it stands.
    func write(_ bytes: [UInt8]) {
        write(bytes, to: output)
    }

    /// Why data did not arrive; the system's `errno`. A reader that has gone away is no failure.
    var outputFailure: Int32? { firstOutputFailure.withLock { $0 } }

    /// A line for people.
    func error(_ line: String) {
        liveLine.withLock { live in
            let erase = live.isEmpty ? "" : "\r\u{1B}[K"
            write(erase + line + "\n" + live, to: diagnostics)
        }
    }

    /// Replaces the live line of a terminal; the empty text removes it.
    func setLiveLine(_ text: String) {
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
