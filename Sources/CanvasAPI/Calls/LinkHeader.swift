/// The `Link` header of a page: `<url>; rel="next",<url>; rel="last"`. URLs are opaque; only relations are read.
struct LinkHeader: Equatable {
    /// URL by relation, in lower case. The first of two with one relation counts.
    let relations: [String: String]
    /// Whether a part could not be read, which may have been the link to the next page.
    let isBroken: Bool

    var next: String? { relations["next"] }

    /// Whether it is about the pages of a list at all: proxies send `Link` for other things.
    var isOfList: Bool { ["current", "next", "prev", "first", "last"].contains { relations[$0] != nil } }

    /// Whether it says that there are later pages without saying which comes next.
    var leavesNextOut: Bool {
        guard next == nil, let last = relations["last"] else { return false }
        return last != relations["current"]
    }

    /// Reads what can be read: relations in any order, quoted or not, with or without a space behind commas, commas and
    /// semicolons inside URLs and quotes. What is broken is left out.
    init(_ values: [String]) {
        var relations: [String: String] = [:]
        var isBroken = false
        for value in values {
            var reader = Reader(value)
            while let (url, names) = reader.link() {
                for name in names where relations[name] == nil {
                    relations[name] = url
                }
            }
            isBroken = isBroken || reader.isBroken
        }
        self.relations = relations
        self.isBroken = isBroken
    }

    private struct Reader {
        private let scalars: [Unicode.Scalar]
        private var position = 0
        private(set) var isBroken = false

        init(_ text: String) {
            self.scalars = Array(text.unicodeScalars)
        }

        mutating func link() -> (url: String, relations: [String])? {
            let open = scalars[position...].firstIndex(of: "<") ?? scalars.count
            let betweenLinks: [Unicode.Scalar] = [" ", "\t", ","]
            if !scalars[position..<open].allSatisfy(betweenLinks.contains) { isBroken = true }
            guard open < scalars.count else { return nil }
            guard let close = scalars[open...].firstIndex(of: ">") else {
                isBroken = true
                return nil
            }
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
            if end == scalars.count { isBroken = true }
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
