import CXLSXWriter
import Foundation
import Spreadsheet
import Testing

/// What our workbooks cost beside libxlsxwriter alone: the same cells, written by a bare loop and by ours, which checks
/// the file after closing too. Ratios are printed and none is tested: `swift test -c release --filter Benchmarks`.
@Suite("Benchmarks of workbooks", .serialized)
struct WorkbookBenchmarks {
    private static let rowCount = 10_000
    private static let dateFormat = "ddd d mmm yyyy hh:mm"
    private static let created = 1_795_000_000

    /// 15 texts, of which one is a link in each 20th row, 5 dates, 2 numbers and 3 blank cells with a style.
    private let names = (0..<200).map { "Student \($0) of the course" }
    private let items = (0..<30).map { "Homework \($0): an essay on a subject of some length" }
    private let reasons = (0..<10).map { "Override for section \($0)" }
    private let urls = (0..<200).map { "https://canvas.example.edu/courses/1/users/\($0)" }

    @Test("rows of prepared cells and rows of cells, as multiples of a bare loop")
    func ratios() throws {
        let scratch = NSTemporaryDirectory() + "override-report-benchmark-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        var best: [String: Double] = [:]
        for round in 1...3 {
            for (name, write) in [("bare", bare), ("prepared", prepared), ("cells", cells)] {
                let start = Self.processorSeconds
                try write("\(scratch)/\(name)-\(round).xlsx")
                best[name] = min(best[name] ?? .infinity, Self.processorSeconds - start)
            }
        }
        let base = try #require(best["bare"])
        print("\(Self.rowCount) rows of 25 cells, against libxlsxwriter alone:")
        for (name, time) in best.sorted(by: { $0.value < $1.value }) {
            print("  \(name): \((time / base).formatted(.number.precision(.fractionLength(2))))")
        }
    }

    private func bare(_ path: String) throws {
        let texts = [names, items, reasons].map { $0.map { strdup($0) } }
        let links = urls.map { strdup($0) }
        defer { for text in texts.joined() + links { free(text) } }
        var options = lxw_workbook_options(constant_memory: 1, tmpdir: nil, use_zip64: 0)
        let workbook = workbook_new_opt(path, &options)
        var properties = lxw_doc_properties()
        properties.created = Self.created
        workbook_set_properties(workbook, &properties)
        let sheet = workbook_add_worksheet(workbook, "Students")
        let (plain, date) = (workbook_add_format(workbook), workbook_add_format(workbook))
        format_set_align(plain, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
        format_set_num_format(date, Self.dateFormat)
        for number in 0..<Self.rowCount {
            let row = UInt32(number)
            for column in 0..<15 {
                let text = texts[column % 3][Self.index(number, column)]
                if column == 3, number % 20 == 0 {
                    let url = links[Self.index(number, column)]
                    worksheet_write_url_opt(sheet, row, UInt16(column), url, plain, text, nil)
                } else {
                    worksheet_write_string(sheet, row, UInt16(column), text, plain)
                }
            }
            for column in 15..<20 { worksheet_write_number(sheet, row, UInt16(column), Self.day(number), date) }
            for column in 20..<22 { worksheet_write_number(sheet, row, UInt16(column), Double(number % 7), plain) }
            for column in 22..<25 { worksheet_write_blank(sheet, row, UInt16(column), plain) }
        }
        try #require(workbook_close(workbook) == LXW_NO_ERROR)
    }

    private func prepared(_ path: String) throws {
        let texts = [names, items, reasons].map { $0.map(PreparedText.init) }
        let links = urls.map { PreparedLink(.web($0)) }
        try write(path) { sheet, number, plain, date in
            try sheet.append { row in
                for column in 0..<15 {
                    let text = texts[column % 3][Self.index(number, column)]
                    if column == 3, number % 20 == 0 {
                        row.link(links[Self.index(number, column)], text: text, column: column, style: plain)
                    } else {
                        row.text(text, column: column, style: plain)
                    }
                }
                for column in 15..<20 { row.number(Self.day(number), column: column, style: date) }
                for column in 20..<22 { row.number(Double(number % 7), column: column, style: plain) }
                for column in 22..<25 { row.blank(column: column, style: plain) }
            }
        }
    }

    private func cells(_ path: String) throws {
        let texts = [names, items, reasons]
        try write(path) { sheet, number, plain, date in
            var cells: [Cell] = (0..<15).map { column in
                let text = texts[column % 3][Self.index(number, column)]
                guard column == 3, number % 20 == 0 else { return .text(text, plain) }
                return .link(.web(urls[Self.index(number, column)]), text: text, plain)
            }
            for _ in 15..<20 { cells.append(.number(Self.day(number), date)) }
            for _ in 20..<22 { cells.append(.number(number % 7, plain)) }
            for _ in 22..<25 { cells.append(.blank(plain)) }
            try sheet.append(cells)
        }
    }

    private func write(
        _ path: String,
        row: (Worksheet, Int, _ plain: StyleID, _ date: StyleID) throws -> Void
    ) throws {
        let workbook = try Workbook(path: path, properties: .init(created: Self.created))
        let plain = try workbook.register(CellStyle().with { $0.vertical = .top })
        let date = try workbook.register(CellStyle().with { $0.numberFormat = Self.dateFormat })
        let sheet = try workbook.addWorksheet(named: "Students")
        for number in 0..<Self.rowCount { try row(sheet, number, plain, date) }
        try workbook.close()
    }

    /// Which of the texts of a column: a student after the other, each with all items.
    private static func index(_ row: Int, _ column: Int) -> Int {
        switch column % 3 {
        case 0: row / 30 % 200
        case 1: row % 30
        default: row % 10
        }
    }

    private static func day(_ row: Int) -> Double { 46_073 + Double(row % 30) + 86_340.0 / 86_400 }

    /// Of this process so far: unlike the clock's it doesn't count what others do meanwhile.
    private static var processorSeconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1_000_000 }
    }
}
