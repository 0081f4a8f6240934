import Foundation

/// A row of the Findings sheet with its cells made: what can wait in a file.
struct FindingLine: Sendable, Equatable, Codable {
    let severity: FindingRow.Severity
    let rule: String
    /// By column; `nil` for a blank cell.
    let texts: [String?]
    /// Where each leads.
    let links: [String?]
}

/// Brings findings into the order of the sheet, which is by severity. A course's errors go to the sheet at once; what is
/// less waits in a file for each severity until all courses are there, so that memory does not grow with their number.
final class FindingLines {
    let definition: SheetDefinition<FindingLine>
    private let ofRows: SheetDefinition<FindingRow>
    private let directory: String
    private var waiting: [FindingRow.Severity: ReportFile] = [:]
    /// Rows that are handed on together.
    private static let batchSize = 1_000

    /// - Parameter directory: where the files are made; they are gone when their rows have been handed on.
    init(_ definition: SheetDefinition<FindingRow>, in directory: String) {
        ofRows = definition
        self.directory = directory
        self.definition = SheetDefinition(
            name: definition.name,
            rowMeaning: definition.rowMeaning,
            frozenColumns: definition.frozenColumns,
            lastPrinted: definition.lastPrinted,
            tabColor: definition.tabColor,
            columns: definition.columns.enumerated().map { index, column in
                SheetColumn(
                    name: column.name,
                    heading: column.heading,
                    role: column.role,
                    widths: column.widths,
                    isFolded: column.isFolded,
                    holdsNumbersAsText: column.holdsNumbersAsText,
                    value: { $0.texts[index].map(SheetColumn.Value.text) ?? .blank },
                    link: column.link.map { _ in { $0.links[index] } },
                    tone: column.tone.map { _ in { $0.severity.tone } }
                )
            }
        )
    }

    /// Takes a course's findings in.
    ///
    /// - Returns: those that can be written now.
    func take(_ findings: [FindingRow]) throws -> [FindingLine] {
        let first = FindingRow.Severity.allCases.sorted().first
        for row in findings where row.severity != first {
            let file = try waiting[row.severity] ?? ReportFile(path(of: row.severity))
            waiting[row.severity] = file
            // No line end stands in JSON but between its lines.
            try file.write(Array(try JSONEncoder().encode(line(row))) + [UInt8(ascii: "\n")])
        }
        return findings.filter { $0.severity == first }.map(line)
    }

    /// Hands on those that wait, a batch at a time.
    func finish(_ write: ([FindingLine]) throws -> Void) throws {
        for (_, file) in waiting.sorted(by: { $0.key < $1.key }) {
            try file.close()
            let descriptor = try FileSystem.openFile(file.path, flags: O_RDONLY)
            defer { _ = close(descriptor) }
            var (rest, batch): ([UInt8], [FindingLine]) = ([], [])
            var failure: (any Error)?
            try FileSystem.forEachPiece(of: descriptor, path: file.path) { piece throws(FileError) in
                guard failure == nil else { return }
                do {
                    var lines = (rest + piece).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                    rest = Array(lines.removeLast())
                    batch += try lines.map { try JSONDecoder().decode(FindingLine.self, from: Data($0)) }
                    guard batch.count >= Self.batchSize else { return }
                    try write(batch)
                    batch = []
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            if !batch.isEmpty { try write(batch) }
            try FileSystem.removeFile(file.path)
        }
        waiting = [:]
    }

    private func path(of severity: FindingRow.Severity) -> String { "\(directory)/findings.\(severity.rawValue).part" }

    private func line(_ row: FindingRow) -> FindingLine {
        FindingLine(
            severity: row.severity,
            rule: row.rule,
            texts: ofRows.columns.map { if case .text(let text) = $0.value(row) { text } else { nil } },
            links: ofRows.columns.map { $0.link?(row) }
        )
    }
}
