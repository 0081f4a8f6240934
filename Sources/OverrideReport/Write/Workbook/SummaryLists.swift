import CanvasAPI
import Foundation
import Spreadsheet

/// A line of a list: what, and how much or which.
struct SummaryLine {
    let label: String
    let value: Cell
    var tone: CellTone?
}

extension SummaryPage {
    func runFacts(_ styles: SummaryStyles) -> [SummaryLine] {
        let zone = zones.forRun
        var dates = SheetDates()
        var lines = [
            SummaryLine(label: "Canvas", value: .link(.web(facts.canvasURL), text: facts.canvasHost, styles.link)),
            SummaryLine(label: "Seen as", value: .text(viewer, styles.text)),
            SummaryLine(
                label: "As of (\(zone.nameForReaders))",
                value: Cell(dates.value(of: facts.asOf, in: zone), styles.date)
            ),
        ]
        if let first = facts.firstFetchedAt, let last = facts.lastFetchedAt {
            let start = first.wallTime(in: zone).prefix(16)
            let end = last.wallTime(in: zone).prefix(16)
            let span =
                start == end ? String(start) : "\(start) to \(end.prefix(10) == start.prefix(10) ? end.suffix(5) : end)"
            lines.append(SummaryLine(label: "Read from Canvas", value: .text(span, styles.text)))
        }
        lines += [
            SummaryLine(label: "Dates are shown in", value: .text(zoneText, styles.text)),
            SummaryLine(label: "Snapshot", value: .text(facts.snapshotName, styles.text)),
            SummaryLine(label: "Requests", value: .number(facts.requestCount, styles.leftNumber)),
            SummaryLine(label: "Written by", value: .text("override-report \(facts.version)", styles.text)),
        ]
        return lines
    }

    func totalLines(_ styles: SummaryStyles) -> [SummaryLine] {
        var lines = [
            SummaryLine(
                label: "Courses asked for",
                value: .number(totals.courses.values.reduce(0, +), styles.bigNumber)
            )
        ]
        for status in CourseRow.Status.allCases {
            let count = totals.courses[status, default: 0]
            lines.append(
                SummaryLine(
                    label: "    \(status.rawValue)",
                    value: .number(count, count > 0 ? styles[status.tone] : styles.number),
                    tone: count > 0 ? status.tone : nil
                )
            )
        }
        let counts = [
            ("Sections", totals.sections), ("Students", totals.students), ("Items with dates", totals.items),
            ("Overrides", totals.overrides),
            ("Students with an override of their own", totals.studentsWithIndividualException),
        ]
        return lines + counts.map { SummaryLine(label: $0.0, value: .number($0.1, styles.bigNumber)) }
    }

    /// - Returns: the row below the list.
    func putList(
        _ title: String,
        _ lines: [SummaryLine],
        _ columns: ClosedRange<Int>,
        from row: Int,
        on grid: inout SummaryGrid,
        _ styles: SummaryStyles
    ) -> Int {
        heading(title, row, columns, on: &grid, styles)
        // Long values on the left, numbers under one another on the right.
        let split = columns == Place.left ? columns.lowerBound : columns.upperBound - 1
        for (index, line) in lines.enumerated() {
            let style = line.tone.flatMap { styles[$0] } ?? styles.label
            grid.put(.text(line.label, style), row: row + 1 + index, columns: columns.lowerBound...split)
            grid.put(line.value, row: row + 1 + index, columns: (split + 1)...columns.upperBound)
        }
        return row + 1 + lines.count
    }

    /// The sheets of the workbook with links, and how to read them.
    func putSheets(from row: Int, on grid: inout SummaryGrid, _ styles: SummaryStyles) -> Int {
        heading("In this workbook", row, Place.left, on: &grid, styles)
        var next = row + 1
        for sheet in sheets {
            for (part, name) in sheet.names.enumerated() {
                let target = CellAddress(sheet: name, row: 0, column: 0)
                grid.put(.link(.cell(target), text: name, styles.link), row: next, column: 0)
                grid.put(part == 0 ? .number(sheet.rows, styles.number) : .blank(styles.text), row: next, column: 1)
                let meaning = part == 0 ? sheet.meaning : "goes on from the sheet before"
                grid.put(.text(meaning, styles.indented), row: next, columns: 2...3)
                next += 1
            }
        }
        for hint in hints {
            grid.put(.text(hint, styles.hint), row: next, columns: Place.left)
            grid.set(height: 31, ofRow: next)
            next += 1
        }
        return next
    }

    private var hints: [String] {
        var hints = [
            "Amber rows differ from the dates for everyone, the bold dates are what differs. Grey italic rows are not "
                + "assigned, or reach nobody.",
            "Ids and further columns are folded away at the right of each sheet: press the + above the columns.",
        ]
        let unlinked = sheets.reduce(0) { $0 + $1.linksAsText }
        if unlinked > 0 {
            hints.append("A sheet holds \(linkLimit) links at most: \(unlinked) further cells are plain text.")
        }
        return hints
    }

    private var viewer: String {
        let name = facts.viewerName.isEmpty ? "unknown" : facts.viewerName
        return facts.viewerID.map { "\(name) (user \($0))" } ?? name
    }

    private var zoneText: String {
        switch (facts.timeZone, zones) {
        case (.course, .single(let zone)): "the courses' zone, \(zone.nameForReaders)"
        case (_, .single(let zone)): zone.nameForReaders
        case (_, .several): "each course's zone (column Time zone)"
        }
    }
}
