import Testing

@testable import Spreadsheet

private let knownDates: [(WallClock, Double)] = [
    (WallClock(year: 1900, month: 1, day: 1), 1.0),
    (WallClock(year: 1900, month: 2, day: 28), 59),
    (WallClock(year: 1900, month: 3, day: 1), 61),
    (WallClock(year: 1970, month: 1, day: 1), 25_569),
    (WallClock(year: 2000, month: 2, day: 29), 36_585),
    (WallClock(year: 2000, month: 3, day: 1), 36_586),
    (WallClock(year: 2026, month: 2, day: 20), 46_073),
    (WallClock(year: 2026, month: 2, day: 20, hour: 12), 46_073.5),
    (WallClock(year: 2026, month: 2, day: 20, hour: 23, minute: 59, second: 59), 46_073 + 86_399.0 / 86_400),
    (WallClock(year: 9999, month: 12, day: 31), 2_958_465),
]

@Suite("Dates of cells")
struct WallClockTests {
    @Test(
        "a wall-clock date is Excel's number",
        arguments: knownDates
    )
    func serial(date: WallClock, serial: Double) {
        #expect(date.serial == serial)
    }

    @Test(
        "a date that the calendar or Excel doesn't have has no number",
        arguments: [
            WallClock(year: 1899, month: 12, day: 31), WallClock(year: 10_000, month: 1, day: 1),
            WallClock(year: 2026, month: 2, day: 29), WallClock(year: 2100, month: 2, day: 29),
            WallClock(year: 2026, month: 4, day: 31), WallClock(year: 2026, month: 13, day: 1),
            WallClock(year: 2026, month: 0, day: 1), WallClock(year: 2026, month: 1, day: 0),
            WallClock(year: 2026, month: 1, day: 1, hour: 24), WallClock(year: 2026, month: 1, day: 1, minute: 60),
            WallClock(year: 2026, month: 1, day: 1, second: 60),
        ]
    )
    func refused(date: WallClock) throws {
        #expect(date.serial == nil)
        let directory = try TestDirectory()
        let workbook = try Workbook(path: directory.file("a.xlsx"), properties: .init(created: created))
        let sheet = try workbook.addWorksheet(named: "S")
        let address = CellAddress(sheet: "S", row: 0, column: 1)
        #expect(throws: SpreadsheetError.date(address, date)) { try sheet.append([.text("x"), .date(date)]) }
    }

    @Test("every day from 1900 to 9999 follows the day before")
    func everyDay() throws {
        var previous = 0.0
        for year in 1900...9999 {
            for month in 1...12 {
                for day in 1...31 {
                    guard let serial = WallClock(year: year, month: month, day: day).serial else { continue }
                    // Excel's 1900-02-29 is the one number without a day.
                    #expect(serial == previous + 1 || (serial == 61 && previous == 59))
                    previous = serial
                }
            }
        }
        #expect(previous == 2_958_465)
    }
}
