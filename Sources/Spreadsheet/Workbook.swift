/// One workbook (`.xlsx`) that is written once, from top to bottom, in constant memory.
///
/// ```
/// let workbook = try Workbook(path: "dates.xlsx", properties: .init(title: "Dates", created: 1_772_000_000))
/// let sheet = try workbook.addWorksheet(named: "Students")
/// try sheet.append([.text("Quiz 1"), .number(12)])
/// try workbook.close()
/// ```
///
/// The bytes depend on what is written and on the properties alone. `close` is called once and checks the file; a
/// workbook that is let go without it, or whose closing fails, leaves no file behind. Not for two threads at a time;
/// different workbooks are fine.
package final class Workbook {
    package struct Properties: Equatable, Sendable {
        package var title: String
        package var subject: String
        package var author: String
        package var company: String
        package var comments: String
        /// Seconds since 1970; at least 1, because the library takes 0 for “now”.
        package var created: Int

        package init(
            title: String = "",
            subject: String = "",
            author: String = "",
            company: String = "",
            comments: String = "",
            created: Int
        ) {
            self.title = title
            self.subject = subject
            self.author = author
            self.company = company
            self.comments = comments
            self.created = created
        }
    }

    package var path: String { file.path }
    package let limits: SpreadsheetLimits
    let file: WorkbookFile

    /// - Parameters:
    ///   - path: where the workbook will be; nothing may be there yet. It is made readable by its owner only.
    ///   - scratchPrefix: how the name of the temporary directory beside it starts.
    package init(
        path: String,
        properties: Properties,
        scratchPrefix: String = ".workbook-",
        limits: SpreadsheetLimits = .excel
    ) throws(SpreadsheetError) {
        self.limits = limits
        file = try WorkbookFile(path: path, scratchPrefix: scratchPrefix)
        try file.set(properties)
    }

    deinit { file.abandon() }

    /// A new sheet right of the others.
    package func addWorksheet(named name: String) throws(SpreadsheetError) -> Worksheet {
        try Worksheet(part: file.addSheet(named: name), file: file, limits: limits)
    }

    /// The number that stands for this style in this workbook; the same style has the same number.
    package func register(_ style: CellStyle) throws(SpreadsheetError) -> StyleID {
        try file.register(style)
    }

    /// Names of the sheets so far, from left to right.
    package var sheetNames: [String] { file.sheets.map(\.name) }

    /// Writes the file and checks that it is whole. Nothing can be added afterwards.
    ///
    /// - Throws: `.space` before the attempt when the room can't suffice, `.library` when libxlsxwriter fails,
    ///   `.damaged` when what was written isn't what was meant. In all cases the file is gone then.
    package func close() throws(SpreadsheetError) {
        try file.close()
    }

    /// Gives up: no file stays. What `deinit` does, at a moment of your choice.
    package func abandon() { file.abandon() }
}
