/// A written CSV file, read back: a dictionary for each row.
struct CSVRows {
    let header: [String]
    let rows: [[String: String]]

    init(_ text: String) {
        var records: [[String]] = []
        var record: [String] = []
        var field = ""
        var isQuoted = false
        var scalars = text.unicodeScalars.makeIterator()
        var pending: Unicode.Scalar? = scalars.next()
        while let scalar = pending {
            pending = scalars.next()
            switch (scalar, isQuoted) {
            case ("\"", true) where pending == "\"":
                field.unicodeScalars.append("\"")
                pending = scalars.next()
            case ("\"", _): isQuoted.toggle()
            case (",", false):
                record.append(field)
                field = ""
            case ("\n", false):
                records.append(record + [field])
                record = []
                field = ""
            case ("\r", false): continue
            default: field.unicodeScalars.append(scalar)
            }
        }
        header = records.first ?? []
        rows = records.dropFirst().map { [header] in Dictionary(zip(header, $0), uniquingKeysWith: { $1 }) }
    }
}
