/// `--columns`: which columns the files of rows have, and in which order. A report that has none of them keeps its own.
package struct ColumnChoice: Sendable, Equatable {
    package static let all = ColumnChoice(names: [])

    /// Each once; none for all columns.
    package let names: [String]

    private init(names: [String]) {
        self.names = names
    }

    /// As it is typed: `student_id,due_at`. `nil` where no column is named.
    package init?(typed text: String) {
        var names: [String] = []
        for word in text.split(separator: ",") {
            let name = word.trimmingPrefix(while: \.isWhitespace).lowercased()
            let trimmed = String(name.reversed().drop(while: \.isWhitespace).reversed())
            if !trimmed.isEmpty, !names.contains(trimmed) { names.append(trimmed) }
        }
        guard !names.isEmpty else { return nil }
        self.init(names: names)
    }

    package var description: String { names.joined(separator: ",") }

    /// Every column there is, for who has to choose.
    package static var known: [String] { columns(of: ReportKind.allCases) }

    /// Each name once, in the order of the reports.
    private static func columns(of kinds: [ReportKind]) -> [String] {
        kinds.flatMap { Reports.headers(of: $0).map(\.name) }.reduce(into: []) { names, name in
            if !names.contains(name) { names.append(name) }
        }
    }

    /// What is wrong with it for these reports, and what may be meant: a sentence.
    package func trouble(in kinds: [ReportKind]) -> String? {
        let known = Self.columns(of: kinds)
        guard let name = names.first(where: { !known.contains($0) }) else { return nil }
        let near = nearest(to: name, among: known)
        return "“\(name)” is no column of \(kinds.map(\.rawValue).joined(separator: ", "))"
            + (near.isEmpty
                ? ". override-report help columns lists those of each report."
                : ", but may mean \(near.joined(separator: ", ")).")
    }

    /// The chosen ones of a report's columns.
    func chosen<Column>(of all: [Column], named name: (Column) -> String) -> [Column] {
        let chosen = names.compactMap { wanted in all.first { name($0) == wanted } }
        return chosen.isEmpty ? all : chosen
    }
}
