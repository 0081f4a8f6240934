import CanvasAPI
import Testing

@testable import OverrideReport

@Suite struct WeekChartTests {
    private func monday(_ text: String) throws -> CivilDate {
        let instant = try #require(Instant(rfc3339: "\(text)T00:00:00Z"))
        return CivilDate(daysSince1970: instant.secondsSince1970 / 86_400)
    }

    private func markup(_ counts: [String: Int]) throws -> String {
        let weeks = try Dictionary(uniqueKeysWithValues: counts.map { (try monday($0.key), $0.value) })
        return String(decoding: WeekChart(dueDatesByWeek: weeks).markup().bytes, as: UTF8.self)
    }

    @Test("bars, axis and table say the same; a week without dates keeps its place")
    func drawsWeeks() throws {
        let expected = """
            <p class="legend">An item counts once for each due date that somebody has; weeks start on Monday.</p>
            <p class="hint">Scroll the chart sideways for the other weeks.</p>
            <figure class="chart"><div class="scroll" role="region" tabindex="0" aria-labelledby="h-weeks">\
            <svg viewBox="0 0 960 240" role="img" aria-labelledby="chart-title"><title id="chart-title">\
            Due dates by week, from the week of 28 Dec 2026 to the week of 11 Jan 2027; \
            most in the week of 11 Jan 2027: 3</title>
            <line x1="44" x2="960" y1="200" y2="200"/><text x="36" y="204" text-anchor="end">0</text>
            <line x1="44" x2="960" y1="110" y2="110"/><text x="36" y="114" text-anchor="end">2</text>
            <line x1="44" x2="960" y1="20" y2="20"/><text x="36" y="24" text-anchor="end">4</text>
            <rect x="174.7" y="155" width="44" height="45" rx="1.5"><title>Week of 28 Dec 2026: 1</title></rect>\
            <text class="value" x="196.7" y="150" text-anchor="middle">1</text>\
            <text x="196.7" y="218" text-anchor="middle">28 Dec</text>\
            <text x="196.7" y="234" text-anchor="middle">2026</text>\
            <text x="502" y="218" text-anchor="middle">4 Jan</text>\
            <text x="502" y="234" text-anchor="middle">2027</text>\
            <rect class="peak" x="785.3" y="65" width="44" height="135" rx="1.5"><title>Week of 11 Jan 2027: 3</title></rect>\
            <text class="value" x="807.3" y="60" text-anchor="middle">3</text>\
            <text x="807.3" y="218" text-anchor="middle">11 Jan</text></svg></div>
            <details class="screen"><summary>The same as a table</summary><div class="scroll" role="region" tabindex="0" \
            aria-label="Due dates by week, as a table"><table><thead><tr><th scope="col">Week of</th>\
            <th scope="col" class="n">Due dates</th></tr></thead><tbody>
            <tr><th scope="row">28 Dec 2026</th><td class="n">1</td></tr>
            <tr><th scope="row">11 Jan 2027</th><td class="n">3</td></tr>
            </tbody></table></div></details></figure>
            """
        #expect(try markup(["2027-01-11": 3, "2026-12-28": 1]) == expected)
    }

    @Test("a date a century away is told in words and stands in the table, and does not flatten the chart")
    func leavesOutliersToTheTable() throws {
        let text = try markup(["2026-02-09": 5, "2026-02-16": 4, "2126-02-11": 1])
        #expect(text.contains("1 due date far from the others is in the table only."))
        #expect(text.contains("from the week of 9 Feb 2026 to the week of 16 Feb 2026;"))
        #expect(text.contains("<tr><th scope=\"row\">11 Feb 2126</th><td class=\"n\">1</td></tr>"))
    }

    @Test("an empty summer is cut out of the axis, and the cut says how long it is")
    func cutsEmptyWeeks() throws {
        let text = try markup(["2026-05-11": 5, "2026-08-31": 4])
        #expect(text.contains("<g><title>15 weeks without due dates</title>"))
        #expect(text.contains(">11 May</text>"))
        #expect(text.contains(">31 Aug</text>"))
        #expect(!text.contains("Jun</text>"))
        #expect(try !markup(["2026-05-11": 5, "2026-06-08": 4]).contains("without due dates"))
    }

    @Test("no date at all is said in words")
    func saysThatThereIsNone() throws {
        #expect(try markup([:]) == "<p class=\"empty\">No item has a due date.</p>")
    }
}
