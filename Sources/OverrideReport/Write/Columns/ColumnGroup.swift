/// Columns about one part of a row (its course, section, student or item), reached through the row's own way to that
/// part, so that every report writes the same part in the same words.
struct ColumnGroup<Row, Part> {
    /// Reads a value off the part, or is empty where the row has none.
    let read: @Sendable (_ row: Row, _ value: (Part) -> ReportValue) -> ReportValue

    func column(
        _ name: String,
        _ heading: String,
        _ type: ReportColumn<Row>.ValueType,
        _ meaning: String,
        value: @escaping @Sendable (Part) -> ReportValue
    ) -> ReportColumn<Row> {
        let read = read
        return ReportColumn(name, heading, type, meaning) { row in read(row, value) }
    }
}

extension ReportValue {
    /// A text that may be absent, which is not the same as an empty one where a format can tell.
    static func optionalText(_ text: String?) -> ReportValue {
        text.map(ReportValue.text) ?? .empty
    }
}

/// The codes of a column, in the order of the cases.
func codes<Code: CaseIterable & RawRepresentable>(of type: Code.Type) -> [String] where Code.RawValue == String {
    Code.allCases.map(\.rawValue)
}

/// Note codes separated by spaces, in the order of their names.
func noteText(_ notes: Set<RowNote>) -> ReportValue {
    notes.isEmpty ? .empty : .text(notes.map(\.rawValue).sorted().joined(separator: " "))
}
