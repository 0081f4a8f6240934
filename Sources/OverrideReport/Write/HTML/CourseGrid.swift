import CanvasAPI

/// One course as sections by items: what the matrix shows, and what every student's dates are compared with.
struct CourseGrid {
    private(set) var items: [Shared<Item>] = []
    private(set) var sections: [Shared<Section>] = []
    private var itemIndexes: [ItemKey: Int] = [:]
    private var sectionIndexes: [CanvasID: Int] = [:]
    private var cells: [Position: SectionRow] = [:]

    private struct Position: Hashable {
        let section: Int
        let item: Int
    }

    init(_ report: CourseReport) {
        for row in report.sections {
            let position = Position(section: add(row.section), item: add(row.item))
            cells[position] = row
        }
        for row in report.students {
            _ = add(row.section)
            _ = add(row.item)
        }
    }

    func index(of item: Shared<Item>) -> Int? { itemIndexes[item.key] }
    func index(of section: Shared<Section>) -> Int? { sectionIndexes[section.id] }

    /// `nil` where the report holds no row of this section and item.
    func row(section: Int, item: Int) -> SectionRow? {
        cells[Position(section: section, item: item)]
    }

    func row(for student: StudentRow) -> SectionRow? {
        guard let section = index(of: student.section), let item = index(of: student.item) else { return nil }
        return row(section: section, item: item)
    }

    func studentCount(section: Int) -> Int? {
        items.indices.lazy.compactMap { row(section: section, item: $0)?.studentCount }.first
    }

    private mutating func add(_ item: Shared<Item>) -> Int {
        if let known = itemIndexes[item.key] { return known }
        itemIndexes[item.key] = items.count
        items.append(item)
        return items.count - 1
    }

    private mutating func add(_ section: Shared<Section>) -> Int {
        if let known = sectionIndexes[section.id] { return known }
        sectionIndexes[section.id] = sections.count
        sections.append(section)
        return sections.count - 1
    }
}

extension EffectiveDates {
    /// Another date, or assigned where the other is not. Why they are so does not matter here.
    func givesOther(than other: EffectiveDates) -> Bool {
        guard assignment.isAssigned == other.assignment.isAssigned else { return true }
        return assignment.isAssigned && dates != other.dates
    }
}
