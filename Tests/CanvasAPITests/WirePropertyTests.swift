import Foundation
import Testing

@testable import CanvasAPI

@Suite("Wire types under change")
struct WirePropertyTests {
    @Test("numbers and strings for ids decode to the same value", arguments: WireSamples.all.indices)
    func stringIDs(_ index: Int) throws {
        let sample = WireSamples.all[index]
        let stringified = sample.json
            .replacing(#/"(id|[a-z_]+_id)":(\d+)/#) { "\"\($0.1)\":\"\($0.2)\"" }
            .replacing(#/\[([0-9,]+)\]/#) { match in
                "[" + match.1.split(separator: ",").map { "\"\($0)\"" }.joined(separator: ",") + "]"
            }
        #expect(stringified != sample.json || sample.name == "effective due dates")
        #expect(try encoded(sample.decode(Data(stringified.utf8))) == encoded(sample.decode(Data(sample.json.utf8))))
    }

    @Test("what is encoded decodes to the same value", arguments: WireSamples.all.indices)
    func roundTrip(_ index: Int) throws {
        let sample = WireSamples.all[index]
        let once = try encoded(sample.decode(Data(sample.json.utf8)))
        #expect(try encoded(sample.decode(once)) == once)
    }

    @Test("an unknown key changes nothing", arguments: WireSamples.all.indices)
    func unknownKeys(_ index: Int) throws {
        let sample = WireSamples.all[index]
        guard sample.name != "effective due dates" else { return }
        let extended = sample.json.replacingOccurrences(of: "{\"id\":", with: "{\"new_field\":{\"a\":[1]},\"id\":")
        #expect(try encoded(sample.decode(Data(extended.utf8))) == encoded(sample.decode(Data(sample.json.utf8))))
    }

    @Test("damaged answers decode or fail with a typed error, never otherwise", arguments: WireSamples.all.indices)
    func fuzz(_ index: Int) throws {
        let sample = WireSamples.all[index]
        var random = SeededRandom(seed: 20_261_121 + UInt64(index))
        var refused = 0
        for _ in 0..<2_000 {
            let damaged = Self.damaged(Array(sample.json.utf8), using: &random)
            do {
                _ = try sample.decode(Data(damaged))
            } catch let error as MalformedAnswer {
                refused += 1
                #expect(!error.reason.isEmpty)
            }
        }
        #expect(refused > 500)
    }

    private static let snippets = [
        "null", "{}", "[]", "\"\"", "-1", "1e400", "0.5", "18446744073709551616", "true", "\u{0}", "\\ud800", "[[[[[[",
    ]

    private static func damaged(_ bytes: [UInt8], using random: inout SeededRandom) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0..<max(bytes.count, 1), using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes = Array(bytes.prefix(place))
            case 1 where place < bytes.count: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
            case 2 where place < bytes.count: bytes.remove(at: place)
            case 3:
                let length = Int.random(in: 0...20, using: &random)
                bytes.removeSubrange(place..<min(place + length, bytes.count))
            default:
                let snippet = snippets[Int.random(in: 0..<snippets.count, using: &random)]
                bytes.insert(contentsOf: Array(snippet.utf8), at: place)
            }
            if bytes.isEmpty { break }
        }
        return bytes
    }

    private func encoded(_ value: any Encodable) throws -> Data {
        Data(try CanvasJSON.encode(value))
    }
}
