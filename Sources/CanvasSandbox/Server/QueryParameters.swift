import Foundation

/// Query or form parameters, read by Rack's rules: `a[]=1` is a list, `a[b]=1` an object, and `a[][b][]=1&a[][b][]=2` a
/// list of one object whose `b` is a list of two, but `a[0][b][]=1` an object with the key `"0"`.
struct QueryParameters: Sendable {
    /// As sent, percent-decoded.
    private(set) var pairs: [(name: String, value: String)] = []
    private var root: JSONValue = [:]

    /// Pairs are told apart here: `URLComponents` decodes nothing where one bracket is written plainly, as clients do.
    init(_ text: String) {
        for piece in text.replacing("+", with: " ").split(separator: "&") {
            let halves = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                .map { $0.removingPercentEncoding ?? $0 }
            let pair = (name: halves[0], value: halves.count > 1 ? halves[1] : "")
            pairs.append(pair)
            root = inserted(pair.value, at: steps(of: pair.name)[...], into: root)
        }
    }

    subscript(name: String) -> JSONValue? { root[name] }

    func text(_ name: String) -> String? { root[name]?.string }

    /// The texts of `name[]=…`, also of a lone `name=…`.
    func texts(_ name: String) -> [String]? { root[name]?.texts }

    /// Canvas's `value_to_boolean`; nil when the parameter is absent or says nothing.
    func flag(_ name: String) -> Bool? {
        switch text(name)?.lowercased() {
        case "true", "yes", "on", "1", "t", "y": true
        case "false", "no", "off", "0", "f", "n": false
        default: nil
        }
    }

    func includes(_ value: String) -> Bool {
        texts("include")?.contains(value) ?? false
    }
}

extension JSONValue {
    /// The texts of a list, or a lone text.
    var texts: [String]? {
        switch self {
        case .array(let values): values.compactMap(\.string)
        case .string(let value): [value]
        default: nil
        }
    }
}

/// `a[][b]` is `a`, then nil, the end of a list, then `b`.
private func steps(of name: String) -> [String?] {
    guard let bracket = name.firstIndex(of: "["), name.hasSuffix("]") else { return [name] }
    let inner = name[name.index(after: bracket)...].dropLast().components(separatedBy: "][")
    return [String(name[..<bracket])] + inner.map { $0.isEmpty ? nil : $0 }
}

private func inserted(_ text: String, at path: ArraySlice<String?>, into node: JSONValue?) -> JSONValue {
    guard let step = path.first else { return .string(text) }
    let rest = path.dropFirst()
    if let key = step {
        var object: JSONValue = [:]
        if case .object? = node { object = node ?? [:] }
        object[key] = inserted(text, at: rest, into: object[key])
        return object
    }
    var list: [JSONValue] = []
    if case .array(let existing)? = node { list = existing }
    if let last = list.last, takes(rest, last) {
        list[list.count - 1] = inserted(text, at: rest, into: last)
    } else {
        list.append(inserted(text, at: rest, into: nil))
    }
    return .array(list)
}

/// Whether a further value belongs to the list's last object: its key is new there, or is a list itself.
private func takes(_ path: ArraySlice<String?>, _ last: JSONValue) -> Bool {
    guard case .object = last, let key = path.first ?? nil else { return false }
    return path.contains(nil) || last[key] == nil
}
