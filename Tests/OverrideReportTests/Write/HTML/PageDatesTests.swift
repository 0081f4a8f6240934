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
        "how far a date is moved, in days, hours and minutes as the clocks of the zone show the two",
        arguments: [
            ("2026-02-10T12:00:00Z", "2026-02-17T12:00:00Z", "7 days later"),
            ("2026-02-10T12:00:00Z", "2026-02-09T12:00:00Z", "1 day earlier"),
            ("2026-02-10T12:00:00Z", "2026-02-17T13:00:00Z", "7 days 1 h later"),
            ("2026-02-10T12:00:00Z", "2026-02-17T11:00:00Z", "6 days 23 h later"),
            ("2026-02-10T12:00:00Z", "2026-02-11T16:05:00Z", "1 day 4 h 5 min later"),
            ("2026-02-10T12:00:00Z", "2026-02-10T10:30:00Z", "1 h 30 min earlier"),
            ("2026-02-10T12:00:00Z", "2026-02-10T12:00:59Z", "59 s later"),
            ("2026-01-10T12:00:00Z", "2028-10-06T11:00:00Z", "1,000 days later"),
            // Clocks in New York go forward on 8 March and back on 1 November.
            ("2026-03-05T04:59:59Z", "2026-03-12T03:59:59Z", "7 days later"),
            ("2026-03-05T04:59:59Z", "2026-03-12T04:59:59Z", "7 days 1 h later"),
            ("2026-10-30T03:59:59Z", "2026-11-06T04:59:59Z", "7 days later"),
            ("2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z", "1 h later"),
            ("2026-11-01T05:30:00Z", "2026-11-01T06:00:00Z", "30 min later"),
        ] as [(String, String, String)]
    )
    func describesDifferences(usual: String, own: String, expected: String) throws {
        let zone = try #require(TimeZone(identifier: "America/New_York"))
        let usual = try #require(Instant(rfc3339: usual))
        let own = try #require(Instant(rfc3339: own))
        #expect(TimeDifference(from: usual, to: own, in: zone).text == expected)
    }

    @Test("numbers are grouped by thousands and nouns agree with them")
    func countsThings() {
        #expect(grouped(0) == "0")
        #expect(grouped(-1_234_567) == "-1,234,567")
        #expect(quantity(1, "student") == "1 student")
        #expect(quantity(1_000, "student") == "1,000 students")
    }
}
