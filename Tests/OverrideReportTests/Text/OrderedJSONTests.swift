import Foundation
import Testing

@testable import OverrideReport

@Suite struct OrderedJSONTests {
    @Test("nothing in a text ends the script element, and what is read back is the text")
    func escapesForScriptElements() throws {
        let text = "</script><!-- \"q\" \\ \u{2028}\u{2029} & \n\u{1} é 😀"
        let bytes = OrderedJSON.strings([text]).inScript
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"["\u003c/script\u003e\u003c!-- \"q\" \\ \u2028\u2029 \u0026 \u000a\u0001 é 😀"]"#
        )
        #expect(try JSONDecoder().decode([String].self, from: Data(bytes)) == [text])
    }

    @Test("controls and noncharacters, which HTML forbids, are written as escapes")
    func escapesForbiddenCharacters() throws {
        let values: [UInt32] = [0x7F, 0x85, 0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF]
        let text = values.compactMap(Unicode.Scalar.init).map(String.init).joined()
        let bytes = OrderedJSON.strings([text]).inScript
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"["\u007f\u0085\ufdd0\ufdef\ufffe\uffff\ud83f\udffe\udbff\udfff"]"#
        )
        #expect(try JSONDecoder().decode([String].self, from: Data(bytes)) == [text])
    }

    @Test("commas stand between values and nowhere else, on one line or indented")
    func separatesValues() {
        let json = OrderedJSON.object([
            ("a", .integers([1, -2])), ("b", .array([.strings(["x"]), .boolean(true), .null])), ("c", .array([])),
        ])
        #expect(String(decoding: json.inScript, as: UTF8.self) == #"{"a":[1,-2],"b":[["x"],true,null],"c":[]}"#)
        #expect(
            String(decoding: json.pretty, as: UTF8.self) == """
                {
                  "a": [
                    1,
                    -2
                  ],
                  "b": [
                    [
                      "x"
                    ],
                    true,
                    null
                  ],
                  "c": []
                }

                """
        )
    }

    @Test("what JSON forbids inside a string is escaped")
    func escaping() {
        var bytes: [UInt8] = []
        bytes.appendJSON("a\"b\\c\n\r\t\u{0}\u{1F}é\u{2028}")
        #expect(bytes == Array("\"a\\\"b\\\\c\\n\\r\\t\\u0000\\u001fé\u{2028}\"".utf8))
    }
}
