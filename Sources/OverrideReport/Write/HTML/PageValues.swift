import Foundation

/// What a template gets. Text is escaped by the template; the big parts (tables, data, styles) are markup of our own,
/// and stay outside of Mustache: the template places them, and their bytes are written straight to the file.
struct PageValues: ExpressibleByDictionaryLiteral {
    enum Value {
        /// An empty text counts as absent: `{{#name}}…{{/name}}` leaves its inside out.
        case text(String)
        case flag(Bool)
        case list([PageValues])
    }

    private var values: [String: Value]

    init(dictionaryLiteral elements: (String, Value)...) {
        values = Dictionary(elements, uniquingKeysWith: { _, last in last })
    }

    subscript(name: String) -> Value? {
        get { values[name] }
        set { values[name] = newValue }
    }

    var names: Set<String> {
        var names = Set(values.keys)
        for case .list(let elements) in values.values {
            for element in elements { names.formUnion(element.names) }
        }
        return names
    }

    /// As swift-mustache reads it. NSNull, unlike a missing key, ends the search: the name is not looked up in the
    /// lists around this one.
    var mustacheObject: [String: any Sendable] {
        values.mapValues { value -> any Sendable in
            switch value {
            case .text(let text): text.isEmpty ? NSNull() : withoutForbiddenCharacters(text)
            case .flag(let flag): flag
            case .list(let elements): elements.map(\.mustacheObject)
            }
        }
    }
}

/// The two pages, and what each must and may show.
enum PageKind: String, CaseIterable {
    case index
    case course

    var fileName: String { "\(rawValue).mustache" }

    /// Parts that are markup already; each must stand in the page, or the page is refused.
    var markupNames: Set<String> {
        switch self {
        case .index: ["policy", "style", "script", "chart"]
        case .course: ["policy", "style", "script", "matrix", "exceptions", "override_table", "data"]
        }
    }

    /// Values without which the page would not say what it is for.
    var requiredNames: Set<String> {
        switch self {
        case .index: markupNames.union(["title", "host", "as_of", "totals", "courses", "finding_groups", "run"])
        case .course: markupNames.union(["title", "name", "zone", "reason", "finding_groups"])
        }
    }

    var knownNames: Set<String> {
        let findings: Set = [
            "finding_groups", "severity", "heading", "rule", "explanation", "count", "is_open", "shown", "message",
            "course", "course_page", "canvas_url", "more", "finding_file", "finding_count", "has_findings",
        ]
        let own: Set =
            switch self {
            case .index:
                [
                    "terms", "notices", "level", "text", "value", "label", "note", "course_count", "page", "name",
                    "code", "sis_id", "term", "reference", "status", "reason", "sections", "students", "items",
                    "overrides", "findings",
                ]
            case .course:
                [
                    "code", "sis_id", "term", "course_url", "facts", "value", "label", "note", "has_sections",
                    "has_students", "student_file", "has_overrides", "exception_count", "override_count",
                ]
            }
        return requiredNames.union(findings).union(own)
    }
}
