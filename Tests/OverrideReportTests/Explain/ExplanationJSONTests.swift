import CanvasAPI
import Foundation
import Testing

@testable import OverrideReport

@Suite("explain, as JSON")
struct ExplanationJSONTests {
    @Test("the same as the text, in keys that do not change")
    func wholeDocument() throws {
        var snapshot = ExplanationCourse.snapshot
        snapshot.overrides.removeAll { ![51, 61].contains($0.id) }
        let explanation = try Explanation(
            student: 101,
            item: .assignment(201),
            in: snapshot,
            options: .fixture(),
            facts: ReportFixtures.facts
        )
        let text = ExplanationJSON(explanation).text
        #expect(
            text == """
                {
                  "version": 2,
                  "time_zone": "America/New_York",
                  "as_of": "2026-10-01T08:00:00-04:00",
                  "concluded": "as-canvas",
                  "course": {
                    "course_id": "1",
                    "sis_course_id": "BOT-101-F26",
                    "course_name": "Field Botany"
                  },
                  "student": {
                    "student_id": "101",
                    "sis_user_id": "U-101",
                    "student_name": "Quimby, Zelda",
                    "sections": [
                      {
                        "section_id": "11",
                        "section_name": "Section A",
                        "enrollment_state": "active"
                      },
                      {
                        "section_id": "12",
                        "section_name": "Section B",
                        "enrollment_state": "completed"
                      }
                    ]
                  },
                  "item": {
                    "item_kind": "classic_quiz",
                    "assignment_id": "201",
                    "quiz_id": "1201",
                    "item_name": "Leaf Quiz",
                    "item_part": null,
                    "published": true,
                    "only_visible_to_overrides": false,
                    "base": {
                      "due_at": "2026-10-03T08:00:00-04:00",
                      "unlock_at": "2026-09-26T08:00:00-04:00",
                      "lock_at": "2026-10-04T08:00:00-04:00"
                    }
                  },
                  "modules": [
                    {
                      "module_id": "301",
                      "module_name": "Module 301",
                      "overrides": 1
                    },
                    {
                      "module_id": "302",
                      "module_name": "Module 302",
                      "overrides": 0
                    }
                  ],
                  "assigned": {
                    "assigned": true,
                    "source": "student",
                    "override_id": "51",
                    "rule": "student_override",
                    "because": "an override names the student"
                  },
                  "dates": {
                    "due": {
                      "at": "2026-10-05T08:00:00-04:00",
                      "source": "student",
                      "override_id": "51",
                      "rule": "only_override",
                      "because": "it is the only override that sets it"
                    },
                    "unlock": {
                      "at": "2026-09-26T08:00:00-04:00",
                      "source": "base",
                      "override_id": null,
                      "rule": "no_override_sets_it",
                      "because": "no override that counts sets it"
                    },
                    "lock": {
                      "at": "2026-10-04T08:00:00-04:00",
                      "source": "base",
                      "override_id": null,
                      "rule": "no_override_sets_it",
                      "because": "no override that counts sets it"
                    }
                  },
                  "overrides": [
                    {
                      "override_id": "51",
                      "title": "Zelda",
                      "origin": "item",
                      "module_id": null,
                      "set_type": "student",
                      "target": "student Quimby, Zelda",
                      "unassigns": false,
                      "reaches": true,
                      "reason": "It names the student.",
                      "decides_assignment": true,
                      "dates": {
                        "due": {
                          "overridden": true,
                          "at": "2026-10-05T08:00:00-04:00",
                          "role": "wins"
                        },
                        "unlock": {
                          "overridden": false,
                          "at": null,
                          "role": "not_overridden"
                        },
                        "lock": {
                          "overridden": false,
                          "at": null,
                          "role": "not_overridden"
                        }
                      }
                    },
                    {
                      "override_id": "61",
                      "title": "Override 61",
                      "origin": "module",
                      "module_id": "301",
                      "set_type": "section",
                      "target": "section “Evening”",
                      "unassigns": false,
                      "reaches": false,
                      "reason": "The student is not in section “Evening”.",
                      "decides_assignment": false,
                      "dates": {
                        "due": {
                          "overridden": false,
                          "at": null,
                          "role": "module_has_no_dates"
                        },
                        "unlock": {
                          "overridden": false,
                          "at": null,
                          "role": "module_has_no_dates"
                        },
                        "lock": {
                          "overridden": false,
                          "at": null,
                          "role": "module_has_no_dates"
                        }
                      }
                    }
                  ],
                  "accommodation": null,
                  "canvas": {
                    "canvas_due_at": "2026-10-05T08:00:00-04:00",
                    "canvas_check": "match"
                  },
                  "certain": true,
                  "notes": [],
                  "source": {
                    "canvas_url": "https://canvas.example.edu",
                    "first_fetched_at": "2026-02-15T11:58:00+00:00",
                    "last_fetched_at": "2026-02-15T11:59:30+00:00",
                    "viewer_id": "9",
                    "viewer_name": "Registrar's Office",
                    "as_of": "2026-02-15T12:00:00+00:00",
                    "snapshot": "snapshot.sqlite",
                    "snapshot_sha256": null,
                    "tool_version": "0.1.0"
                  }
                }

                """
        )
    }

    @Test("an item that is not assigned has null dates")
    func unassigned() throws {
        let json = ExplanationJSON(try ExplanationCourse.explanation(item: .assignment(202))).text
        let object = try JSONSerialization.jsonObject(with: Data(json.utf8))
        let dates = try #require((object as? [String: Any])?["dates"] as? [String: Any])
        #expect(dates.count == 3)
        #expect(dates.values.allSatisfy { $0 is NSNull })
    }
}
