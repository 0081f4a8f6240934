import CanvasAPI
import Testing

@testable import OverrideReport

@Suite("Course lists")
struct CourseListReaderTests {
    private func read(
        _ text: String,
        file: String,
        courseIDs: CourseIDKind? = nil,
        format: CourseListFormat? = nil
    ) throws -> CourseList {
        let reader = CourseListReader(
            canvasURL: "https://canvas.example.edu",
            courseIDs: courseIDs,
            format: format
        )
        return try reader.read(InputText(Array(text.utf8), file: file))
    }

    private func courses(_ list: CourseList) -> [String] {
        list.references.map { reference in
            switch reference.identity {
            case .canvas(let id): id.description
            case .sis(let id): "sis " + id
            }
        }
    }

    @Test(
        "every form of a list is understood",
        arguments: [
            ("courses.csv", "canvas_course_id,name\n101,Biology\n102,Art\n", ["101", "102"]),
            ("courses.csv", "Name;Canvas_Course_ID\r\n\"B; i\";101\r\n\r\n;102\r\n", ["101", "102"]),
            ("courses.tsv", "sis_course_id\tname\nBIO-101\tBiology\n", ["sis BIO-101"]),
            ("courses.csv", "course_id,sis_course_id,canvas_course_id\nA,B,7\nA,C,\n", ["7", "sis C"]),
            ("courses.csv", "course_url,sis_course_id\n,B\nhttps://canvas.example.edu/courses/9,C\n", ["sis B", "9"]),
            ("courses.csv", "course_id\n101\n2~345\n", ["101", "20000000000345"]),
            ("courses.csv", "course_id\nBIO-101\nART 2\n", ["sis BIO-101", "sis ART 2"]),
            ("courses.csv", "course_id,short_name,long_name\n101,BIO,Biology\n", ["sis 101"]),
            ("courses.csv", "sis_course_id\n'-A1\n", ["sis -A1"]),
            ("courses.txt", "# spring\n101\n  102 # two\n\nsis_course_id:BIO#1\n", ["101", "102", "sis BIO#1"]),
            (
                "courses.json", "[101, \"102\", \"sis_course_id:B\", {\"course_id\": 7, \"x\": [1]}]",
                ["101", "102", "sis B", "7"]
            ),
            (
                "courses.json", "[{\"canvas_course_id\": null, \"sis_course_id\": \"\\u00c5-\\ud83d\\ude00\"}]",
                ["sis Å-😀"]
            ),
            ("standard input", "  [21070000000000371]", ["21070000000000371"]),
            ("standard input", "name,course_id\nBiology,101\n", ["101"]),
            ("standard input", "101\n102\r\n103\r104", ["101", "102", "103", "104"]),
            ("/dev/fd/63", "\u{FEFF}course_id\n101\n", ["101"]),
        ]
    )
    func forms(file: String, text: String, expected: [String]) throws {
        #expect(try courses(read(text, file: file)) == expected)
    }

    @Test(
        "a course URL is understood wherever it leads in the course",
        arguments: [
            ("https://canvas.example.edu/courses/123", "123"),
            ("https://CANVAS.example.edu:443/courses/123/", "123"),
            ("http://canvas.example.edu/courses/123/assignments/5?module_item_id=9#top", "123"),
            ("https://canvas.example.edu/api/v1/courses/123", "123"),
            ("https://canvas.example.edu/courses/12~345", "120000000000345"),
            ("https://canvas.example.edu/courses/sis_course_id:CS%2F101%2E11", "sis CS/101.11"),
        ]
    )
    func urls(url: String, expected: String) throws {
        #expect(try courses(read(url, file: "courses.txt")) == [expected])
    }

    @Test("a Canvas below a path, on a port of its own")
    func canvasBelowPath() throws {
        let reader = CourseListReader(canvasURL: "http://127.0.0.1:8080/canvas")
        let input = try InputText(Array("http://127.0.0.1:8080/canvas/courses/5\n".utf8), file: "courses.txt")
        #expect(try courses(reader.read(input)) == ["5"])
        let other = try InputText(Array("http://127.0.0.1:8081/canvas/courses/5\n".utf8), file: "courses.txt")
        #expect(throws: InputError.self) { try reader.read(other) }
    }

    @Test("--course-ids settles what course_id and bare ids are")
    func settled() throws {
        let sis = try read("course_id\n101\n", file: "courses.csv", courseIDs: .sis)
        #expect(courses(sis) == ["sis 101"])
        #expect(sis.notes == [])
        let canvas = try read("course_id,short_name,long_name\n101,B,C\n", file: "courses.csv", courseIDs: .canvas)
        #expect(courses(canvas) == ["101"])
        #expect(try courses(read("BIO 101\n7\n", file: "courses.txt", courseIDs: .sis)) == ["sis BIO 101", "sis 7"])
        #expect(try courses(read("[\"B\", 7]", file: "courses.json", courseIDs: .sis)) == ["sis B", "sis 7"])
    }

    @Test("--input-format goes before the extension")
    func inputFormat() throws {
        #expect(try courses(read("course_id\n5\n", file: "courses.txt", format: .csv)) == ["5"])
        #expect(try courses(read("5\n", file: "courses.csv", format: .text)) == ["5"])
    }

    @Test("the choice that was made is noted, and so are courses that stand twice")
    func notes() throws {
        let list = try read("course_id\n101\n102\n101\n", file: "courses.csv")
        #expect(list.references.map(\.text) == ["101", "102"])
        #expect(
            list.notes == [
                "courses.csv: course_id is taken for Canvas ids; --course-ids sis takes it for SIS ids.",
                "the course “101” is in the list 2 times (lines 2, 4); it counts once.",
            ]
        )
        let repeated = (1...7).map { "\($0)\n\($0)\n" }.joined()
        #expect(try read(repeated, file: "courses.txt").notes.last == "2 more courses stand in the list several times.")
    }

    @Test("SIS ids that differ in their bytes alone are two courses, as in Canvas")
    func bytes() throws {
        let list = try read("sis_course_id\nCaf\u{E9}\nCafe\u{301}\n", file: "courses.csv")
        #expect(list.references.map { Array($0.text.utf8) } == [Array("Caf\u{E9}".utf8), Array("Cafe\u{301}".utf8)])
        #expect(list.notes == [])
    }

    @Test("the reference keeps the lines where the course stands")
    func lines() throws {
        let list = try read("[1,\n2,\n1, 3,\n1]", file: "courses.json")
        #expect(list.references.map(\.lines) == [[1, 3, 4], [2], [3]])
    }

    @Test("the reference keeps the text of the list")
    func referenceText() throws {
        let list = try read("1~2\nsis_course_id:B\n", file: "courses.txt")
        #expect(list.references.map(\.text) == ["1~2", "sis_course_id:B"])
    }

    @Test("a list of 100,000 lines, most of them repeated, gives each course once")
    func long() throws {
        let text = "course_id\n" + (0..<100_000).map { "\($0 % 30_000 + 1)\n" }.joined()
        let list = try read(text, file: "courses.csv")
        #expect(list.references.count == 30_000)
        #expect(list.notes.count == 7)
    }
}
