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
        var relations: [String: String] = [:]
        var isBroken = false
        for value in values {
            var rest = Substring(value).unicodeScalars
            while true {
                let between = rest.take { $0 != "<" }
                isBroken = isBroken || !between.allSatisfy { " \t,".contains($0) }
                guard rest.popFirst() != nil else { break }
                let url = rest.take { $0 != ">" }
                isBroken = isBroken || rest.isEmpty
                guard rest.popFirst() != nil else { break }
                while let (name, value, isWhole) = rest.takeParameter() {
                    isBroken = isBroken || !isWhole
                    guard name == "rel" else { continue }
                    for relation in value.lowercased().split(separator: " ").map(String.init) {
                        relations[relation] = relations[relation] ?? url
                    }
                }
            }
        }
        self.relations = relations
        self.isBroken = isBroken
    }
}

extension Substring.UnicodeScalarView {
    fileprivate mutating func take(while isPart: (Unicode.Scalar) -> Bool) -> String {
        let part = prefix(while: isPart)
        self = self[part.endIndex...]
        return String(part)
    }

    /// The next `; name=value` before the comma that ends the link; a quoted value without its second quote is not whole.
    fileprivate mutating func takeParameter() -> (name: String, value: String, isWhole: Bool)? {
        _ = take { $0 == " " || $0 == "\t" }
        guard first == ";" else { return nil }
        removeFirst()
        let name = take { !"=;,".unicodeScalars.contains($0) }.trimmingCharacters(in: .whitespaces).lowercased()
        guard first == "=" else { return (name, "", true) }
        removeFirst()
        _ = take { $0 == " " || $0 == "\t" }
        guard first == "\"" else { return (name, take { $0 != ";" && $0 != "," }, true) }
        removeFirst()
        let value = take { $0 != "\"" }
        return (name, value, popFirst() != nil)
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
