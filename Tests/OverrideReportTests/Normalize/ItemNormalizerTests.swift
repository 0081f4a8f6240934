import CanvasAPI
import Testing

@testable import OverrideReport

@Suite("Normalizing items and their overrides")
struct ItemNormalizerTests {
    @Test("the kind of an item is read off the assignment, and each names its quiz as its endpoint does")
    func kinds() throws {
        let snapshot = normalized(
            try pages(
                assignments: #"""
                    [{"id":1,"name":"Essay","submission_types":["online_upload"],"overrides":[]},
                     {"id":2,"name":"Classic","submission_types":["online_quiz"],"quiz_id":92,"is_quiz_assignment":true,
                      "overrides":[]},
                     {"id":3,"name":"New","submission_types":["external_tool"],"is_quiz_lti_assignment":true,"overrides":[]},
                     {"id":4,"name":"Talk","submission_types":["discussion_topic"],"discussion_topic":{"id":74},
                      "overrides":[]}]
                    """#,
                quizzes:
                    #"[{"id":92,"title":"Classic","assignment_id":2},{"id":95,"title":"Practice","quiz_type":"practice_quiz"}]"#,
                classic:
                    #"[{"quiz_id":92,"due_dates":[],"all_dates":[]},{"quiz_id":95,"due_dates":[],"all_dates":[{"base":true,"due_at":"2026-03-01T00:00:00Z"}]}]"#,
                new: #"[{"quiz_id":3,"due_dates":[],"all_dates":[{"id":66,"set_type":"Course"}]}]"#
            )
        )
        #expect(snapshot.items.map(\.kind) == [.assignment, .classicQuiz, .newQuiz, .discussion, .practiceQuiz])
        #expect(snapshot.items.map(\.quizID) == [nil, 92, 3, nil, 95])
        #expect(snapshot.items.map(\.assignmentID) == [1, 2, 3, 4, nil])
        #expect(snapshot.items.map(\.idsListedByQuizEndpoint) == [nil, [], [66], nil, []])
        #expect(snapshot.items[3].discussionTopicID == 74)
        #expect(snapshot.items[4].base.dueAt == instant("2026-03-01T00:00:00Z"))
    }

    @Test("not overridden, overridden to a date, and overridden to no date stay three things")
    func overriddenFields() throws {
        let snapshot = normalized(
            try pages(
                assignments: #"""
                    [{"id":1,"name":"Essay","html_url":"https://canvas.test/courses/7/assignments/1",
                      "due_at":"2026-02-20T23:59:59Z","only_visible_to_overrides":true,"visible_to_everyone":false,
                      "group_category_id":8,"published":false,
                      "overrides":[
                        {"id":61,"title":"A","unassign_item":true,"course_section_id":11,"due_at":null,
                         "lock_at":"2026-02-22T00:00:00Z"},
                        {"id":62,"title":"Team","group_id":31,"group_category_id":8,"non_collaborative":false},
                        {"id":63,"course_id":7},{"id":64,"noop_id":1},{"id":65,"title":"odd"},
                        {"id":66,"title":"of a module","context_module_id":4,"student_ids":[21]}]}]
                    """#,
                groups: #"[{"id":31,"name":"Team 1","group_category_id":8}]"#,
                groupMembers: [31: [22, 21]]
            )
        )
        let key = ItemKey.assignment(1)
        #expect(
            snapshot.items == [
                Item(
                    key: key,
                    kind: .assignment,
                    name: "Essay",
                    isPublished: false,
                    url: "/courses/7/assignments/1",
                    base: DateSet(dueAt: instant("2026-02-20T23:59:59Z")),
                    onlyVisibleToOverrides: true,
                    visibleToEveryone: false,
                    groupCategoryID: 8
                )
            ]
        )
        #expect(
            snapshot.overrides == [
                Override(
                    id: 61,
                    origin: .item(key),
                    title: "A",
                    target: .section(11),
                    dueAt: .overridden(nil),
                    lockAt: .overridden(instant("2026-02-22T00:00:00Z")),
                    unassigns: true
                ),
                Override(id: 62, origin: .item(key), title: "Team", target: .group(31)),
                Override(id: 63, origin: .item(key), target: .course),
                Override(id: 64, origin: .item(key), target: .masteryPath),
                Override(id: 65, origin: .item(key), title: "odd", target: .unknown),
            ]
        )
        #expect(snapshot.groups == [Group(id: 31, name: "Team 1", categoryID: 8, memberIDs: [21, 22])])
    }

    @Test("each part of a checkpointed discussion is an item, with what its parent override says where it is silent")
    func checkpoints() throws {
        let snapshot = normalized(
            try pages(
                assignments: #"""
                    [{"id":4,"name":"Talk","submission_types":["discussion_topic"],"has_sub_assignments":true,
                      "lock_at":"2026-03-09T00:00:00Z",
                      "overrides":[{"id":70,"student_ids":[21],"lock_at":"2026-03-10T00:00:00Z"},
                                   {"id":71,"course_section_id":11,"unassign_item":true}],
                      "checkpoints":[
                        {"tag":"reply_to_topic","due_at":"2026-03-01T00:00:00Z",
                         "overrides":[{"id":80,"parent_override_id":70,"student_ids":[21],"due_at":"2026-03-02T00:00:00Z"}]},
                        {"tag":"reply_to_entry","due_at":"2026-03-05T00:00:00Z","overrides":[]}]}]
                    """#
            )
        )
        let topic = ItemKey.assignment(4, part: "reply_to_topic")
        let entry = ItemKey.assignment(4, part: "reply_to_entry")
        #expect(snapshot.items.map(\.key) == [entry, topic])
        #expect(
            snapshot.items.map(\.base.dueAt) == [instant("2026-03-05T00:00:00Z"), instant("2026-03-01T00:00:00Z")]
        )
        #expect(snapshot.items.allSatisfy { $0.base.lockAt == instant("2026-03-09T00:00:00Z") })
        #expect(
            snapshot.overrides == [
                Override(
                    id: 70,
                    origin: .item(entry),
                    target: .students([21]),
                    lockAt: .overridden(instant("2026-03-10T00:00:00Z"))
                ),
                Override(id: 71, origin: .item(entry), target: .section(11), unassigns: true),
                Override(id: 71, origin: .item(topic), target: .section(11), unassigns: true),
                Override(
                    id: 80,
                    origin: .item(topic),
                    target: .students([21]),
                    dueAt: .overridden(instant("2026-03-02T00:00:00Z")),
                    lockAt: .overridden(instant("2026-03-10T00:00:00Z"))
                ),
            ]
        )
    }

    @Test("parts that the token can't see are a gap, and the discussion says so")
    func hiddenCheckpoints() throws {
        let snapshot = normalized(
            try pages(assignments: #"[{"id":4,"name":"Talk","has_sub_assignments":true,"overrides":[]}]"#)
        )
        #expect(snapshot.items.map(\.hasHiddenParts) == [true])
        #expect(snapshot.gaps.map(\.kind) == [.checkpointsHidden])
    }

    @Test("hidden override rows are replaced by the quiz endpoint's, and by nothing for what is no quiz")
    func hiddenOverrides() throws {
        let snapshot = normalized(
            try pages(
                assignments: #"""
                    [{"id":1,"name":"Essay"},{"id":2,"name":"Classic","submission_types":["online_quiz"],"quiz_id":92}]
                    """#,
                classic: #"""
                    [{"quiz_id":92,"due_dates":[
                       {"id":61,"title":"A","set_type":"CourseSection","set_id":11,"due_at":"2026-02-21T00:00:00Z",
                        "unlock_at":null,"lock_at":null},
                       {"id":62,"title":"2 students","set_type":"ADHOC","set_id":null,"due_at":"2026-02-25T00:00:00Z"},
                       {"title":"Everyone else","base":true,"due_at":null}]}]
                    """#
            )
        )
        #expect(snapshot.items.map(\.overrideSource) == [.hidden, .quizEndpoint])
        let key = ItemKey.assignment(2)
        #expect(
            snapshot.overrides == [
                Override(
                    id: 61,
                    origin: .item(key),
                    title: "A",
                    target: .section(11),
                    dueAt: .overridden(instant("2026-02-21T00:00:00Z"))
                ),
                Override(
                    id: 62,
                    origin: .item(key),
                    title: "2 students",
                    target: .unknown,
                    dueAt: .overridden(instant("2026-02-25T00:00:00Z"))
                ),
            ]
        )
        #expect(snapshot.gaps.map(\.kind) == [.itemOverridesFromQuizEndpoint, .itemOverridesHidden])
        #expect(snapshot.gaps.allSatisfy { $0.permission == "Manage Assignments and Quizzes - add / edit / delete" })
    }

    @Test("a practice quiz with overrides takes base dates and rows from date_details")
    func practiceQuizDetails() throws {
        let course = try pages(
            quizzes:
                #"[{"id":95,"title":"Practice","due_at":"2026-04-09T00:00:00Z","only_visible_to_overrides":false}]"#,
            classic:
                #"[{"quiz_id":95,"due_dates":[],"all_dates":[{"id":61,"set_type":"CourseSection","set_id":11,"due_at":"2026-03-03T00:00:00Z"}]}]"#,
            quizDetails: [
                95: #"""
                {"id":95,"due_at":"2026-03-01T00:00:00Z","only_visible_to_overrides":false,"overrides":[
                  {"id":61,"quiz_id":95,"course_section_id":11,"due_at":"2026-03-03T00:00:00Z"},
                  {"id":67,"context_module_id":4,"course_section_id":11}]}
                """#
            ]
        )
        #expect(PracticeQuizzes(course).ids == [95])
        let snapshot = normalized(course)
        #expect(snapshot.items.map(\.base.dueAt) == [instant("2026-03-01T00:00:00Z")])
        #expect(snapshot.overrides.map(\.id) == [61])
        #expect(snapshot.items.map(\.idsListedByQuizEndpoint) == [[61]])
    }
}
