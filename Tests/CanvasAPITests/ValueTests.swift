import Foundation
import TestSupport
import Testing

@testable import CanvasAPI

@Suite("Ids and instants")
struct ValueTests {
    @Test(
        "texts that are ids, and texts that are none",
        arguments: [
            ("0", 0), ("42", 42), ("21070000000000371", 21_070_000_000_000_371), ("9223372036854775807", .max),
            ("9223372036854775808", nil), ("", nil), ("-1", nil), ("+1", nil), (" 1", nil), ("1.0", nil), ("1e3", nil),
            ("2.107E+16", nil), ("١", nil), ("1~2", nil),
        ] as [(String, Int64?)]
    )
    func idTexts(_ text: String, _ expected: Int64?) {
        #expect(CanvasID(text: text)?.rawValue == expected)
    }

    @Test("an id beyond 2^53 stays exact as a number and as a string, both ways")
    func largeIDs() throws {
        let ids = try decode([CanvasID].self, #"[9007199254740993, "9007199254740993"]"#)
        #expect(ids == [9_007_199_254_740_993, 9_007_199_254_740_993])
        #expect(try String(decoding: CanvasJSON.encode(ids), as: UTF8.self) == "[9007199254740993,9007199254740993]")
    }

    @Test(
        "every form of RFC 3339 is one moment",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-02-21T06:59:59Z", 1_771_657_199),
            ("2026-02-20T23:59:59-07:00", 1_771_657_199), ("2026-02-21T12:29:59+0530", 1_771_657_199),
            ("2026-02-21 06:59:59z", 1_771_657_199), ("2026-02-21T06:59:59.999Z", 1_771_657_199),
            ("1969-12-31T23:59:59Z", -1), ("2000-02-29T00:00:00Z", 951_782_400),
            ("2026-02-29T00:00:00Z", nil), ("2026-13-01T00:00:00Z", nil), ("2026-01-01T24:00:00Z", nil),
            ("2026-01-01", nil), ("2026-01-01T00:00:00", nil), ("2026-01-01T00:00:00Zulu", nil), ("", nil),
        ] as [(String, Int64?)]
    )
    func instants(_ text: String, _ expected: Int64?) {
        #expect(Instant(rfc3339: text)?.secondsSince1970 == expected)
    }

    @Test("a date past the year 9999 is read as Canvas sends it, and written with its year")
    func farDates() throws {
        let dates = try decode([Instant].self, #"["10000-01-01T04:59:59Z", "9999-12-31T23:59:59-05:00"]"#)
        #expect(dates.map(\.description) == ["10000-01-01T04:59:59Z", "10000-01-01T04:59:59Z"])
        #expect(try decode(Instant.self, #""0000-01-01T00:00:00+05:30""#).description == "-0001-12-31T18:30:00Z")
    }

    @Test("what is written is read back, in every zone and across four centuries")
    func roundTrip() {
        var random = SeededGenerator(3339)
        for _ in 0..<5_000 {
            let moment = Instant(secondsSince1970: Int64.random(in: -6_000_000_000...8_000_000_000, using: &random))
            let offset = Int.random(in: -14 * 60...14 * 60, using: &random) * 60
            let text = moment.rfc3339(offsetSeconds: offset)
            #expect(Instant(rfc3339: text) == moment, "\(text)")
        }
    }

    @Test("it agrees with Foundation's formatter")
    func foundation() throws {
        var random = SeededGenerator(8601)
        for _ in 0..<500 {
            let seconds = Int64.random(in: 0...4_000_000_000, using: &random)
            let text = Instant(secondsSince1970: seconds).description
            #expect(try Date(text, strategy: .iso8601).timeIntervalSince1970 == Double(seconds))
        }
    }

    @Test("instants are compared by the minute where Canvas does so")
    func minutes() {
        #expect(Instant(secondsSince1970: 119).isSameMinute(as: Instant(secondsSince1970: 60)))
        #expect(!Instant(secondsSince1970: 120).isSameMinute(as: Instant(secondsSince1970: 119)))
        #expect(Instant(secondsSince1970: -1).isSameMinute(as: Instant(secondsSince1970: -60)))
        #expect(!Instant(secondsSince1970: -1).isSameMinute(as: Instant(secondsSince1970: 0)))
    }
}
