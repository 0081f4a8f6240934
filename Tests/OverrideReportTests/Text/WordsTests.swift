import CanvasAPI
import Foundation
import Testing

@testable import OverrideReport

@Suite("Dates and numbers in words")
struct WordsTests {
    @Test(
        "a date is written with the offset of its zone at that moment",
        arguments: [
            ("2026-02-21T04:59:59Z", "America/New_York", "2026-02-20T23:59:59-05:00"),
            ("2026-02-21T04:59:59Z", "UTC", "2026-02-21T04:59:59+00:00"),
            ("2026-02-21T04:59:59Z", "Asia/Kolkata", "2026-02-21T10:29:59+05:30"),
            ("2026-02-21T04:59:59Z", "Asia/Kathmandu", "2026-02-21T10:44:59+05:45"),
            ("2026-02-21T04:59:59Z", "Pacific/Kiritimati", "2026-02-21T18:59:59+14:00"),
            ("2026-02-21T02:59:59Z", "America/St_Johns", "2026-02-20T23:29:59-03:30"),
            // New York goes from 02:00 to 03:00 on 8 March 2026, and has the hour from 01:00 twice on 1 November.
            ("2026-03-08T06:59:59Z", "America/New_York", "2026-03-08T01:59:59-05:00"),
            ("2026-03-08T07:00:00Z", "America/New_York", "2026-03-08T03:00:00-04:00"),
            ("2026-11-01T05:30:00Z", "America/New_York", "2026-11-01T01:30:00-04:00"),
            ("2026-11-01T06:30:00Z", "America/New_York", "2026-11-01T01:30:00-05:00"),
            // Lord Howe goes half an hour back on 5 April 2026.
            ("2026-04-04T14:59:59Z", "Australia/Lord_Howe", "2026-04-05T01:59:59+11:00"),
            ("2026-04-04T15:00:00Z", "Australia/Lord_Howe", "2026-04-05T01:30:00+10:30"),
            // London is on UTC in winter only.
            ("2026-01-01T00:00:00Z", "Europe/London", "2026-01-01T00:00:00+00:00"),
            ("2026-07-01T00:00:00Z", "Europe/London", "2026-07-01T01:00:00+01:00"),
            // Before standard time New York was 4:56:02 behind; the text names the same moment in whole minutes.
            ("1880-01-01T12:00:00Z", "America/New_York", "1880-01-01T07:04:00-04:56"),
        ]
    )
    func offsets(instant: String, zone: String, text: String) throws {
        let instant = try SampleRows.instant(instant)
        let zone = try #require(TimeZone(identifier: zone))
        #expect(DateText.text(instant, in: zone) == text)
        #expect(Instant(rfc3339: text) == instant)
    }

    @Test("one moment in two zones is remembered for each of them")
    func remembers() throws {
        let instant = try SampleRows.instant("2026-02-21T04:59:59Z")
        let zones = try ["Asia/Kolkata", "America/New_York"].map { try #require(TimeZone(identifier: $0)) }
        var dates = DateText()
        let texts = [0, 1, 0, 0, 1].map { dates.text(instant, in: zones[$0]) }
        let india = "2026-02-21T10:29:59+05:30"
        let newYork = "2026-02-20T23:59:59-05:00"
        #expect(texts == [india, newYork, india, india, newYork])
    }

    @Test(
        "days are those that clocks in the zone show: an hour more counts, a clock change does not, a minute is not nothing"
    )
    func clockChange() throws {
        let zone = try #require(TimeZone(identifier: "America/New_York"))
        func days(to own: String) throws -> Double {
            let usual = try SampleRows.instant("2026-03-07T04:59:59Z")
            return TimeDifference(from: usual, to: try SampleRows.instant(own), in: zone).days
        }
        #expect(try days(to: "2026-03-14T03:59:59Z") == 7)
        #expect(try days(to: "2026-03-14T04:59:59Z") == 7.04)
        #expect(try days(to: "2026-02-28T05:59:59Z") == -6.96)
        #expect(try days(to: "2026-03-07T05:00:59Z") == 0.0007)
        #expect(try days(to: "2026-03-07T06:59:59Z") == 0.08)
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
