import CanvasAPI
import Foundation

@testable import OverrideReport

/// Reads Canvas's JSON as the client does.
func wire<Value: Decodable>(_ json: String, as type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(json.utf8))
}

/// Pages of course 7 with the given parts, all else empty.
func pages(
    course: String = #"{"id":7,"name":"Tides"}"#,
    term: String? = nil,
    sections: String = "[]",
    enrollments: String = "[]",
    assignments: String = "[]",
    quizzes: String = "[]",
    classic: String = "[]",
    new: String = "[]",
    modules: String = "[]",
    moduleOverrides: [CanvasID: String] = [:],
    groups: String = "[]",
    groupMembers: [CanvasID: [CanvasID]] = [:],
    quizDetails: [CanvasID: String] = [:],
    dueDates: String = "{}"
) throws -> CoursePages {
    CoursePages(
        course: try wire(course),
        term: try term.map { try wire($0) },
        sections: try wire(sections),
        enrollments: try wire(enrollments),
        assignments: try wire(assignments),
        quizzes: .read(try wire(quizzes)),
        classicQuizOverrides: .read(try wire(classic)),
        newQuizOverrides: .read(try wire(new)),
        quizDateDetails: try quizDetails.mapValues { .read(try wire($0)) },
        modules: .read(try wire(modules)),
        moduleOverrides: try moduleOverrides.mapValues { .read(try wire($0)) },
        groups: .read(try wire(groups)),
        groupMembers: groupMembers.mapValues { .read($0) },
        effectiveDueDates: .read(try wire(dueDates))
    )
}

func normalized(_ pages: CoursePages, sis: String? = nil) -> CourseSnapshot {
    let identity = sis.map(CourseReference.Identity.sis) ?? .canvas(7)
    return CourseNormalizer(
        pages,
        reference: CourseReference(identity: identity, text: "7"),
        canvasURL: "https://canvas.test"
    ).snapshot()
}

func instant(_ text: String) -> Instant {
    guard let instant = Instant(rfc3339: text) else { preconditionFailure("\(text) is no time") }
    return instant
}
