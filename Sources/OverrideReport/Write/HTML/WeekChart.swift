import CanvasAPI

/// Due dates by week: bars as inline SVG, and the same numbers as a table that a screen reader or printer takes.
struct WeekChart {
    /// Longer spans (a date typed as 2206) show the fullest weeks in the chart, and all of them in the table.
    private static let mostWeeks = 60
    /// More empty weeks than this in a row are cut out of the axis, with a mark in their place.
    private static let mostEmptyWeeks = 3

    private let weeks: [DueWeek]

    init(dueDatesByWeek: [CivilDate: Int]) {
        weeks = DueWeek.list(dueDatesByWeek)
    }

    func markup() -> HTMLBuffer {
        guard !weeks.isEmpty else { return HTMLBuffer("<p class=\"empty\">No item has a due date.</p>") }
        let charted = chartedWeeks()
        let left = weeks.reduce(0) { $0 + $1.count } - charted.reduce(0) { $0 + $1.count }
        let leftText =
            left > 0
            ? " \(quantity(left, "due date")) far from the others \(left == 1 ? "is" : "are") in the table only." : ""
        var out = HTMLBuffer(
            """
            <p class="legend">An item counts once for each due date that somebody has; weeks start on Monday.\(leftText)</p>
            <p class="hint">Scroll the chart sideways for the other weeks.</p>
            <figure class="chart"><div class="scroll" role="region" tabindex="0" aria-labelledby="h-weeks">
            """
        )
        writeBars(charted, to: &out)
        out.markup(
            """
            </div>
            <details class="screen"><summary>The same as a table</summary><div class="scroll" role="region" tabindex="0" \
            aria-label="Due dates by week, as a table"><table><thead><tr><th scope="col">Week of</th>\
            <th scope="col" class="n">Due dates</th></tr></thead><tbody>

            """
        )
        for week in weeks {
            out.markup(
                "<tr><th scope=\"row\">\(week.monday.words)</th><td class=\"n\">\(grouped(week.count))</td></tr>\n"
            )
        }
        out.markup("</tbody></table></div></details></figure>")
        return out
    }

    /// The fullest run of weeks that the chart has room for, without gaps.
    private func chartedWeeks() -> [DueWeek] {
        var best: ArraySlice<DueWeek> = []
        var bestCount = -1
        for start in weeks.indices {
            let slice = weeks[start...].prefix { $0.day < weeks[start].day + Int64(7 * Self.mostWeeks) }
            let count = slice.reduce(0) { $0 + $1.count }
            if count > bestCount { (best, bestCount) = (slice, count) }
        }
        return Array(best)
    }

    /// A place on the axis.
    private enum Slot {
        case week(DueWeek)
        /// Where so many empty weeks are cut out.
        case cut(Int)
    }

    /// Weeks one beside another; an empty summer would take half of the width.
    private func slots(_ weeks: [DueWeek]) -> [Slot] {
        var slots: [Slot] = []
        var last: DueWeek?
        for week in weeks {
            let empty = last.map { Int((week.day - $0.day) / 7) - 1 } ?? 0
            if empty > Self.mostEmptyWeeks {
                slots.append(.cut(empty))
            } else if let last {
                slots += (0..<empty).map { .week(DueWeek(day: last.day + Int64(7 * ($0 + 1)), count: 0)) }
            }
            slots.append(.week(week))
            last = week
        }
        return slots
    }

    private func writeBars(_ weeks: [DueWeek], to out: inout HTMLBuffer) {
        let (width, height, left, top, bottom) = (960, 240, 44, 20, 40)
        let plotHeight = height - top - bottom
        let highest = niceCeiling(weeks.map(\.count).max() ?? 1)
        let slots = slots(weeks)
        let step = Double(width - left) / Double(slots.count)
        let barWidth = min(step * 0.72, 44)
        func y(_ count: Int) -> Double { Double(top + plotHeight) - Double(plotHeight * count) / Double(highest) }
        func label(_ text: String, _ attributes: String = "", x: Double, y: Double) -> String {
            "<text \(attributes)x=\"\(tenths(x))\" y=\"\(tenths(y))\" text-anchor=\"middle\">\(text)</text>"
        }
        let peak = weeks.max { $0.count < $1.count }
        out.markup("<svg viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-labelledby=\"chart-title\">")
        out.markup("<title id=\"chart-title\">Due dates by week")
        if let first = weeks.first, let last = weeks.last, let peak {
            out.markup(", from the week of \(first.monday.words) to the week of \(last.monday.words); ")
            out.markup("most in the week of \(peak.monday.words): \(grouped(peak.count))")
        }
        out.markup("</title>\n")
        for line in [0, highest / 2, highest] {
            out.markup("<line x1=\"\(left)\" x2=\"\(width)\" y1=\"\(tenths(y(line)))\" y2=\"\(tenths(y(line)))\"/>")
            out.markup(
                "<text x=\"\(left - 8)\" y=\"\(tenths(y(line) + 4))\" text-anchor=\"end\">\(grouped(line))</text>\n"
            )
        }
        let labelEvery = max(1, Int((64 / step).rounded(.up)))
        var lastLabel: (index: Int, year: Int)?
        for (index, slot) in slots.enumerated() {
            let middle = Double(left) + step * (Double(index) + 0.5)
            guard case .week(let week) = slot else {
                if case .cut(let count) = slot {
                    out.markup("<g><title>\(quantity(count, "week")) without due dates</title>")
                    out.markup(label("⋯", "class=\"value\" ", x: middle, y: y(0) - 5) + "</g>")
                }
                continue
            }
            if week.count > 0 {
                let barTop = y(week.count)
                out.markup(
                    """
                    <rect\(week.day == peak?.day ? " class=\"peak\"" : "") x="\(tenths(middle - barWidth / 2))" \
                    y="\(tenths(barTop))" width="\(tenths(barWidth))" height="\(tenths(y(0) - barTop))" rx="1.5">\
                    <title>Week of \(week.monday.words): \(grouped(week.count))</title></rect>
                    """
                )
                if step >= 26 { out.markup(label(grouped(week.count), "class=\"value\" ", x: middle, y: barTop - 5)) }
            }
            if let lastLabel, index - lastLabel.index < labelEvery { continue }
            out.markup(label(week.monday.dayAndMonth, x: middle, y: Double(height - bottom + 18)))
            if lastLabel?.year != week.monday.year {
                out.markup(label(String(week.monday.year), x: middle, y: Double(height - bottom + 34)))
            }
            lastLabel = (index, week.monday.year)
        }
        out.markup("</svg>")
    }
}

/// An even number of at least `count` with one leading digit that reads well on an axis.
private func niceCeiling(_ count: Int) -> Int {
    var unit = 1
    while true {
        for factor in [2, 4, 6, 8, 10, 12, 16] where factor * unit >= count { return factor * unit }
        unit *= 10
    }
}

private func tenths(_ value: Double) -> String {
    let scaled = Int((value * 10).rounded())
    return scaled.isMultiple(of: 10) ? String(scaled / 10) : "\(scaled / 10).\(abs(scaled % 10))"
}
