import CXLSXWriter
import Foundation

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

/// libxlsxwriter isn't safe while two threads open or close its files, new sheets' temporary files among them.
private let opening = NSLock()

/// The library's workbook with all that belongs to it: the file, the temporary directory, the sheets, the styles.
///
/// `Workbook` and its `Worksheet`s share it, so that a sheet kept longer than its workbook is refused, not a crash.
final class WorkbookFile {
    private enum State {
        case open(UnsafeMutablePointer<lxw_workbook>)
        /// The library has freed the workbook; whether the file is whole isn't known yet.
        case closing
        case finished
        case abandoned
    }

    let path: String
    private let scratch: ScratchDirectory
    private var state: State
    private var styles = StyleRegistry()
    private(set) var sheets: [SheetPart] = []
    private(set) var charts = 0

    init(path: String, scratchPrefix: String) throws(SpreadsheetError) {
        self.path = path
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
        guard let workbook = Self.newWorkbook(path: path, scratch: scratch.path) else {
            state = .closing
            abandon()
            throw .library(place: path, action: "open the workbook", code: 1, message: "Out of memory")
        }
        state = .open(workbook)
    }

    private static func newWorkbook(path: String, scratch: String) -> UnsafeMutablePointer<lxw_workbook>? {
        opening.lock()
        defer { opening.unlock() }
        return scratch.withCString { directory in
            // The library copies the name; the pointer is only taken as mutable.
            var options = lxw_workbook_options(
                constant_memory: 1,
                tmpdir: UnsafeMutablePointer(mutating: directory),
                use_zip64: 0
            )
            return workbook_new_opt(path, &options)
        }
    }

    func set(_ properties: Workbook.Properties) throws(SpreadsheetError) {
        let workbook = try opened()
        guard properties.created > 0 else {
            throw .setting(
                name: "creation date",
                place: path,
                value: "\(properties.created)",
                allowed: "1 or more seconds"
            )
        }
        var copies: [UnsafeMutablePointer<CChar>] = []
        defer { for copy in copies { free(copy) } }
        func copied(_ text: String) -> UnsafeMutablePointer<CChar>? {
            guard !text.isEmpty, let copy = strdup(CellText.prepared(text, limit: 255)) else { return nil }
            copies.append(copy)
            return copy
        }
        var values = lxw_doc_properties()
        values.title = copied(properties.title)
        values.subject = copied(properties.subject)
        values.author = copied(properties.author)
        values.company = copied(properties.company)
        values.comments = copied(properties.comments)
        values.created = properties.created
        try check(workbook_set_properties(workbook, &values), "set the document properties", place: path)
    }

    func addSheet(named name: String) throws(SpreadsheetError) -> SheetPart {
        let workbook = try opened()
        try SheetName.check(name, taken: sheets.map(\.name))
        opening.lock()
        let pointer = workbook_add_worksheet(workbook, name)
        opening.unlock()
        guard let pointer, let rows = pointer.pointee.file else {
            throw .library(
                place: path,
                action: "add the sheet “\(name)”",
                code: UInt32(LXW_ERROR_CREATING_TMPFILE.rawValue),
                message: systemMessage(errno)
            )
        }
        guard scratch.holds(rows) else {
            throw .file(path: scratch.path, action: "write temporary files", code: scratch.refusal())
        }
        let part = SheetPart(name: name, pointer: pointer, rowsFile: rows)
        sheets.append(part)
        return part
    }

    func register(_ style: CellStyle) throws(SpreadsheetError) -> StyleID {
        let index = try styles.index(of: style, in: opened(), place: path)
        return StyleID(workbook: ObjectIdentifier(self), index: index)
    }

    func format(of style: StyleID?, place: @autoclosure () -> String) throws(SpreadsheetError)
        -> UnsafeMutablePointer<lxw_format>?
    {
        guard let style else { return nil }
        guard style.workbook == ObjectIdentifier(self), let format = styles.format(at: style.index) else {
            throw .foreignStyle(place: place())
        }
        return format
    }

    func addChart(_ kind: Chart.Kind) throws(SpreadsheetError) -> UnsafeMutablePointer<lxw_chart> {
        guard let chart = workbook_add_chart(try opened(), kind.library) else {
            throw .library(place: path, action: "add a chart", code: 1, message: "Out of memory")
        }
        charts += 1
        return chart
    }

    func opened() throws(SpreadsheetError) -> UnsafeMutablePointer<lxw_workbook> {
        guard case .open(let workbook) = state else { throw .closed(path: path) }
        return workbook
    }

    /// - Parameter checksSpace: only a test of what comes after goes on without room.
    func close(checksSpace: Bool = true) throws(SpreadsheetError) {
        let workbook = try opened()
        do throws(SpreadsheetError) {
            for sheet in sheets { try sheet.finishRows(path: path) }
            if checksSpace { try checkSpace() }
            // The library frees the workbook whether closing it worked or not.
            state = .closing
            opening.lock()
            let code = workbook_close(workbook)
            opening.unlock()
            try check(code, "write the workbook", place: path)
            try WorkbookCheck(path: path, sheets: sheets, charts: charts).run()
        } catch {
            abandon()
            throw error
        }
        state = .finished
        scratch.remove()
    }

    /// Closing copies the largest sheet once more and writes the packed file, which is a tenth of the XML or less.
    private func checkSpace() throws(SpreadsheetError) {
        let sizes = sheets.map(\.rowBytes)
        let needed = (sizes.max() ?? 0) + sizes.reduce(0, +) / 8 + 262_144
        let available = try scratch.availableBytes()
        if available < needed { throw .space(directory: scratch.path, needed: needed, available: available) }
    }

    /// Frees and removes everything, unless the workbook is finished.
    func abandon() {
        switch state {
        case .finished, .abandoned: return
        case .closing:
            for sheet in sheets { sheet.closeRowsIfStillOpen() }
        case .open(let workbook):
            opening.lock()
            lxw_workbook_free(workbook)
            opening.unlock()
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
