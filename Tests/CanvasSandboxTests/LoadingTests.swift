import Foundation
import Testing

@testable import CanvasSandbox

@Suite("Sample data")
struct LoadingTests {
    private func problem(_ course: String) throws -> SampleError? {
        do {
            _ = try institution(course: course)
            return nil
        } catch let error as SampleError {
            return error
        }
    }

    private func course(_ rest: String) -> String {
        #"{"id": 5, "name": "N", "course_code": "C", "time_zone": "America/New_York", "term": 1, \#(rest)}"#
    }

    @Test("the shipped institution loads, and lists every course but the sealed one")
    func shipped() throws {
        let institution = try samples()
        #expect(institution.listedCourseIDs == [101, 102, 103, 104, 105, 21_070_000_000_000_371])
        #expect(institution.courses[403]?.isForbidden == true)
        #expect(institution.administratorToken == SandboxClient.administrator)
    }

    @Test("a misspelt key is an error that names the file, the place and the known keys")
    func misspeltKey() throws {
        let error = try problem(course(#""sections": [{"id": 1, "nmae": "A"}]"#))
        #expect(error?.file.hasSuffix("institution/courses/course.json") == true)
        #expect(error?.place == "sections[0].nmae")
        let known = "end_at, id, name, restrict_to_dates, sis_section_id, start_at, state"
        #expect(error?.problem == #"unknown key "nmae"; known here: \#(known)"#)
    }

    @Test("a missing key is an error that names the place")
    func missingKey() throws {
        let error = try problem(course(#""items": [{"kind": "assignment", "id": 7}]"#))
        #expect(error?.place == "items[0]")
        #expect(error?.problem == #"the key "title" is missing"#)
    }

    @Test(
        "a reference that leads nowhere is an error",
        arguments: [
            (#""people": [{"id": 1, "name": "A B", "sections": [77]}]"#, "there is no section 77"),
            (
                #""items": [{"kind": "assignment", "id": 1, "title": "T", "overrides": [{"id": 2, "students": [3]}]}]"#,
                "override 2: there is no person 3"
            ),
            (
                #""modules": [{"id": 1, "name": "M", "items": [{"id": 2, "quiz": 3}]}]"#,
                "module item 2 names something that is not in items"
            ),
            (#""sections": [{"id": 1, "name": "A"}, {"id": 1, "name": "B"}]"#, "the id 1 is used twice"),
            (#""account": 9"#, "there is no sub-account 9 in account.json"),
        ]
    )
    func brokenReference(rest: String, sentence: String) throws {
        #expect(try problem(course(rest))?.problem == sentence)
    }

    @Test("an override with two targets is an error")
    func twoTargets() throws {
        let overrides = #"[{"id": 2, "students": [], "course": true}]"#
        let error = try problem(
            course(#""items": [{"kind": "assignment", "id": 1, "title": "T", "overrides": \#(overrides)}]"#)
        )
        #expect(error?.problem == "an override needs exactly one of section, students, group, course, mastery")
    }

    @Test(
        "a date is read in the course's zone, or with its offset",
        arguments: [
            ("2026-02-20 23:59", "America/New_York", "2026-02-21T04:59:00Z"),
            ("2026-07-20 23:59:59", "America/New_York", "2026-07-21T03:59:59Z"),
            ("2026-10-10 00:00", "Asia/Kolkata", "2026-10-09T18:30:00Z"),
            ("2026-10-04 02:30", "Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
            ("2026-11-01T01:30:00-05:00", "America/New_York", "2026-11-01T06:30:00Z"),
        ]
    )
    func dates(text: String, zone: String, utc: String) throws {
        let timeZone = try #require(TimeZone(identifier: zone))
        #expect(try SandboxInstant(sampleText: text, zone: timeZone).text == utc)
    }

    @Test(
        "a moment that the clocks skip or repeat, or that is none, is an error",
        arguments: [
            ("2026-11-01 01:30", SampleDateError.ambiguous("2026-11-01 01:30", zone: "America/New_York")),
            ("2026-03-08 02:30", .skipped("2026-03-08 02:30", zone: "America/New_York")),
            ("2026-02-30 10:00", .unreadable("2026-02-30 10:00")),
            ("tomorrow", .unreadable("tomorrow")),
        ]
    )
    func impossibleDates(text: String, error: SampleDateError) throws {
        let zone = try #require(TimeZone(identifier: "America/New_York"))
        #expect(throws: error) { try SandboxInstant(sampleText: text, zone: zone) }
    }

    @Test("copies repeat every listed course with ids and SIS ids of their own")
    func copies() throws {
        let institution = try samples().multiplied(by: 3)
        #expect(institution.listedCourseIDs.count == 18)
        let copy = try #require(institution.courses[2_000_000_101])
        #expect(copy.sisCourseID == "2026AU/BIO.101-2")
        #expect(copy.people.first?.id == 2_000_101_001)
        #expect(copy.items.first?.overrides.first?.target == .section(2_000_010_102))
        let enrollments = institution.courses.values.flatMap(\.enrollments).map(\.id)
        let original = try samples().courses.values.flatMap(\.enrollments).count
        #expect(enrollments.count == 3 * (original - 1) + 1)
        #expect(Set(enrollments).count == enrollments.count)
    }
}
