import Testing

@testable import CanvasAPI
@testable import OverrideReport

@Suite("Courses of an account and a term")
struct AccountQueryTests {
    private let terms = [
        Canvas.Term(id: 1, name: "Default Term"),
        Canvas.Term(id: 12, name: "Spring 2026", sisTermID: "2026-SP"),
        Canvas.Term(id: 13, name: "2026", sisTermID: "12"),
        Canvas.Term(id: 14, name: "Summer", sisTermID: "S1"),
        Canvas.Term(id: 15, name: "Summer", sisTermID: "S2"),
        Canvas.Term(id: 21_070_000_000_000_003, name: "Été 2026"),
        Canvas.Term(id: 17, name: "sis_term_id:odd"),
    ]

    @Test(
        "a term is meant by its id, its SIS id or its exact name, and digits by a name where no term has that id",
        arguments: [
            ("12", 12), ("sis_term_id:2026-SP", 12), ("sis_term_id:12", 13), ("Spring 2026", 12), ("2026", 13),
            ("15", 15), ("2107~3", 21_070_000_000_000_003), ("Été 2026", 21_070_000_000_000_003),
            ("E\u{301}te\u{301} 2026", 21_070_000_000_000_003),
        ] as [(String, CanvasID)]
    )
    func term(typed: String, expected: CanvasID) throws {
        #expect(try terms.term(typed).id == expected)
    }

    @Test(
        "what is no term is told with what is near it, and how to say it",
        arguments: [
            (
                "spring 2026",
                "no term “spring 2026” among the 7 terms of this Canvas. Near it: “Spring 2026” (id 12, "
                    + "sis_term_id:2026-SP), “2026” (id 13, sis_term_id:12). "
            ),
            (
                "sis_term_id:2026-SQ",
                "no term “sis_term_id:2026-SQ” among the 7 terms of this Canvas. Near it: “Spring 2026” (id 12, "
                    + "sis_term_id:2026-SP). "
            ),
            (
                "Sumer",
                "no term “Sumer” among the 7 terms of this Canvas. Near it: “Summer” (id 14, sis_term_id:S1), “Summer” "
                    + "(id 15, sis_term_id:S2). "
            ),
            ("", "no term “” among the 7 terms of this Canvas. "),
            ("a\u{1B}[31m", "no term “a\u{FFFD}[31m” among the 7 terms of this Canvas. "),
        ]
    )
    func unknown(typed: String, message: String) {
        let error = #expect(throws: AccountQueryError.self) { try terms.term(typed) }
        #expect(error?.description == message + "Give the exact name, the id, or sis_term_id:… for its SIS id.")
    }

    @Test("a name that several terms have is told with their ids")
    func ambiguous() {
        let error = #expect(throws: AccountQueryError.self) { try terms.term("Summer") }
        #expect(
            error?.description == "2 terms have the name “Summer”: “Summer” (id 14, sis_term_id:S1), “Summer” (id 15, "
                + "sis_term_id:S2). Give the id of one."
        )
    }

    @Test("every term is found by its id, and by its SIS id where it has one")
    func found() throws {
        for term in terms {
            #expect(try terms.term(term.id.description) == term)
            if let id = term.sisTermID { #expect(try terms.term("sis_term_id:\(id)") == term) }
        }
    }

    @Test(
        "an account is an id, a SIS id or the root account",
        arguments: [
            ("self", .root), ("1", .id(1)), ("2107~1", .id(21_070_000_000_000_001)),
            ("sis_account_id:SCI/1", .sis("SCI/1")),
            ("", nil), ("01", nil), ("-1", nil), ("Science", nil), ("sis_account_id:", nil), ("1/courses", nil),
        ] as [(String, AccountLocator?)]
    )
    func account(typed: String, expected: AccountLocator?) {
        #expect(AccountLocator(typed: typed) == expected)
    }

    @Test("a query that finds nothing is told in the words of its options")
    func nothing() {
        var query = AccountQuery()
        query.account = .sis("SCI")
        query.term = "12"
        query.search = "bio"
        query.states = [.unpublished, .completed]
        query.isPublishedOnly = true
        #expect(
            AccountQueryError.noCourses(query).description
                == "Canvas lists no such course (the account sis_account_id:SCI, the term “12”, “bio” in the name, code or "
                + "SIS id, the state unpublished or completed, only published courses). Leave a condition out, or see which "
                + "courses there are with override-report courses."
        )
    }
}
