import CanvasAPI
import TestSupport

@testable import OverrideReport

extension CourseSnapshot {
    /// What changed from this reading of the course to a later one.
    func changes(
        to later: CourseSnapshot,
        _ options: FlattenOptions = .fixture(),
        isPerStudent: Bool = false
    ) -> [Change] {
        func side(_ snapshot: CourseSnapshot) -> ComparedCourse {
            ComparedCourse(snapshot, snapshot.report(options), enrollmentStates: options.enrollmentStates)
        }
        return CourseComparison(side(self), side(later), isPerStudent: isPerStudent).changes()
    }
}

extension Change {
    /// The row from its section on, without what names the course, an empty cell as nothing: as short as a test can be
    /// read.
    var line: String {
        let columns = Reports.changes.columns.drop { $0.name != "section_id" }
        let names = columns.filter { !$0.name.hasSuffix("_name") && $0.name != "item_kind" && $0.name != "quiz_id" }
        let cells = names.map { column in
            switch column.value(self) {
            case .text(let text): text
            case .identifier(let id): id.description
            case .integer(let number): String(number)
            case .empty, .boolean, .instant: ""
            }
        }
        return "\(kind.rawValue): \(cells.joined(separator: ","))"
    }
}
