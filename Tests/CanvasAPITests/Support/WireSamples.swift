import Foundation

@testable import CanvasAPI

/// One answer of each kind, as a recent Canvas sends it with numbers for ids.
enum WireSamples {
    typealias Decoder = @Sendable (Data) throws -> any Equatable & Encodable

    struct Sample: Sendable {
        let name: String
        let json: String
        let decode: Decoder
    }

    static let all: [Sample] = [
        sample(
            "course",
            Canvas.Course.self,
            """
            {"id":10,"name":"Biology","course_code":"BIO 1","sis_course_id":"BIO.1","workflow_state":"available",
            "time_zone":"America/Denver","start_at":"2026-01-05T00:00:00-07:00","end_at":null,"account_id":1,
            "restrict_enrollments_to_course_dates":false,
            "term":{"id":3,"name":"Spring","sis_term_id":"2026S","start_at":null,"end_at":"2026-06-01T00:00:00Z"}}
            """
        ),
        sample(
            "sections",
            [Canvas.Section].self,
            """
            [{"id":12,"course_id":10,"name":"A","start_at":null,"end_at":null,"sis_section_id":"BIO.1.A",
            "restrict_enrollments_to_section_dates":null,"nonxlist_course_id":11,"integration_id":null}]
            """
        ),
        sample(
            "enrollments",
            [Canvas.Enrollment].self,
            """
            [{"id":90,"course_id":10,"user_id":4,"course_section_id":12,"type":"StudentEnrollment","role_id":3,
            "enrollment_state":"active","sis_user_id":"s4","limit_privileges_to_course_section":false,
            "user":{"id":4,"name":"Ada Example","sortable_name":"Example, Ada","sis_user_id":"s4","login_id":"ada"}}]
            """
        ),
        sample(
            "assignments",
            [Canvas.Assignment].self,
            """
            [{"id":21,"name":"Essay","due_at":"2026-02-21T06:59:59Z","unlock_at":null,"lock_at":null,"published":true,
            "submission_types":["online_quiz"],"quiz_id":31,"is_quiz_assignment":true,"visible_to_everyone":true,
            "only_visible_to_overrides":false,"group_category_id":null,"discussion_topic":{"id":5},
            "overrides":[
            {"id":1,"title":"2 students","assignment_id":21,"quiz_id":31,"due_at":"2026-02-22T06:59:59Z",
            "all_day":true,"all_day_date":"2026-02-21","student_ids":[4,5],"unassign_item":false},
            {"id":2,"title":"Tag","assignment_id":21,"lock_at":null,"group_id":6,"non_collaborative":true,
            "group_category_id":7},{"id":3,"context_module_id":9,"course_section_id":12},{"id":4,"course_id":10},
            {"id":5,"noop_id":1}],
            "checkpoints":[{"tag":"reply_to_entry","name":"Essay","due_at":null,"overrides":[]}],
            "all_dates":[{"id":1,"due_at":null,"unlock_at":null,"lock_at":null,"title":"A","set_type":"ADHOC",
            "set_id":null}]}]
            """
        ),
        sample(
            "quizzes",
            [Canvas.Quiz].self,
            """
            [{"id":31,"title":"Try it","quiz_type":"practice_quiz","assignment_id":null,"due_at":null,
            "unlock_at":null,"lock_at":null,"published":true,"only_visible_to_overrides":false,
            "html_url":"https://canvas.example.edu/courses/10/quizzes/31"}]
            """
        ),
        sample(
            "modules",
            [Canvas.Module].self,
            """
            [{"id":9,"name":"Week 1","position":1,"published":true,"items_count":2,"items":[
            {"id":91,"type":"Quiz","content_id":31,"title":"Try it","published":true,"module_id":9},
            {"id":92,"type":"Page","page_url":"welcome","title":"Welcome","published":false,"module_id":9}]}]
            """
        ),
        sample(
            "module overrides",
            [Canvas.ModuleOverride].self,
            """
            [{"id":1,"context_module_id":9,"title":"1 student","students":[{"id":4,"name":"Ada Example"}]},
            {"id":2,"context_module_id":9,"title":"A","course_section":{"id":12,"name":"A"}},
            {"id":3,"context_module_id":9,"title":"Tag","group":{"id":6,"non_collaborative":true}}]
            """
        ),
        sample(
            "date details",
            Canvas.DateDetails.self,
            """
            {"id":31,"due_at":null,"unlock_at":null,"lock_at":"2026-03-01T00:00:00Z","graded":false,
            "only_visible_to_overrides":true,"visible_to_everyone":false,"overrides":[
            {"id":8,"title":"1 student","quiz_id":31,"student_ids":[4],"students":[{"id":4,"name":"Ada Example"}],
            "unlock_at":"2026-02-01T00:00:00Z","unassign_item":false}]}
            """
        ),
        sample(
            "effective due dates",
            Canvas.EffectiveDueDates.self,
            """
            {"21":{"4":{"due_at":"2026-02-21T06:59:59Z","grading_period_id":1,"in_closed_grading_period":false},
            "5":{"due_at":null,"grading_period_id":null,"in_closed_grading_period":false}}}
            """
        ),
        sample(
            "groups",
            [Canvas.Group].self,
            #"[{"id":6,"name":"Extra time","group_category_id":7,"non_collaborative":true,"members_count":2}]"#
        ),
    ]

    private static func sample<Value: Codable & Equatable & SendableMetatype>(
        _ name: String,
        _ type: Value.Type,
        _ json: String
    ) -> Sample {
        Sample(name: name, json: json) { try CanvasJSON.decode(type, from: $0) }
    }
}
