import Foundation
import TestSupport
import Testing

@testable import OverrideReport

@Suite("Text files as people save them")
struct InputTextTests {
    private func utf16(_ text: String, littleEndian: Bool) -> [UInt8] {
        ("\u{FEFF}" + text).utf16.flatMap { unit in
            littleEndian ? [UInt8(unit & 0xFF), UInt8(unit >> 8)] : [UInt8(unit >> 8), UInt8(unit & 0xFF)]
        }
    }

    @Test("UTF-8 with and without byte order mark, and UTF-16 with one, give the same text")
    func encodings() throws {
        let text = "Øye;日本 👩‍🔬\r\n"
        let saved: [[UInt8]] = [
            Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8),
            utf16(text, littleEndian: true), utf16(text, littleEndian: false),
        ]
        for bytes in saved { #expect(try InputText(bytes, file: "a.csv").bytes == Array(text.utf8)) }
    }

    @Test("bytes that are no UTF-8 are refused with their place")
    func wrongEncoding() {
        let bytes = Array("a,b\n1,Mü".utf8) + [0xFC, 0x0A]
        #expect(
            throws: InputError(
                file: "a.csv",
                position: TextPosition(line: 2, column: 5),
                message: "the file is not in UTF-8 here (byte 0xFC); save it again as “CSV UTF-8” or as Unicode text."
            )
        ) { try InputText(bytes, file: "a.csv") }
    }

    @Test("a cut UTF-16 file, a half surrogate pair, a workbook and binary noise are refused")
    func noText() {
        let cut = Array(utf16("course_id\n1", littleEndian: true).dropLast())
        let half: [UInt8] = [0xFF, 0xFE, 0x3D, 0xD8]
        let workbook: [UInt8] = [0x50, 0x4B, 0x03, 0x04, 0x14]
        for bytes in [cut, half, workbook] {
            #expect { try InputText(bytes, file: "a.csv") } throws: { error in
                (error as? InputError)?.file == "a.csv" && "\(error)".hasPrefix("a.csv: ")
            }
        }
        #expect(
            throws: InputError(
                file: "a.csv",
                position: TextPosition(line: 1, column: 2),
                message: "a control character (byte 0) shows that this is no text file."
            )
        ) { try InputText(Array("a\0b".utf8), file: "a.csv") }
    }

    @Test("a file is read whole, a missing one and a directory are errors that name it")
    func files() throws {
        try withScratchDirectory { directory in
            let path = directory + "/list.txt"
            let text = String(repeating: "123456789\n", count: 20_000)
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            #expect(try InputFile.read(path).bytes == Array(text.utf8))
            for missing in [directory + "/none.csv", directory] {
                #expect { try InputFile.read(missing) } throws: { "\($0)".contains(missing) && $0 is InputError }
            }
        }
    }

    @Test("a piece of input in a message is short and shows no control characters")
    func quoted() {
        #expect("a\u{1B}[31m\u{202E}b".quoted == "“a\u{FFFD}[31m\u{FFFD}b”")
        #expect(String(repeating: "x", count: 100).quoted == "“\(String(repeating: "x", count: 60))…”")
        #expect("\u{A0} \u{FEFF}x y\t".trimmed == "x y")
    }
}

@Suite("Clearing up after an error")
struct CleanupTests {
    private struct Trouble: Error, Equatable { var name: String }

    @Test("the first error is told, also where clearing up fails; without one nothing is cleared up")
    func firstError() async throws {
        #expect(throws: Trouble(name: "cause")) {
            try attempt {
                throw Trouble(name: "cause")
            } onFailure: {
                throw Trouble(name: "cleanup")
            }
        }
        await #expect(throws: Trouble(name: "cause")) {
            try await attempt {
                await Task.yield()
                throw Trouble(name: "cause")
            } onFailure: {
                throw Trouble(name: "cleanup")
            }
        }
        #expect(
            try attempt {
                7
            } onFailure: {
                Issue.record("nothing to clear up")
            } == 7
        )
    }
}
