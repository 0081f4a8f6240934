import Foundation
import Logging
import Testing

@testable import override_report

@Suite("What is printed drives no terminal")
struct ConsoleTests {
    static let hostile = "esc\u{1B}[31m bell\u{7} del\u{7F} csi\u{9B}2J rtl\u{202E}gpj\u{2066}\u{200F} \u{2028}\u{85}\t"
    static let shown =
        #"esc\u001b[31m bell\u0007 del\u007f csi\u009b2J rtl\u202egpj\u2066\u200f \u2028\u0085\t"#

    @Test("control characters are shown, in text as well as in errors, logs and the live line")
    func shown() throws {
        let written = try Self.written { console in
            console.print(Self.hostile)
            console.error(Self.hostile)
            console.setLiveLine(Self.hostile)
            let handler = ConsoleLogHandler(format: .text, level: .info, console: console, now: { Date() })
            Logger(label: "test") { _ in handler }.warning("\(Self.hostile)", metadata: ["id": "\(Self.hostile)"])
        }
        let live = "\r\u{1B}[K"
        #expect(written.output == Self.shown + "\n")
        #expect(
            written.diagnostics
                == Self.shown + "\n" + live + Self.shown + live + "warning: \(Self.shown) id=\(Self.shown)\n"
                + Self.shown
        )
    }

    @Test("a line stays one line, so that no name forges another", arguments: ["\n", "\r", "\r\n", "\u{B}", "\u{C}"])
    func oneLine(_ lineEnd: String) throws {
        let written = try Self.written { $0.error("course 1\(lineEnd)6/6 all complete") }
        #expect(written.diagnostics.unicodeScalars.count { $0.properties.isWhitespace && $0 != " " } == 1)
        #expect(written.diagnostics.hasSuffix("6/6 all complete\n"))
    }

    @Test("JSON in the log stays the same JSON")
    func json() throws {
        let written = try Self.written { console in
            let handler = ConsoleLogHandler(format: .json, level: .info, console: console, now: { Date() })
            Logger(label: "test") { _ in handler }.info("\(Self.hostile)")
        }
        #expect(!written.diagnostics.unicodeScalars.contains { (0x7F..<0xA0).contains($0.value) || $0 == "\u{202E}" })
        let object = try JSONSerialization.jsonObject(with: Data(written.diagnostics.utf8)) as? [String: String]
        #expect(object?["message"] == Self.hostile)
    }

    @Test("data goes to files and pipes as it stands; on a terminal its lines stay and the rest is shown")
    func data() throws {
        let bytes = Array("a,\u{1B}[2J\u{E9}\r\nb\n".utf8)
        let written = try Self.written { $0.write(bytes) }
        #expect(Array(written.output.utf8) == bytes)
        #expect(String(decoding: Console.shown(bytes), as: UTF8.self) == "a,\\u001b[2J\u{E9}\nb\n")
    }

    /// What `body` writes through a console.
    private static func written(_ body: (Console) -> Void) throws -> (output: String, diagnostics: String) {
        let (output, diagnostics) = (Pipe(), Pipe())
        body(
            Console(
                output: .descriptor(output.fileHandleForWriting.fileDescriptor),
                diagnostics: .descriptor(diagnostics.fileHandleForWriting.fileDescriptor)
            )
        )
        let texts = try [output, diagnostics].map { pipe in
            try pipe.fileHandleForWriting.close()
            return String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        }
        return (texts[0], texts[1])
    }
}
