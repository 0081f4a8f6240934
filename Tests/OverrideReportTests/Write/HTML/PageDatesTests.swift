import CanvasAPI
import Foundation
import Testing

@testable import OverrideReport

@Suite struct PageDatesTests {
    @Test(
        "a date is written for people and exactly, in the zone's offset of that day",
        arguments: [
            ("2026-02-21T04:59:59Z", "America/New_York", "Fri 20 Feb 2026, 23:59", "2026-02-20T23:59:59-05:00"),
            ("2026-07-01T03:59:00Z", "America/New_York", "Tue 30 Jun 2026, 23:59", "2026-06-30T23:59:00-04:00"),
            ("2026-02-20T18:30:00Z", "Asia/Kolkata", "Sat 21 Feb 2026, 00:00", "2026-02-21T00:00:00+05:30"),
            (
                "2026-10-25T00:30:00Z", "Europe/Berlin", "Sun 25 Oct 2026, 02:30 (UTC+02:00)",
                "2026-10-25T02:30:00+02:00"
            ),
            (
                "2026-10-25T01:30:00Z", "Europe/Berlin", "Sun 25 Oct 2026, 02:30 (UTC+01:00)",
                "2026-10-25T02:30:00+01:00"
            ),
            ("2026-10-25T02:30:00Z", "Europe/Berlin", "Sun 25 Oct 2026, 03:30", "2026-10-25T03:30:00+01:00"),
            ("2026-03-29T01:30:00Z", "Europe/Berlin", "Sun 29 Mar 2026, 03:30", "2026-03-29T03:30:00+02:00"),
            ("1969-12-31T23:00:07Z", "GMT", "Wed 31 Dec 1969, 23:00:07", "1969-12-31T23:00:07+00:00"),
        ]
    )
    func writesDates(instant: String, zone: String, shown: String, exact: String) throws {
        let dates = PageDates(zone: try #require(TimeZone(identifier: zone)))
        let date = dates[try #require(Instant(rfc3339: instant))]
        #expect(date.shown == shown)
        #expect(date.exact == exact)
    }

    @Test("the element carries both")
    func writesElements() throws {
        let dates = PageDates(zone: .gmt)
        let element = dates.element(try #require(Instant(rfc3339: "2026-02-20T23:59:59Z")), class: "due")
        #expect(element == #"<time class="due" datetime="2026-02-20T23:59:59+00:00">Fri 20 Feb 2026, 23:59</time>"#)
    }

    @Test(
        "how far a date is moved, in the largest units that say it",
        arguments: [
            (7 * 86_400, "7 days later"), (-86_400, "1 day earlier"), (7 * 86_400 - 3600, "7 days later"),
            (7200, "2 h later"), (-5400, "1 h 30 min earlier"), (86_400 + 4 * 3600, "1 day 4 h later"),
            (23 * 3600 + 1800, "23 h 30 min later"), (59, "59 s later"), (1_000 * 86_400, "1,000 days later"),
        ]
    )
    func describesDifferences(seconds: Int, expected: String) {
        let usual = Instant(secondsSince1970: 1_800_000_000)
        #expect(differenceText(from: usual, to: usual.adding(seconds: Int64(seconds))) == expected)
    }

    @Test("numbers are grouped by thousands and nouns agree with them")
    func countsThings() {
        #expect(grouped(0) == "0")
        #expect(grouped(-1_234_567) == "-1,234,567")
        #expect(quantity(1, "student") == "1 student")
        #expect(quantity(1_000, "student") == "1,000 students")
    }
}
