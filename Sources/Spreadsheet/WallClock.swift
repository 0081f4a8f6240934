/// A date and time as a clock on the wall shows it, without a zone: what a spreadsheet calls a date.
package struct WallClock: Hashable, Sendable, CustomStringConvertible {
    package let year: Int
    package let month: Int
    package let day: Int
    package let hour: Int
    package let minute: Int
    package let second: Int

    package init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    package var description: String {
        func two(_ number: Int) -> String { String(number).leftPadded(to: 2) }
        return "\(String(year).leftPadded(to: 4))-\(two(month))-\(two(day)) \(two(hour)):\(two(minute)):\(two(second))"
    }

    /// Days since the end of 1899, the time as a fraction; nil for what a sheet has no number for.
    ///
    /// Excel takes 1900 for a leap year (as Lotus 1-2-3 did): before March 1900 the number is one less than the days.
    package var serial: Double? {
        guard (1900...9999).contains(year), (1...12).contains(month), (1...Self.days(ofMonth: month, in: year)) ~= day,
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second)
        else { return nil }
        // 1899-12-30 is day 693,899 of the calendar that starts on 0000-03-01.
        let days = Self.daysSinceMarchOfYearZero(year, month, day) - 693_899
        let seconds = hour * 3600 + minute * 60 + second
        return Double(days < 61 ? days - 1 : days) + Double(seconds) / 86_400
    }

    private static func days(ofMonth month: Int, in year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// A year that starts in March has its leap day at its end, which makes the months' lengths a line.
    private static func daysSinceMarchOfYearZero(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = (month + 9) % 12
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        return marchYear * 365 + leapDays + (marchMonth * 153 + 2) / 5 + day - 1
    }
}
