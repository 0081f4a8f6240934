import CXLSXWriter
import Foundation

/// libxlsxwriter isn't safe while two threads open or close its files, new sheets' temporary files among them.
private let opening = NSLock()
/// Workbooks opened so far. For `opening` to guard.
nonisolated(unsafe) private var openedWorkbooks = 0

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
/// workbook that is let go without it, or whose closing fails, leaves no file behind, and its sheets refuse what comes
/// then. Not for two threads at a time; different workbooks are fine.
package final class Workbook {
    package struct Properties: Equatable, Sendable {
        package var title: String
        package var subject: String
        package var author: String
        /// Seconds since 1970; at least 1, because the library takes 0 for “now”.
        package var created: Int

        package init(title: String = "", subject: String = "", author: String = "", created: Int) {
            (self.title, self.subject, self.author, self.created) = (title, subject, author, created)
        }
    }

    private enum State {
        case open(UnsafeMutablePointer<lxw_workbook>)
        /// The library has freed the workbook; whether the file is whole isn't known yet.
        case closing
        case finished
        case abandoned
    }

    package let path: String
    package let limits: SpreadsheetLimits
    /// No other workbook of this process has it, which its address could not promise.
    let number: Int
    private let scratch: ScratchDirectory
    private var state: State
    private var styles: [CellStyle: StyleID] = [:]
    private(set) var sheets: [Worksheet] = []
    private(set) var charts = 0

    /// - Parameters:
    ///   - path: where the workbook will be; nothing may be there yet. It is made readable by its owner only.
    ///   - scratchPrefix: how the name of the temporary directory beside it starts.
    package init(
        path: String,
        properties: Properties,
        scratchPrefix: String = ".workbook-",
        limits: SpreadsheetLimits = .excel
    ) throws(SpreadsheetError) {
        self.path = path
        self.limits = limits
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST
                ? .fileExists(path: path) : .file(path: path, action: "create the workbook", code: errno)
        }
        Foundation.close(descriptor)
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        do throws(SpreadsheetError) {
            scratch = try ScratchDirectory.make(in: parent.isEmpty ? "/" : parent, prefix: scratchPrefix)
        } catch {
            unlink(path)
            throw error
        }
        // Until the library has opened it, letting go of it removes the file and the directory.
        state = .closing
        opening.lock()
        openedWorkbooks += 1
        number = openedWorkbooks
        let workbook = Self.newWorkbook(path: path, scratch: scratch.path)
        opening.unlock()
        state = .open(try found(workbook, "open the workbook", place: path))
        try set(properties)
    }

    deinit { abandon() }

    private static func newWorkbook(path: String, scratch: String) -> UnsafeMutablePointer<lxw_workbook>? {
        scratch.withCString { directory in
            // The library copies the name; the pointer is only taken as mutable.
            let directory = UnsafeMutablePointer(mutating: directory)
            var options = lxw_workbook_options(constant_memory: 1, tmpdir: directory, use_zip64: 0)
            return workbook_new_opt(path, &options)
        }
    }

    private func set(_ properties: Properties) throws(SpreadsheetError) {
        guard properties.created > 0 else {
            let value = "\(properties.created)"
            throw .setting(name: "creation date", place: path, value: value, allowed: "1 or more seconds")
        }
        let texts = [properties.title, properties.subject, properties.author].map { text in
            text.isEmpty ? nil : strdup(CellText.prepared(text, limit: 255))
        }
        defer { for text in texts { free(text) } }
        var values = lxw_doc_properties()
        (values.title, values.subject, values.author) = (texts[0], texts[1], texts[2])
        values.created = properties.created
        try check(workbook_set_properties(opened(), &values), "set the document properties", place: path)
    }

    /// A new sheet right of the others.
    package func addWorksheet(named name: String) throws(SpreadsheetError) -> Worksheet {
        let workbook = try opened()
        try SheetName.check(name, taken: sheetNames)
        guard let pointer = opening.withLock({ workbook_add_worksheet(workbook, name) }),
            let rows = pointer.pointee.file
        else {
            let code = UInt32(LXW_ERROR_CREATING_TMPFILE.rawValue)
            let action = "add the sheet “\(name)”"
            throw .library(place: path, action: action, code: code, message: systemMessage(errno))
        }
        guard scratch.holds(rows) else {
            throw .file(path: scratch.path, action: "write temporary files", code: scratch.refusal())
        }
        let dates = try register(CellStyle().with { $0.numberFormat = "yyyy-mm-dd hh:mm" })
        let sheet = Worksheet(name: name, pointer: pointer, rowsFile: rows, dateStyle: dates, of: self)
        sheets.append(sheet)
        return sheet
    }

    /// Stands for this style in this workbook, with which it ends.
    package func register(_ style: CellStyle) throws(SpreadsheetError) -> StyleID {
        let workbook = try opened()
        if let known = styles[style] { return known }
        try style.check(place: path)
        let format = try found(workbook_add_format(workbook), "add a style", place: path)
        style.apply(to: format)
        let id = StyleID(workbook: number, format: format)
        styles[style] = id
        return id
    }

    func addChart(_ kind: Chart.Kind) throws(SpreadsheetError) -> UnsafeMutablePointer<lxw_chart> {
        let chart = try found(workbook_add_chart(opened(), kind.library), "add a chart", place: path)
        charts += 1
        return chart
    }

    /// Names of the sheets so far, from left to right.
    package var sheetNames: [String] { sheets.map(\.name) }

    /// The library's workbook, as long as something can be added to it.
    @discardableResult
    func opened() throws(SpreadsheetError) -> UnsafeMutablePointer<lxw_workbook> {
        guard case .open(let workbook) = state else { throw .closed(path: path) }
        return workbook
    }

    /// Writes the file and checks that it is whole. Nothing can be added afterwards.
    ///
    /// - Throws: `.space` before the attempt when the room can't suffice, `.library` when libxlsxwriter fails,
    ///   `.damaged` when what was written isn't what was meant. In all cases the file is gone then.
    package func close() throws(SpreadsheetError) { try close(checksSpace: true) }

    /// - Parameter checksSpace: only a test of what comes after goes on without room.
    func close(checksSpace: Bool) throws(SpreadsheetError) {
        let workbook = try opened()
        do throws(SpreadsheetError) {
            for sheet in sheets { try sheet.finishRows() }
            if checksSpace { try checkSpace() }
            // The library frees the workbook whether closing it worked or not.
            state = .closing
            try check(opening.withLock { workbook_close(workbook) }, "write the workbook", place: path)
            try WorkbookCheck(path: path, sheets: sheets, charts: charts).run()
        } catch {
            abandon()
            throw error
        }
        state = .finished
        for sheet in sheets { sheet.freeRows() }
        scratch.remove()
    }

    /// Closing copies the largest sheet once more and writes the packed file, which is a tenth of the XML or less.
    private func checkSpace() throws(SpreadsheetError) {
        let sizes = sheets.map(\.rowBytes)
        let needed = (sizes.max() ?? 0) + sizes.reduce(0, +) / 8 + 262_144
        let available = try scratch.availableBytes()
        if available < needed { throw .space(directory: scratch.path, needed: needed, available: available) }
    }

    /// Gives up: no file stays, unless the workbook was closed. What `deinit` does, at a moment of your choice.
    package func abandon() {
        switch state {
        case .finished, .abandoned: return
        case .closing:
            for sheet in sheets { sheet.closeRowsIfStillOpen() }
        case .open(let workbook):
            opening.withLock { lxw_workbook_free(workbook) }
            for sheet in sheets { sheet.closeRows() }
        }
        state = .abandoned
        unlink(path)
        scratch.remove()
    }
}

/// Turns libxlsxwriter's result into an error that says where.
func check(
    _ code: lxw_error,
    _ action: @autoclosure () -> String,
    place: @autoclosure () -> String
) throws(SpreadsheetError) {
    if code == LXW_NO_ERROR { return }
    let message = lxw_strerror(code).map { String(cString: $0) } ?? "unknown error"
    throw .library(place: place(), action: action(), code: UInt32(code.rawValue), message: message)
}

/// What libxlsxwriter made; it makes nothing where memory is short.
func found<Made>(
    _ made: UnsafeMutablePointer<Made>?,
    _ action: String,
    place: String
) throws(SpreadsheetError) -> UnsafeMutablePointer<Made> {
    guard let made else { throw .library(place: place, action: action, code: 1, message: "Out of memory") }
    return made
}
