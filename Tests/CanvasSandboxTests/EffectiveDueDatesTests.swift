import Foundation
import Testing

@testable import CanvasSandbox

/// Cases read from Canvas's own specification of effective due dates: one assignment, three students.
@Suite("Effective due dates")
struct EffectiveDueDatesTests {
    /// Three students in section 11; `extra` gives them places in section 12, whose overrides the cases use.
    private func course(
        item: String,
        people: [Int: String] = [:],
        rest: String = ""
    ) throws -> SandboxInstitution {
        let students = (1...3).map { id in
            let places = people[id] ?? #""sections": [11]"#
            return #"{"id": \#(id), "name": "Student \#(id)", \#(places)}"#
        }
        return try institution(
            course: """
                {"id": 5, "name": "N", "course_code": "C", "time_zone": "Etc/UTC", "term": 1,
                 "sections": [{"id": 11, "name": "A"}, {"id": 12, "name": "B"}, {"id": 13, "name": "C"}],
                 "people": [\(students.joined(separator: ","))],
                 "group_categories": [{"id": 21, "name": "G", "groups": [
                    {"id": 22, "name": "G", "members": [2, 3], "invited": [1]}, {"id": 23, "name": "H", "members": [1]}]}],
                 "items": [{"kind": "assignment", "id": 7, "title": "T", \(item)}]\(rest)}
                """
        )
    }

