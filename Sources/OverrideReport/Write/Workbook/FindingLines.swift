import Foundation

/// A row of the Findings sheet with its cells made: what can wait in a file.
struct FindingLine: Sendable, Equatable {
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
            try file.write(line(row).bytes)
        }
        return findings.filter { $0.severity == first }.map(line)
    }

    /// Hands on those that wait, a batch at a time.
    func finish(_ write: ([FindingLine]) throws -> Void) throws {
        for (severity, file) in waiting.sorted(by: { $0.key < $1.key }) {
            try file.close()
            var (buffer, batch): ([UInt8], [FindingLine]) = ([], [])
            let descriptor = try FileSystem.openFile(file.path, flags: O_RDONLY)
            defer { _ = close(descriptor) }
            var failure: (any Error)?
            try FileSystem.forEachPiece(of: descriptor, path: file.path) { piece throws(FileError) in
                guard failure == nil else { return }
                buffer.append(contentsOf: piece)
                var rest = buffer[...]
                while let line = FindingLine(severity, takenFrom: &rest) { batch.append(line) }
                buffer = Array(rest)
                guard batch.count >= Self.batchSize else { return }
                do { try write(batch) } catch { failure = error }
                batch = []
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

// MARK: In a file

extension FindingLine {
    /// Its length, then each field with its own.
    fileprivate var bytes: [UInt8] {
        var fields: [UInt8] = []
        for field in [rule] + texts + links {
            fields += UInt32(field.map { $0.utf8.count + 1 } ?? 0).bytes
            fields += Array((field ?? "").utf8)
        }
        return UInt32(fields.count).bytes + fields
    }

    /// `nil` where the bytes do not hold a whole line yet.
    fileprivate init?(_ severity: FindingRow.Severity, takenFrom bytes: inout ArraySlice<UInt8>) {
        guard let count = UInt32(bytes).map(Int.init), bytes.count >= 4 + count else { return nil }
        var rest = bytes.dropFirst(4).prefix(count)
        bytes = bytes.dropFirst(4 + count)
        var fields: [String?] = []
        while let length = UInt32(rest).map(Int.init) {
            rest = rest.dropFirst(4)
            fields.append(length == 0 ? nil : String(decoding: rest.prefix(length - 1), as: UTF8.self))
            rest = rest.dropFirst(max(0, length - 1))
        }
        let columns = (fields.count - 1) / 2
        self.init(
            severity: severity,
            rule: fields.first.flatMap(\.self) ?? "",
            texts: Array(fields.dropFirst().prefix(columns)),
            links: Array(fields.dropFirst(1 + columns))
        )
    }
}

extension UInt32 {
    fileprivate var bytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) } }

    /// Of the first four bytes; `nil` where there are fewer.
    fileprivate init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count >= 4 else { return nil }
        self = bytes.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}
