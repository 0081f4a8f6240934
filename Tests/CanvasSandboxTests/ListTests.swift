import Testing

@testable import CanvasSandbox

@Suite("Account, people, groups and dates of the token's holder")
struct ListTests {
    private func ids(_ path: String) async throws -> [String] {
        try await withSandbox { client, _ in
            let text = try await client.get(path).text
            return text.matches(of: #/(?:^\[|\},|^\{"enrollment_terms":\[)\{"id":(\d+)/#).map { String($0.1) }
        }
    }

    @Test(
        "the account's courses can be filtered, and never show the sealed one",
        arguments: [
            ("", ["101", "102", "103", "104", "105", "21070000000000371"]),
            ("?enrollment_term_id=12", ["21070000000000371"]),
            ("?enrollment_term_id=sis_term_id:2026-AU", ["101", "102", "103", "104", "105"]),
            ("?state[]=completed", ["21070000000000371"]),
            ("?completed=false&search_term=island", ["105"]),
            ("?search_term=sis-nothing", []),
            ("?published=true", ["101", "102", "103", "104", "105"]),
            ("?published=true&state[]=completed", []),
            ("?state[]=deleted", []),
        ]
    )
    func courses(query: String, expected: [String]) async throws {
        #expect(try await ids("accounts/1/courses" + query) == expected)
    }

    @Test(
        "accounts lie in one another: a course is listed by its own and by those above it",
        arguments: [
            ("accounts", ["1"]),
            ("accounts/1/sub_accounts", ["21"]), ("accounts/1/sub_accounts?recursive=true", ["21", "22"]),
            ("accounts/sis_account_id:HPU-SCI/sub_accounts", ["22"]), ("accounts/22/sub_accounts", []),
            ("accounts/21/courses", ["101", "102", "104"]),
            ("accounts/sis_account_id:HPU-SCI-MS/courses", ["104"]),
        ]
    )
    func accounts(path: String, expected: [String]) async throws {
        #expect(try await ids(path) == expected)
    }

    @Test("a sub-account names its root account, and has no terms of its own")
    func subAccount() async throws {
        try await withSandbox { client, _ in
            let account = try await client.get("accounts/22").text
            #expect(account.contains(#""parent_account_id":21,"root_account_id":1,"#))
            let terms = try await client.get("accounts/22/terms")
            #expect(terms.status == 400)
            #expect(terms.text == #"{"message":"Terms only belong to root_accounts."}"#)
            let course = try await client.get("accounts/22/courses?include[]=account_name&include[]=total_students")
                .text
            #expect(course.contains(#""account_id":22,"#))
            #expect(course.contains(#""account_name":"Marine Station","total_students":13}"#))
        }
    }

    @Test("a token's owner sees the beginning of each token, and when it ends")
    func tokens() async throws {
        try await withSandbox { client, _ in
            let text = try await client.get("users/self/user_generated_tokens").text
            #expect(text.contains(#""expires_at":null,"#))
            #expect(text.contains(#""token_hint":"sandb"}"#))
            #expect(!text.contains("sandbox-token-not-a-secret"))
        }
    }

    @Test("terms are the active ones unless more is asked for")
    func terms() async throws {
        #expect(try await ids("accounts/1/terms") == ["1", "11", "12"])
        #expect(try await ids("accounts/self/terms?workflow_state=all") == ["1", "11", "12", "13"])
    }

    @Test(
        "enrollments come by type and state; without states the concluded, rejected and deleted stay away",
        arguments: [
            ("type[]=StudentEnrollment&state[]=completed", ["101014", "101019"]),
            ("type[]=StudentEnrollment&state[]=inactive", ["101020", "101013"]),
            ("type[]=StudentEnrollment&state[]=rejected&state[]=deleted", ["101017", "101018"]),
            ("type[]=StudentEnrollment&state[]=invited&state[]=creation_pending", ["101015", "101016"]),
            ("type[]=StudentViewEnrollment", ["101290", "101290", "101290"]),
            ("type[]=TeacherEnrollment&type[]=ObserverEnrollment", ["101304", "101302", "101301", "101301", "101301"]),
            ("user_id=101019", ["101019"]),
        ]
    )
    func enrollments(query: String, expected: [String]) async throws {
        try await withSandbox { client, _ in
            let text = try await client.get("courses/101/enrollments?per_page=100&\(query)").text
            #expect(text.matches(of: #/"user_id":(\d+),"course_id"/#).map { String($0.1) } == expected)
        }
    }

    @Test("users come once each; the Test Student only by name")
    func users() async throws {
        let students = try await ids("courses/105/users?enrollment_type[]=student&per_page=100")
        #expect(students == ["101005", "105006", "105010", "105003", "105002", "101001", "105001"].sorted(by: byName))
        let test = try await ids("courses/105/users?enrollment_type[]=student_view")
        #expect(test == ["105290"])
    }

    /// The order of the sortable names in course 105.
    private func byName(_ left: String, _ right: String) -> Bool {
        let order = ["105006", "105010", "105003", "105002", "101001", "105001", "101005"]
        return (order.firstIndex(of: left) ?? 0) < (order.firstIndex(of: right) ?? 0)
    }

    @Test("groups are the collaborative ones, tags on request; members are those who accepted")
    func groups() async throws {
        #expect(try await ids("courses/101/groups") == ["101961", "101962", "101963"])
        #expect(try await ids("courses/101/groups?collaboration_state=non_collaborative") == ["101971", "101972"])
        #expect(
            try await ids("courses/101/group_categories?collaboration_state=all") == ["101951", "101952", "101953"]
        )
        #expect(try await ids("groups/101962/users") == ["101002", "101005"])
        #expect(try await ids("groups/101962/memberships?filter_states[]=invited") == ["101962003"])
    }

    @Test(
        "without override_assignment_dates=false the dates are the most lenient over everybody",
        arguments: [
            (101_401, "2026-09-15T03:59:59Z", "2026-09-05T12:00:00Z", nil),
            (101_407, nil, nil, "2026-11-03T04:59:59Z"),
            (101_412, "2026-11-26T04:59:59Z", "2026-11-10T13:00:00Z", nil),
        ] as [(Int, String?, String?, String?)]
    )
    func teacherDates(id: Int, due: String?, unlock: String?, lock: String?) async throws {
        func text(_ date: String?) -> String { date.map { "\"\($0)\"" } ?? "null" }
        try await withSandbox { client, _ in
            let answer = try await client.get("courses/101/assignments/\(id)").text
            let dates = #""due_at":\#(text(due)),"unlock_at":\#(text(unlock)),"lock_at":\#(text(lock))"#
            #expect(answer.contains(dates))
        }
    }

    @Test("with it they are the base dates")
    func baseDates() async throws {
        try await withSandbox { client, _ in
            let answer = try await client.get("courses/101/assignments/101401?override_assignment_dates=false")
            let dates =
                #""due_at":"2026-09-12T03:59:59Z","unlock_at":"2026-09-04T12:00:00Z","#
                + #""lock_at":"2026-09-14T03:59:59Z""#
            #expect(answer.text.contains(dates))
        }
    }
}