    /// The days of the month by student, `none` for no due date; who is missing is not assigned.
    private func days(_ institution: SandboxInstitution) async throws -> [Int: String] {
        let text = try await withSandbox(institution: institution) { client, _ in
            try await client.get("courses/5/effective_due_dates").text
        }
        let rows = text.matches(of: #/"(\d)":\{"due_at":(null|"2026-09-(\d\d)T00:00:00Z")/#)
        return Dictionary(uniqueKeysWithValues: rows.map { (Int($0.1) ?? 0, $0.3.map(String.init) ?? "none") })
    }

    private static let base = #""due_at": "2026-09-14 00:00""#
    private static let limited = base + #", "only_visible_to_overrides": true"#
    private static let two = #""sections": [11, 12]"#

    @Test(
        "direct overrides",
        arguments: [
            (#""overrides": []"#, [:], [1: "none", 2: "none", 3: "none"]),
            (base, [:], [1: "14", 2: "14", 3: "14"]),
            (
                base + #", "overrides": [{"id": 1, "students": [1], "due_at": "2026-09-03 00:00", "unassign": true}]"#,
                [:], [2: "14", 3: "14"]
            ),
            (
                limited
                    + #", "overrides": [{"id": 1, "students": [2], "due_at": "2026-09-05 00:00", "state": "deleted"}]"#,
                [:], [:]
            ),
            (limited + #", "overrides": [{"id": 1, "students": [3]}]"#, [:], [3: "14"]),
            (
                limited
                    + #", "overrides": [{"id": 1, "students": [1], "due_at": "2026-09-03 00:00", "unassign": true}, "#
                    + #"{"id": 2, "section": 12, "due_at": "2026-09-01 00:00"}]"#,
                [1: two], [1: "01"]
            ),
            (
                limited + #", "overrides": [{"id": 1, "students": [1], "due_at": "2026-09-03 00:00"}, "#
                    + #"{"id": 2, "section": 12, "due_at": "2026-09-01 00:00", "unassign": true}]"#,
                [1: two], [1: "03"]
            ),
            (
                limited + #", "overrides": [{"id": 2, "section": 12, "due_at": "2026-09-01 00:00", "unassign": true}]"#,
                [1: two], [:]
            ),
            (
                limited + #", "overrides": [{"id": 2, "section": 12, "due_at": "2026-09-01 00:00"}]"#,
                [1: #""sections": [12], "state": "inactive""#], [1: "01"]
            ),
            (
                limited + #", "overrides": [{"id": 1, "students": [1], "due_at": "2026-09-03 00:00"}]"#,
                [1: #""sections": [11], "state": "completed""#], [1: "03"]
            ),
            (base, [1: #""sections": [11], "state": "completed""#], [1: "14", 2: "14", 3: "14"]),
            (base, [1: #""sections": [11], "state": "rejected""#], [2: "14", 3: "14"]),
            (base, [1: #""sections": [11], "state": "deleted""#], [2: "14", 3: "14"]),
            (
                limited + #", "overrides": [{"id": 1, "students": [1, 2], "due_at": "2026-09-03 00:00"}, "#
                    + #"{"id": 2, "group": 22, "due_at": "2026-09-04 00:00"}]"#,
                [1: #""sections": [11], "state": "rejected""#, 3: #""sections": [11], "state": "deleted""#], [2: "03"]
            ),
            (
                base + #", "overrides": [{"id": 1, "course": true, "due_at": "2026-09-16 00:00", "unassign": true}]"#,
                [:], [:]
            ),
            (
                base + #", "overrides": [{"id": 9, "section": 11, "due_at": "2026-09-16 00:00"}, "#
                    + #"{"id": 8, "section": 12, "due_at": "2026-09-16 00:00", "unassign": true}]"#,
                [1: two], [2: "16", 3: "16"]
            ),
            (
                limited + #", "overrides": [{"id": 1, "group": 22, "due_at": "2026-09-04 00:00"}]"#, [:],
                [2: "04", 3: "04"]
            ),
            (
                limited + #", "overrides": [{"id": 1, "students": [2], "due_at": "2026-09-02 00:00"}, "#
                    + #"{"id": 2, "group": 22, "due_at": "2026-09-04 00:00"}]"#,
                [:], [2: "02", 3: "04"]
            ),
            (
                limited + #", "overrides": [{"id": 1, "group": 22, "due_at": "2026-09-04 00:00"}, "#
                    + #"{"id": 2, "section": 12, "due_at": "2026-09-05 00:00"}, "#
                    + #"{"id": 3, "section": 13, "due_at": "2026-09-06 00:00"}]"#,
                [1: two, 2: #""sections": [12, 13]"#], [1: "05", 2: "06", 3: "04"]
            ),
            (
                limited + #", "overrides": [{"id": 1, "course": true, "due_at": "2026-09-01 00:00"}]"#,
                [:], [1: "01", 2: "01", 3: "01"]
            ),
            (
                #""overrides": [{"id": 1, "students": [1], "due_at": "2026-09-03 00:00"}, "#
                    + #"{"id": 2, "course": true, "due_at": "2026-09-05 00:00"}]"#,
                [:], [1: "03", 2: "05", 3: "05"]
            ),
            (
                base + #", "overrides": [{"id": 1, "section": 12, "due_at": "2026-09-16 00:00"}, "#
                    + #"{"id": 2, "group": 23, "due_at": "2026-09-03 00:00"}]"#,
                [1: #""enrollments": [{"section": 11}, {"section": 12, "state": "inactive"}]"#],
                [1: "03", 2: "14", 3: "14"]
            ),
            (
                base + #", "overrides": [{"id": 1, "mastery": 1, "due_at": "2026-09-01 00:00"}]"#,
                [:], [1: "14", 2: "14", 3: "14"]
            ),
        ] as [(String, [Int: String], [Int: String])]
    )
    func direct(item: String, people: [Int: String], expected: [Int: String]) async throws {
        #expect(try await days(course(item: item, people: people)) == expected)
    }

    @Test(
        "modules narrow who is assigned, and carry no dates",
        arguments: [
            (
                #"{"id": 31, "name": "M", "items": [{"id": 41, "assignment": 7}], "overrides": [{"id": 9, "students": [1]}]}"#,
                [1: "14"]
            ),
            (
                #"{"id": 31, "name": "M", "state": "unpublished", "items": [{"id": 41, "assignment": 7}], "overrides": [{"id": 9, "students": [1]}]}"#,
                [1: "14"]
            ),
            (#"{"id": 31, "name": "M", "overrides": [{"id": 9, "students": [1]}]}"#, [1: "14", 2: "14", 3: "14"]),
            (
                #"{"id": 31, "name": "M", "state": "deleted", "items": [{"id": 41, "assignment": 7}], "overrides": [{"id": 9, "students": [1]}]}"#,
                [1: "14", 2: "14", 3: "14"]
            ),
            (
                #"{"id": 31, "name": "M", "items": [{"id": 41, "assignment": 7}], "overrides": [{"id": 9, "students": [1]}]}, "#
                    + #"{"id": 32, "name": "N", "items": [{"id": 42, "assignment": 7}]}"#,
                [1: "14", 2: "14", 3: "14"]
            ),
            (
                #"{"id": 31, "name": "M", "items": [{"id": 41, "assignment": 7}], "overrides": [{"id": 9, "students": []}]}"#,
                [:]
            ),
        ] as [(String, [Int: String])]
    )
    func modules(modules: String, expected: [Int: String]) async throws {
        let institution = try course(item: Self.base, rest: #", "modules": [\#(modules)]"#)
        #expect(try await days(institution) == expected)
    }

    @Test("assignment_visibility names whom the item is shown to, not whom effective due dates list")
    func visibility() async throws {
        let institution = try course(
            item: Self.base + #", "overrides": [{"id": 1, "students": [1], "unassign": true}, "#
                + #"{"id": 2, "section": 11, "due_at": "2026-09-16 00:00"}]"#,
            people: [3: #""sections": [11], "state": "inactive""#]
        )
        try await withSandbox(institution: institution) { client, _ in
            let text = try await client.get("courses/5/assignments/7?include[]=assignment_visibility").text
            #expect(text.contains(#""assignment_visibility":["2"]"#))
            let plain = try await client.get("courses/5/assignments/7").text
            #expect(!plain.contains("assignment_visibility"))
        }
        #expect(try await days(institution) == [1: "16", 2: "16", 3: "14"])
    }

    @Test("ids that are no assignments of the course are refused with 422")
    func unknownAssignments() async throws {
        try await withSandbox { client, _ in
            let answer = try await client.get("courses/101/effective_due_dates?assignment_ids[]=102401")
            #expect(answer.status == 422)
            #expect(answer.text == #"{"errors":"assignment_ids param is invalid"}"#)
        }
    }

    @Test("the grading period that a due date lies in, and the last one for no due date")
    func gradingPeriods() async throws {
        let (papers, quizzes, reflections) = (21_070_000_000_003_001, 21_070_000_000_003_002, 21_070_000_000_003_003)
        try await withSandbox { client, _ in
            let text = try await client.get("courses/21070000000000371/effective_due_dates").text
            let answer = try JSONDecoder().decode([String: [String: Entry]].self, from: Data(text.utf8))
            func period(_ item: Int, _ student: Int) -> Entry? {
                answer["\(item)"]?["\(21_070_000_000_001_000 + student)"]
            }
            let (closed, open) = (
                Entry(gradingPeriodID: 1201, isClosed: true), Entry(gradingPeriodID: 1202, isClosed: false)
            )
            // 1 May 23:59:59 in Denver is the last second of the first part, the student's 8 May in the second.
            #expect(period(papers, 2) == closed)
            #expect(period(papers, 0) == open)
            #expect(period(quizzes, 0) == closed)
            #expect(period(reflections, 3) == open)
            let other = try await client.get("courses/101/effective_due_dates").text
            #expect(other.contains(#""grading_period_id":null,"in_closed_grading_period":false"#))
        }
    }

    private struct Entry: Decodable, Equatable {
        var gradingPeriodID: Int?
        var isClosed: Bool

        enum CodingKeys: String, CodingKey {
            case gradingPeriodID = "grading_period_id"
            case isClosed = "in_closed_grading_period"
        }
    }

    @Test("practice quizzes and ungraded surveys are not listed; New Quizzes and unpublished work are")
    func whatIsListed() async throws {
        try await withSandbox { client, _ in
            let text = try await client.get("courses/101/effective_due_dates").text
            #expect(text.contains(#""101404":{"101001""#))
            #expect(text.contains(#""101416":{"#))
            #expect(!text.contains(#""101503""#))
            #expect(!text.contains(#""101415""#))
        }
    }
}
