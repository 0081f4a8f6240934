import CanvasAPI

/// Due dates by week: bars as inline SVG, and the same numbers as a table that a screen reader or printer takes.
struct WeekChart {
    /// Longer spans (a date typed as 2206) show the fullest weeks in the chart, and all of them in the table.
    static let mostWeeks = 60

    private struct Week {
        let monday: Int64
        let count: Int
    }

    private let weeks: [Week]

    init(dueDatesByWeek: [CivilDate: Int]) {
        weeks = dueDatesByWeek.map { date, count in
            Week(monday: daysSince1970(year: date.year, month: date.month, day: date.day), count: count)
        }.sorted { $0.monday < $1.monday }
    }

    func markup() -> HTMLBuffer {
        var out = HTMLBuffer()
        guard !weeks.isEmpty else {
            out.markup("<p class=\"empty\">No item has a due date.</p>")
            return out
        }
        let charted = chartedWeeks()
        let total = weeks.reduce(0) { $0 + $1.count }
        let left = total - charted.reduce(0) { $0 + $1.count }
        out.markup(
            "<p class=\"legend\">An item counts once for each due date that somebody has; weeks start on Monday."
        )
        if left > 0 {
            out.markup(
                " \(quantity(left, "due date")) far from the others \(left == 1 ? "is" : "are") in the table only."
            )
        }
        out.markup("</p>\n<p class=\"hint\">Scroll the chart sideways for the other weeks.</p>")
        out.markup("\n<figure class=\"chart\"><div class=\"scroll\" role=\"region\" tabindex=\"0\" ")
        out.markup("aria-labelledby=\"h-weeks\">")
        writeBars(charted, to: &out)
        out.markup("</div>\n<details><summary>The same as a table</summary><div class=\"scroll\" role=\"region\" ")
        out.markup("tabindex=\"0\" aria-label=\"Due dates by week, as a table\"><table><thead><tr>")
        out.markup("<th scope=\"col\">Week of</th><th scope=\"col\" class=\"n\">Due dates</th></tr></thead><tbody>\n")
        for week in weeks {
            out.markup(
                "<tr><th scope=\"row\">\(dayText(date(week)))</th><td class=\"n\">\(grouped(week.count))</td></tr>\n"
            )
        }
        out.markup("</tbody></table></div></details></figure>")
        return out
    }

    /// A run of weeks without gaps, the empty ones filled in.
    private func chartedWeeks() -> [Week] {
        let limit = Int64(7 * Self.mostWeeks)
        var best: ArraySlice<Week> = []
        var bestCount = -1
        for start in weeks.indices {
            let slice = weeks[start...].prefix { $0.monday < weeks[start].monday + limit }
            let count = slice.reduce(0) { $0 + $1.count }
            if count > bestCount { (best, bestCount) = (slice, count) }
        }
        guard let first = best.first, let last = best.last else { return [] }
        let counts = Dictionary(best.map { ($0.monday, $0.count) }, uniquingKeysWith: +)
        return stride(from: first.monday, through: last.monday, by: 7).map { Week(monday: $0, count: counts[$0] ?? 0) }
    }

    private func date(_ week: Week) -> CivilDate {
        CivilDate(daysSince1970: week.monday)
    }

    private func writeBars(_ weeks: [Week], to out: inout HTMLBuffer) {
        let (width, height, left, top, bottom) = (960, 240, 44, 20, 40)
        let plotWidth = width - left
        let plotHeight = height - top - bottom
        let highest = niceCeiling(weeks.map(\.count).max() ?? 1)
        let step = Double(plotWidth) / Double(weeks.count)
        let barWidth = min(step * 0.72, 44)
        func y(_ count: Int) -> Double { Double(top + plotHeight) - Double(plotHeight * count) / Double(highest) }
        let peak = weeks.max { $0.count < $1.count }
        out.markup("<svg viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-labelledby=\"chart-title\">")
        out.markup("<title id=\"chart-title\">Due dates by week")
        if let first = weeks.first, let last = weeks.last, let peak {
            out.markup(", from the week of \(dayText(date(first))) to the week of \(dayText(date(last))); ")
            out.markup("most in the week of \(dayText(date(peak))): \(grouped(peak.count))")
        }
        out.markup("</title>\n")
        for line in [0, highest / 2, highest] {
            out.markup("<line x1=\"\(left)\" x2=\"\(width)\" y1=\"\(tenths(y(line)))\" y2=\"\(tenths(y(line)))\"/>")
            out.markup(
                "<text x=\"\(left - 8)\" y=\"\(tenths(y(line) + 4))\" text-anchor=\"end\">\(grouped(line))</text>\n"
            )
        }
        let labelEvery = max(1, Int((64 / step).rounded(.up)))
        for (index, week) in weeks.enumerated() {
            let middle = Double(left) + step * (Double(index) + 0.5)
            let monday = date(week)
            if week.count > 0 {
                let barTop = y(week.count)
                let isPeak = week.monday == peak?.monday
                out.markup(
                    "<rect\(isPeak ? " class=\"peak\"" : "") x=\"\(tenths(middle - barWidth / 2))\" y=\"\(tenths(barTop))\" "
                )
                out.markup("width=\"\(tenths(barWidth))\" height=\"\(tenths(y(0) - barTop))\" rx=\"1.5\">")
                out.markup("<title>Week of \(dayText(monday)): \(grouped(week.count))</title></rect>")
                if step >= 26 {
                    out.markup("<text class=\"value\" x=\"\(tenths(middle))\" y=\"\(tenths(barTop - 5))\" ")
                    out.markup("text-anchor=\"middle\">\(grouped(week.count))</text>")
                }
            }
            if index.isMultiple(of: labelEvery) {
                let isYearNamed = index == 0 || date(weeks[index - labelEvery]).year != monday.year
                out.markup("<text x=\"\(tenths(middle))\" y=\"\(height - bottom + 18)\" text-anchor=\"middle\">")
                out.markup("\(monday.day) \(monthNames[monday.month - 1])</text>")
                if isYearNamed {
                    out.markup("<text x=\"\(tenths(middle))\" y=\"\(height - bottom + 34)\" text-anchor=\"middle\">")
                    out.markup("\(monday.year)</text>")
                }
            }
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
