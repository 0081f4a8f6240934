import Testing

@testable import Spreadsheet

@Suite("Names of sheets")
struct SheetNameTests {
    @Test(
        "a name that Excel refuses is refused, with the reason",
        arguments: [
            ("", SheetNameProblem.empty),
            (String(repeating: "a", count: 32), .tooLong(units: 32, limit: 31)),
            (String(repeating: "😀", count: 16), .tooLong(units: 32, limit: 31)),
            ("a[b", .forbiddenCharacter("[")), ("a]b", .forbiddenCharacter("]")),
            ("a:b", .forbiddenCharacter(":")), ("a*b", .forbiddenCharacter("*")),
            ("a?b", .forbiddenCharacter("?")), ("a/b", .forbiddenCharacter("/")),
            ("a\\b", .forbiddenCharacter("\\")), ("a\u{1}b", .forbiddenCharacter("\u{1}")),
            ("a\u{FFFF}b", .forbiddenCharacter("\u{FFFF}")),
            ("'a", .apostropheAtEnd), ("a'", .apostropheAtEnd), ("'", .apostropheAtEnd),
            ("History", .reserved), ("hISTORY", .reserved),
            ("Students", .taken), ("sTUDENTS", .taken), ("ÉTÉ", .taken),
        ]
    )
    func refused(name: String, problem: SheetNameProblem) throws {
        let directory = try TestDirectory()
        let workbook = try Workbook(path: directory.file("a.xlsx"), properties: .init(created: created))
        _ = try workbook.addWorksheet(named: "Students")
        _ = try workbook.addWorksheet(named: "été")
        #expect(throws: SpreadsheetError.sheetName(name, problem)) { try workbook.addWorksheet(named: name) }
        #expect(workbook.sheetNames == ["Students", "été"])
    }

    @Test("names at the edge are taken as they are")
    func accepted() throws {
        let names = [
            String(repeating: "a", count: 31), String(repeating: "😀", count: 15) + "x", "it's", "A & B <c>", "1", " ",
            "History 2", "=1+1",
        ]
        let parts = try parts { workbook in
            for name in names { _ = try workbook.addWorksheet(named: name) }
            #expect(workbook.sheetNames == names)
        }
        let book = try #require(parts["xl/workbook.xml"])
        #expect(book.contains("<sheet name=\"A &amp; B &lt;c&gt;\" sheetId=\"4\" r:id=\"rId4\"/>"))
        #expect(book.contains("<sheet name=\"=1+1\" sheetId=\"8\" r:id=\"rId8\"/>"))
    }

    @Test("the number of a continued sheet fits, whatever the name")
    func continued() {
        #expect(SheetName.continued("Students", part: 2) == "Students (2)")
        #expect(
            SheetName.continued(String(repeating: "a", count: 31), part: 12) == String(repeating: "a", count: 26)
                + " (12)"
        )
        #expect(
            SheetName.continued(String(repeating: "😀", count: 15), part: 2) == String(repeating: "😀", count: 13)
                + " (2)"
        )
    }

    @Test("the message names the sheet, the limit and the value")
    func message() {
        let error = SpreadsheetError.sheetName("a/b", .forbiddenCharacter("/"))
        #expect(error.description == "A sheet can't be named “a/b”: it contains “/”, which Excel forbids there.")
        #expect(SheetNameProblem.forbiddenCharacter("\u{1}").description.contains("a control character (U+0001)"))
        #expect(
            SheetNameProblem.tooLong(units: 40, limit: 31).description
                == "it has 40 UTF-16 units, and at most 31 are allowed"
        )
    }
}
