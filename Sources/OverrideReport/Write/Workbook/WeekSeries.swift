import CanvasAPI

/// Weeks from the first to the last that has a due date, those without one too: the axis of a chart is time.
struct WeekSeries {
    struct Entry: Equatable {
        let label: String
        let count: Int
    }

    let entries: [Entry]

    /// More weeks than this (a date typed into the wrong year) are listed without those in between.
    private static let longest = 80
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    init(_ counts: [CivilDate: Int]) {
        let byDay = Dictionary(
            uniqueKeysWithValues: counts.map { date, count in
                (CanvasAPI.daysSince1970(year: date.year, month: date.month, day: date.day), count)
            }
        )
        var days = byDay.keys.sorted()
        if let first = days.first, let last = days.last, (last - first) / 7 < Self.longest {
            days = Array(stride(from: first, through: last, by: 7))
        }
        var year: Int?
        var entries: [Entry] = []
        for day in days {
            let date = CivilDate(daysSince1970: day)
            // The year is said where it begins.
            let suffix = date.year == year ? "" : " \(date.year)"
            year = date.year
            entries.append(Entry(label: "\(date.day) \(Self.months[date.month - 1])\(suffix)", count: byDay[day] ?? 0))
        }
        self.entries = entries
    }
}
