/// The `Link` header of a page: `<url>; rel="next",<url>; rel="last"`. URLs are opaque; only relations are read.
struct LinkHeader: Equatable {
    /// URL by relation, in lower case. The first of two with one relation counts.
    let relations: [String: String]

    var next: String? { relations["next"] }

    /// Reads what can be read: relations in any order, quoted or not, with or without a space behind commas, commas and
    /// semicolons inside URLs and quotes. What is broken is left out.
    init(_ values: [String]) {
        var relations: [String: String] = [:]
        for value in values {
            var reader = Reader(value)
            while let (url, names) = reader.link() {
                for name in names where relations[name] == nil {
                    relations[name] = url
                }
            }
        }
        self.relations = relations
    }

    private struct Reader {
        private let scalars: [Unicode.Scalar]
        private var position = 0

        init(_ text: String) {
            self.scalars = Array(text.unicodeScalars)
        }

        mutating func link() -> (url: String, relations: [String])? {
            guard let open = scalars[position...].firstIndex(of: "<"),
                let close = scalars[open...].firstIndex(of: ">")
            else { return nil }
            position = close + 1
            let url = text(scalars[(open + 1)..<close])
            var relations: [String] = []
            while let (name, value) = parameter() {
                guard name == "rel" else { continue }
                relations += value.lowercased().split(separator: " ").map(String.init)
            }
            return (url, relations)
        }

        /// The next `; name=value` before the comma that ends the link.
        private mutating func parameter() -> (name: String, value: String)? {
            skipSpace()
            guard position < scalars.count, scalars[position] == ";" else { return nil }
            position += 1
            let name = token(until: ["=", ";", ","]).lowercased()
            guard position < scalars.count, scalars[position] == "=" else { return (name, "") }
            position += 1
            skipSpace()
            return (name, position < scalars.count && scalars[position] == "\"" ? quoted() : token(until: [";", ","]))
        }

        private mutating func token(until ends: [Unicode.Scalar]) -> String {
            skipSpace()
            let end = scalars[position...].firstIndex { ends.contains($0) } ?? scalars.count
            defer { position = end }
            var token = scalars[position..<end]
            while let last = token.last, last == " " || last == "\t" { token = token.dropLast() }
            return text(token)
        }

        private mutating func quoted() -> String {
            position += 1
            let end = scalars[position...].firstIndex(of: "\"") ?? scalars.count
            defer { position = min(end + 1, scalars.count) }
            return text(scalars[position..<end])
        }

        private mutating func skipSpace() {
            while position < scalars.count, scalars[position] == " " || scalars[position] == "\t" { position += 1 }
        }

        private func text(_ slice: ArraySlice<Unicode.Scalar>) -> String {
            String(String.UnicodeScalarView(slice))
        }
    }
}
