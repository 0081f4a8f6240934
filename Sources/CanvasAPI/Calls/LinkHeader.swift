import Foundation

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
        // `<url>` and what follows it up to the comma that ends the link; a quote without an end reaches to the end.
        let link = #/<([^<>]*)>((?:[ \t]*;[^=;,]*(?:=[ \t]*(?:"[^"]*"?|[^";,][^;,]*)?)?)*)/#
            .matchingSemantics(.unicodeScalar)
        let parameter = #/;([^=;,]*)=[ \t]*(?:"([^"]*)("?)|([^;,]*))/#.matchingSemantics(.unicodeScalar)
        var relations: [String: String] = [:]
        var isBroken = false
        for value in values {
            var rest = value[...]
            while let match = rest.firstMatch(of: link) {
                isBroken = isBroken || !Self.isBetweenLinks(rest[..<match.range.lowerBound])
                for (_, name, quoted, quote, plain) in match.2.matches(of: parameter).map(\.output) {
                    isBroken = isBroken || quote == ""
                    guard name.trimmingCharacters(in: .whitespaces).lowercased() == "rel" else { continue }
                    for relation in (quoted ?? plain ?? "").lowercased().split(whereSeparator: \.isWhitespace) {
                        relations[String(relation)] = relations[String(relation)] ?? String(match.1)
                    }
                }
                rest = rest[match.range.upperBound...]
            }
            isBroken = isBroken || !Self.isBetweenLinks(rest)
        }
        self.relations = relations
        self.isBroken = isBroken
    }

    private static func isBetweenLinks(_ text: Substring) -> Bool {
        text.unicodeScalars.allSatisfy { " \t,".unicodeScalars.contains($0) }
    }
}

/// Where a redirect or page link leads, seen from the configured origin.
enum LinkTarget: Equatable {
    /// Path and query on the same origin.
    case sameOrigin(String)
    case elsewhere(origin: String)
    case unreadable

    init(_ link: String, from origin: CanvasOrigin, at currentTarget: String) {
        let isPath = link.hasPrefix("/") && !link.hasPrefix("//")
        let isQuery = link.hasPrefix("?")
        let text = isQuery ? currentTarget.prefix { $0 != "?" } + link : link
        guard let components = URLComponents(string: text), components.user == nil, components.password == nil else {
            self = .unreadable
            return
        }
        let path = components.percentEncodedPath
        let target = (path.isEmpty ? "/" : path) + (components.percentEncodedQuery.map { "?" + $0 } ?? "")
        if isPath || isQuery {
            self = components.host == nil ? .sameOrigin(target) : .unreadable
        } else if let linked = CanvasOrigin(components) {
            self = linked == origin ? .sameOrigin(target) : .elsewhere(origin: linked.description)
        } else {
            self = .unreadable
        }
    }

    /// - Throws: `AttemptFailure`: another origin, which the token is not sent to, or what an unreadable link means here.
    func sameOrigin(orElse unreadable: CanvasError.Kind) throws -> String {
        switch self {
        case .sameOrigin(let target): return target
        case .elsewhere(let origin): throw AttemptFailure(kind: .leadsElsewhere(origin: origin), retry: .doubtful)
        case .unreadable: throw AttemptFailure(kind: unreadable, retry: .doubtful)
        }
    }
}
