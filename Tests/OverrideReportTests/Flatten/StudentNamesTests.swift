import CanvasAPI
import Foundation
import TestSupport
import Testing

@testable import OverrideReport

/// `--names`
@Suite("Students' names, left out or under a code")
struct StudentNamesTests {
    private static let snapshot: CourseSnapshot = {
        var snapshot = CourseSnapshot.fixture(
            students: [.fixture(102, "Adair, Tom"), .fixture(101, "Zola, Ada")],
            items: [.fixture(201, due: .day(2), lock: .day(1)), .fixture(202, "Other")],
            overrides: [
                .item(31, .students([101, 102]), due: .at(.day(5)), title: "Zola and Adair"),
                .item(32, .section(11), due: .at(.day(4)), title: "Section A"),
                .item(33, .unknown, due: .at(.day(4)), title: "Zola, Ada"),
            ]
        )
        snapshot.gaps = [.sectionMissing(99, students: "Zola, Ada (101) and 3 more")]
        return snapshot
    }()

    private func report(_ names: StudentNames) -> CourseReport {
        CourseFlattener(options: .fixture()).flatten(names.applied(to: Self.snapshot.record))
    }

    private func withKey<Result>(_ text: String, _ body: (PseudonymKey) throws -> Result) throws -> Result {
        try withScratchDirectory { scratch in
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(scratch)/key"))
            return try body(PseudonymKey(readingFrom: "\(scratch)/key"))
        }
    }

    @Test("none leaves them empty, and messages have the Canvas id; rows go by it")
    func leftOut() {
        let report = report(.leftOut)
        #expect(report.students.map(\.student.id) == [101, 101, 102, 102])
        #expect(report.students.allSatisfy { $0.student.sortableName.isEmpty && $0.student.sisID?.isEmpty != false })
        #expect(report.overrides.map(\.override.title) == ["Student override", "Section A", "Override"])
        #expect(report.overrides.map(\.targetNames) == [[], ["Section A"], []])
        #expect(report.overrides.map(\.targetIDs) == [[101, 102], [11], []])
        let messages = report.findings.filter { $0.student != nil }.map(\.message)
        #expect(!messages.isEmpty && messages.allSatisfy { $0.contains("student 10") })
        #expect(
            report.row.reason
                == "Canvas enrolls students in section 99 and does not list the section, so they have no rows in it."
        )
    }

    @Test("a pseudonym is an HMAC-SHA256 of the id, the same in each run with the same key, another with another key")
    func pseudonyms() throws {
        // echo -n student_id:101 | openssl dgst -sha256 -hmac 0123456789abcdef
        try withKey("0123456789abcdef\n") { key in
            let report = report(.pseudonyms(key))
            let first = try #require(report.students.first).student
            #expect(first.sortableName == "p-a066f22df73dce52")
            #expect(key.code("sis_user_id:S-9") == "p-bfa9db08b89d284b")
            #expect(report.students.map(\.student.id) == [101, 101, 102, 102])
            #expect(report.overrides[0].targetNames.first == "p-a066f22df73dce52")
            #expect(report.findings.contains { $0.message.contains("p-a066f22df73dce52") })
        }
        try withKey("fedcba9876543210") { #expect($0.code("student_id:101") != "p-a066f22df73dce52") }
    }

    @Test("no text of the report has a name that is hidden")
    func nowhere() throws {
        try withKey("0123456789abcdef") { key in
            for names in [StudentNames.leftOut, .pseudonyms(key)] {
                var text = ""
                dump(report(names), to: &text)
                #expect(!text.contains("Zola") && !text.contains("Adair") && !text.contains("S101"))
            }
        }
    }

    @Test("of any course the dates stay as they are")
    func sameDates() {
        var random = SeededGenerator(7)
        for _ in 1...300 {
            let course = RandomCourse(using: &random)
            let options = FlattenOptions.fixture(concluded: course.concluded)
            let flattener = CourseFlattener(options: options)
            func dates(_ names: StudentNames) -> [String: EffectiveDates] {
                Dictionary(
                    flattener.flatten(names.applied(to: course.snapshot.record)).students.map {
                        ("\($0.section.id) \($0.student.id) \($0.item.key) \($0.enrollmentState)", $0.effective)
                    }
                ) { first, _ in first }
            }
            #expect(dates(.leftOut) == dates(.full), "\(course.text)")
        }
    }

    @Test("a key is made once, for its owner alone, and a file that holds none is refused")
    func keyFiles() throws {
        try withScratchDirectory { scratch in
            let path = "\(scratch)/key"
            let made = try PseudonymKey(at: path)
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(try String(contentsOfFile: path, encoding: .utf8).count == 65)
            #expect(try PseudonymKey(at: path).code("1") == made.code("1"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch) == ["key"])
            #expect(try PseudonymKey.warning(about: path) == nil)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            #expect(try PseudonymKey.warning(about: path)?.hasSuffix("Run: chmod 600 \(path)") == true)

            try Data(" short \n".utf8).write(to: URL(fileURLWithPath: "\(scratch)/short"))
            #expect(throws: InputError.self) { try PseudonymKey(at: "\(scratch)/short") }
            #expect(throws: FileError.self) { try PseudonymKey(at: "\(scratch)/missing/key") }
            #expect(throws: FileError.self) { try PseudonymKey(readingFrom: "\(scratch)/none") }
        }
    }
}
