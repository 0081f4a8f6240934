import Foundation
import Testing

@testable import OverrideReport

@Suite struct JSONBufferTests {
    @Test("nothing in a text ends the script element, and what is read back is the text")
    func escapesForScriptElements() throws {
        let text = "</script><!-- \"q\" \\ \u{2028}\u{2029} & \n\u{1} é 😀"
        var json = JSONBuffer()
        json.array { $0.string(text) }
        let written = String(decoding: json.bytes, as: UTF8.self)
        #expect(
            written
                == #"["\u003c/script\u003e\u003c!-- \"q\" \\ \u2028\u2029 \u0026 \u000a\u0001 é 😀"]"#
        )
        #expect(try JSONDecoder().decode([String].self, from: Data(json.bytes)) == [text])
    }

    @Test("controls and noncharacters, which HTML forbids, are written as escapes")
    func escapesForbiddenCharacters() throws {
        let values: [UInt32] = [0x7F, 0x85, 0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF]
        let text = values.compactMap(Unicode.Scalar.init).map(String.init).joined()
        var json = JSONBuffer()
        json.array { $0.string(text) }
        let written = String(decoding: json.bytes, as: UTF8.self)
        #expect(written == #"["\u007f\u0085\ufdd0\ufdef\ufffe\uffff\ud83f\udffe\udbff\udfff"]"#)
        #expect(try JSONDecoder().decode([String].self, from: Data(json.bytes)) == [text])
    }

    @Test("commas stand between values and nowhere else")
    func separatesValues() {
        var json = JSONBuffer()
        json.object { json in
            json.key("a")
            json.integers([1, -2])
            json.key("b")
            json.array(of: ["x", "y"]) { json, text in json.strings([text]) }
            json.key("c")
            json.strings([])
        }
        #expect(String(decoding: json.bytes, as: UTF8.self) == #"{"a":[1,-2],"b":[["x"],["y"]],"c":[]}"#)
    }
}
