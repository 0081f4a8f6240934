/// What is looked up rather than read, at 80 columns: each text is made from the one list of its things, so that it can't
/// be out of date.
package enum Reference {
    /// Every report with its columns.
    package static var columns: String {
        let reports = ReportKind.allCases.map { ("\($0.rawValue).csv, \($0.rawValue).ndjson", Reports.headers(of: $0)) }
        return (reports + [("The list that override-report courses writes", CourseListing.columns.map(\.header))])
            .map { title, columns in
                "\(title)\n\n" + entries(columns.map { ($0.name, "\($0.meaning)\($0.type.words)") })
            }
            .joined(separator: "\n")
    }

    /// The codes of the `notes` columns.
    package static var notes: String {
        entries(RowNote.allCases.map { ($0.rawValue, $0.sentence) })
    }

    /// The rules of `findings.csv`, and the kinds of change.
    package static var findings: String {
        "Findings\n\n" + entries(FindingRule.all.map { ("\($0.code) (\($0.severity.rawValue))", $0.meaning) })
            + "\nKinds of change\n\n" + entries(Change.Kind.allCases.map { ($0.rawValue, $0.meaning) })
    }

    /// The files that a directory of templates may replace.
    package static var templateNames: [String] { ReportTemplates.fileNames }

    /// A name a line, what it is below it.
    package static func entries(_ entries: [(name: String, meaning: String)]) -> String {
        entries.map { name, meaning in
            "  \(name)\n" + wrapped(meaning, indent: 6, hanging: 6).joined(separator: "\n") + "\n"
        }
        .joined()
    }

    /// A line of the text a paragraph.
    package static func paragraphs(_ text: String) -> String {
        text.split(separator: "\n").map { wrapped(String($0), hanging: 0).joined(separator: "\n") + "\n" }
            .joined(separator: "\n")
    }
}

extension ColumnType {
    /// What a loader must know, after the column's meaning.
    fileprivate var words: String {
        switch self {
        case .text: ""
        case .identifier: " An id; text."
        case .boolean: " true or false."
        case .integer: " A whole number."
        case .instant: " ISO 8601 with its offset."
        case .code(let codes): codes.count > 12 ? "" : " One of \(codes.joined(separator: ", "))."
        }
    }
}
