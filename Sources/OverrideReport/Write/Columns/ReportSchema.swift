/// What those who load the files rely on: the columns of each report, by name and type.
enum ReportSchema {
    /// Goes up when a column is added, removed, renamed, moved, or changes its type or codes.
    static let version = 1

    /// A column without its row.
    struct Column: Sendable, Equatable {
        var name: String
        var heading: String
        var type: ColumnType
        var meaning: String
    }

    enum ColumnType: Sendable, Equatable {
        case text
        case identifier
        case boolean
        case integer
        case instant
        case code([String])
    }

    static func columns(of kind: ReportKind) -> [Column] {
        switch kind {
        case .students: StudentColumns.all.map(Column.init)
        case .sections: SectionColumns.all.map(Column.init)
        case .overrides: OverrideColumns.all.map(Column.init)
        case .findings: FindingColumns.all.map(Column.init)
        case .courses: CourseColumns.all.map(Column.init)
        }
    }
}

extension ReportSchema.Column {
    init<Row>(_ column: ReportColumn<Row>) {
        let type: ReportSchema.ColumnType =
            switch column.type {
            case .text: .text
            case .identifier: .identifier
            case .boolean: .boolean
            case .integer: .integer
            case .instant: .instant
            case .code(let codes): .code(codes)
            }
        self.init(name: column.name, heading: column.heading, type: type, meaning: column.meaning)
    }
}
