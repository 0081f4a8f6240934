import CanvasAPI
import Testing

@testable import OverrideReport

@Suite("Normalizing modules")
struct ModuleNormalizerTests {
    private let assignments = #"""
        [{"id":1,"name":"Essay","overrides":[]},
         {"id":2,"name":"Classic","quiz_id":92,"overrides":[]},
         {"id":4,"name":"Talk","discussion_topic":{"id":74},"overrides":[]}]
        """#

    @Test("module items are found by assignment, quiz and topic id; pages and strangers are left out")
    func items() throws {
        let snapshot = normalized(
            try pages(
                assignments: assignments,
                modules: #"""
                    [{"id":41,"name":"Week 1","position":2,"published":false,"items":[
                       {"id":1,"type":"Assignment","content_id":1},{"id":2,"type":"Quiz","content_id":92},
                       {"id":3,"type":"Discussion","content_id":74},{"id":4,"type":"Page","page_url":"welcome"},
                       {"id":5,"type":"Assignment","content_id":92}]}]
                    """#,
                moduleOverrides: [
                    41: #"""
                    [{"id":81,"context_module_id":41,"title":"2 students",
                      "students":[{"id":22,"name":"Ann"},{"id":21,"name":null}]},
                     {"id":82,"title":"A","course_section":{"id":11,"name":"A"}},
                     {"id":83,"title":"Tag","group":{"id":31,"non_collaborative":true}}]
                    """#
                ]
            )
        )
        #expect(
            snapshot.modules == [
                Module(
                    id: 41,
                    name: "Week 1",
                    position: 2,
                    isPublished: false,
                    itemKeys: [.assignment(1), .assignment(2), .assignment(4)]
                )
            ]
        )
        #expect(
            snapshot.overrides == [
                Override(id: 81, origin: .module(41), title: "2 students", target: .students([21, 22])),
                Override(id: 82, origin: .module(41), title: "A", target: .section(11)),
                Override(id: 83, origin: .module(41), title: "Tag", target: .group(31)),
            ]
        )
        #expect(snapshot.gaps.isEmpty)
    }

    @Test(
        "module overrides that can't be read are told: forbidden, not in this Canvas, or one module gone",
        arguments: [
            ([Answer.forbidden, .forbidden], [DataGap.Kind.moduleOverridesHidden], [nil]),
            ([.missing, .missing], [.moduleOverridesUnsupported], [nil]),
            ([.read([]), .missing], [.moduleOverridesHidden], [42]),
        ] as [([Answer<[Canvas.ModuleOverride]>], [DataGap.Kind], [CanvasID?])]
    )
    func unreadOverrides(
        _ answers: [Answer<[Canvas.ModuleOverride]>],
        _ kinds: [DataGap.Kind],
        _ modules: [CanvasID?]
    ) throws {
        var course = try pages(modules: #"[{"id":41,"name":"Week 1","items":[]},{"id":42,"name":"Week 2","items":[]}]"#)
        course.moduleOverrides = [41: answers[0], 42: answers[1]]
        let snapshot = normalized(course)
        #expect(snapshot.gaps.map(\.kind) == kinds)
        #expect(snapshot.gaps.map(\.moduleID) == modules)
    }

    @Test("a course whose modules can't be read says that assignment is unknown")
    func unreadModules() throws {
        var course = try pages(assignments: assignments)
        course.modules = .forbidden
        #expect(
            normalized(course).gaps.map(\.sentence) == [
                "The course's modules could not be read (not permitted): whether modules narrow who is assigned is "
                    + "unknown. Ask for the permission “Course Content - view”."
            ]
        )
    }
}
