import TestSupport
import Testing

@testable import OverrideReport

@Suite("Course lists made of noise")
struct CourseListFuzzTests {
    private static let seeds: [String] = [
        "course_id,name\n101,Biology\n102,\"Art, \"\"modern\"\"\"\n",
        "canvas_course_id;course_url\r\n7;https://canvas.example.edu/courses/9?a=b\r\n",
        "# text\n101\nsis_course_id:BIO#1\nhttps://canvas.example.edu/courses/sis_course_id:C%2F1\n",
        "[101, \"12~3\", {\"course_id\": \"\\u00c5\\ud83d\\ude00\"}, null, [[1]]]",
        "\u{FEFF}sis_course_id\tname\nB\tC\n",
    ]

    @Test(
        "whatever the bytes, the answer is a list or an error with the file's name",
        arguments: [UInt64(20_260_221), 7, 4_242]
    )
    func mutated(seed: UInt64) {
        var random = SeededGenerator(seed)
        let reader = CourseListReader(canvasURL: "https://canvas.example.edu")
        var listCount = 0
        for round in 0..<4_000 {
            let bytes = noise(&random)
            let file = ["a.csv", "a.txt", "a.json", "standard input"][round % 4]
            do throws(InputError) {
                let list = try reader.read(InputText(bytes, file: file))
                #expect(!list.references.isEmpty, "seed \(seed), round \(round): \(bytes)")
                listCount += 1
            } catch {
                #expect(error.file == file && error.message.hasSuffix("."), "seed \(seed), round \(round): \(error)")
            }
        }
        #expect(listCount > 100, "the noise should leave some lists whole")
    }

    /// A real list with a few bytes changed, or bytes without sense.
    private func noise(_ random: inout SeededGenerator) -> [UInt8] {
        guard Int.random(in: 0..<8, using: &random) > 0 else {
            return (0..<Int.random(in: 0..<200, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        var bytes = Array(Self.seeds[Int.random(in: 0..<Self.seeds.count, using: &random)].utf8)
        for _ in 0..<Int.random(in: 0..<5, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            case 1: bytes.insert(Array("\"\\\n\r,;[]{}#~:/%".utf8).randomElement(using: &random) ?? 0, at: place)
            case 2 where place < bytes.count: bytes[place] ^= UInt8.random(in: 1...255, using: &random)
            case 3 where place < bytes.count: bytes.remove(at: place)
            default: bytes.removeSubrange(place...)
            }
        }
        return bytes
    }
}
