import Testing

@testable import OverrideReport

@Suite("Course lists that are refused")
struct CourseListRefusalTests {
    private let reader = CourseListReader(canvasURL: "https://canvas.example.edu")

    @Test(
        "each names the file, the line, the column and what to do",
        arguments: [
            ("a.csv", "", "a.csv: the file is empty."),
            ("a.txt", "\n# nothing\n", "a.txt: the list names no course."),
            ("a.csv", "course_id\n\n", "a.csv: the list names no course."),
            ("a.json", "[]", "a.json: the list names no course."),
            (
                "a.csv", "name,code\nBiology,B\n",
                "a.csv:1:1: no column names courses; the first line needs one of canvas_course_id, course_url, "
                    + "sis_course_id, course_id."
            ),
            (
                "a.csv", "name,course_id\n\"Bio,1\n2,3\n",
                "a.csv:2:1: a quote is opened here and never closed; close it, or double the quotes inside the cell."
            ),
            (
                "a.csv", "name,course_id\nBio,2.107E+16\n",
                "a.csv:2:5: “2.107E+16” is no whole number: a spreadsheet has rewritten the id. Format the column as "
                    + "text, paste the ids again, and save."
            ),
            (
                "a.csv", "canvas_course_id\n\"1,234\"\n",
                "a.csv:2:1: “1,234” is no whole number: a spreadsheet has rewritten the id. Format the column as "
                    + "text, paste the ids again, and save."
            ),
            (
                "a.csv", "sis_course_id\n2,107E+16\n",
                "a.csv:2:3: this row has more cells than the first line has columns; put a cell that holds the separator "
                    + "in quotes."
            ),
            (
                "a.csv", "course_id\n101\nBIO\n",
                "a.csv:3:1: course_id holds whole numbers and other texts (“101”, “BIO”); say --course-ids canvas or "
                    + "--course-ids sis."
            ),
            (
                "a.csv", "name,course_id\nBiology,\n",
                "a.csv:2:1: this row names no course; it needs a value in course_id."
            ),
            (
                "a.txt", "101\n  BIO 101\n",
                "a.txt:2:3: “BIO 101” is no Canvas course id. Write a whole number, a course URL, or sis_course_id:… "
                    + "for a SIS id."
            ),
            ("a.txt", "101\n102 103\n", "a.txt:2:1: “102 103” is 2 ids on one line. Put each on a line of its own."),
            (
                "a.txt", "  102, 103; 1~104\n",
                "a.txt:1:3: “102, 103; 1~104” is 3 ids on one line. Put each on a line of its own."
            ),
            // Of several that are wrong, the first is told, whatever is wrong with it.
            (
                "a.csv", "course_url,course_id\n,102\nhttps://canvas.example.edu/,\n,2.107E+16\n",
                "a.csv:3:1: “https://canvas.example.edu/” names no course; a course URL reads …/courses/123."
            ),
            (
                "a.csv", "name,course_id\nA,102\nB,BIO\nC,\n",
                "a.csv:3:3: course_id holds whole numbers and other texts (“102”, “BIO”); say --course-ids canvas or "
                    + "--course-ids sis."
            ),
            (
                "a.csv", "name,canvas_course_id\nA,BIO\nB,\n",
                "a.csv:2:3: “BIO” is no Canvas course id. Write a whole number, a course URL, or sis_course_id:… for a "
                    + "SIS id."
            ),
            (
                "a.txt", "course_id\n101\n",
                "a.txt:1:1: “course_id” looks like the header of a CSV file; say --input-format csv if it is one."
            ),
            (
                "a.txt", "https://canvas.example.org/courses/1\n",
                "a.txt:1:1: “https://canvas.example.org/courses/1” is of another Canvas than "
                    + "https://canvas.example.edu; take the line out, or choose that Canvas with --canvas-url."
            ),
            (
                "a.txt", "https://canvas.example.edu@evil.example/courses/1\n",
                "a.txt:1:1: “https://canvas.example.edu@evil.example/courses/1” is of another Canvas than "
                    + "https://canvas.example.edu; take the line out, or choose that Canvas with --canvas-url."
            ),
            (
                "a.txt", "https://canvas.example.edu/accounts/1\n",
                "a.txt:1:1: “https://canvas.example.edu/accounts/1” names no course; a course URL reads …/courses/123."
            ),
            ("a.txt", "sis_course_id:\n", "a.txt:1:1: the SIS id after sis_course_id: is missing."),
            ("a.json", "{\"course_id\": 1}", "a.json:1:1: a JSON list of courses is an array of ids or of objects."),
            (
                "a.json", "[1,\n {\"id\": 2}]",
                "a.json:2:2: this object names no course; it needs one of canvas_course_id, course_url, "
                    + "sis_course_id, course_id."
            ),
            (
                "a.json", "[\"sis_course_id:A\\u0000B\",\n \"sis_course_id:A\\u0000C\"]",
                "a.json:1:2: “A\u{FFFD}B” is no SIS id: it has a line break or another control character."
            ),
            (
                "a.json", "[1,\n {\"sis_course_id\": \"A\\u0085B\"}]",
                "a.json:2:20: “A\u{FFFD}B” is no SIS id: it has a line break or another control character."
            ),
            (
                "a.txt", "https://canvas.example.edu/courses/sis_course_id:A%00B\n",
                "a.txt:1:1: “A\u{FFFD}B” is no SIS id: it has a line break or another control character."
            ),
            ("a.json", "[1, true]", "a.json:1:5: a course is an id, a URL or an object."),
            ("a.json", "[1, 2", "a.json:1:6: a comma or ] is missing here."),
            ("a.json", "[1] 2", "a.json:1:5: text follows the end of the JSON value."),
            ("a.json", "[\"1]", "a.json:1:2: a quote is opened here and never closed."),
            (
                "a.json", "[2.107e16]",
                "a.json:1:2: “2.107e16” is no whole number: a spreadsheet has rewritten the id. Format the column as "
                    + "text, paste the ids again, and save."
            ),
        ]
    )
    func refusals(file: String, text: String, message: String) throws {
        let input = try InputText(Array(text.utf8), file: file)
        #expect {
            try reader.read(input)
        } throws: { error in
            "\(error)" == message
        }
    }

    @Test("nesting without end is refused, not followed")
    func nesting() throws {
        let input = try InputText(Array(repeating: UInt8(ascii: "["), count: 1_000_000), file: "a.json")
        #expect(
            throws: InputError(
                file: "a.json",
                position: TextPosition(line: 1, column: 33),
                message: "the JSON is nested too deep for a list."
            )
        ) { try reader.read(input) }
    }
}
