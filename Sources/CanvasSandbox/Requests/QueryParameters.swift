import Foundation

/// A value of a query or form, nested as Rack nests it.
package enum ParameterValue: Sendable, Equatable {
    case text(String)
    case list([ParameterValue])
    case table([String: ParameterValue])

    var text: String? {
        guard case .text(let value) = self else { return nil }
        return value
    }
}

/// Query or form parameters, read by Rack's rules: `a[]=1` is a list, `a[b]=1` a table, and `a[][b][]=1&a[][b][]=2` a
/// list of one table whose `b` is a list of two, but `a[0][b][]=1` a table with the key `"0"`.
package struct QueryParameters: Sendable, Equatable {
    /// As sent, percent-decoded.
    package private(set) var pairs: [(name: String, value: String)] = []
    private var root: ParameterValue = .table([:])

    package init() {}

    package init(query: String) {
        for piece in query.split(separator: "&") {
            let halves = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = decode(halves[0])
            let value = halves.count > 1 ? decode(halves[1]) : ""
            pairs.append((name, value))
            root = inserted(value, at: components(of: name)[...], into: root)
        }
    }

    package static func == (left: QueryParameters, right: QueryParameters) -> Bool {
        left.root == right.root
    }

    package subscript(name: String) -> ParameterValue? {
        guard case .table(let table) = root else { return nil }
        return table[name]
    }

    func text(_ name: String) -> String? {
        self[name]?.text
    }

    /// The texts of `name[]=…`, also of a lone `name=…`.
    func texts(_ name: String) -> [String]? {
        switch self[name] {
        case .list(let values): values.compactMap(\.text)
        case .text(let value): [value]
        case .table, nil: nil
        }
    }

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

private enum Component: Equatable {
    case key(String)
    case append
}

/// `a[][b]` is `a`, append, `b`.
private func components(of name: String) -> [Component] {
    guard let bracket = name.firstIndex(of: "["), name.hasSuffix("]") else { return [.key(name)] }
    let rest = name[name.index(after: bracket)...].dropLast()
    let inner = rest.components(separatedBy: "][")
    return [.key(String(name[..<bracket]))] + inner.map { $0.isEmpty ? .append : .key($0) }
}

private func inserted(
    _ text: String,
    at path: ArraySlice<Component>,
    into node: ParameterValue?
) -> ParameterValue {
    guard let first = path.first else { return .text(text) }
    let rest = path.dropFirst()
    switch first {
    case .key(let key):
        var table: [String: ParameterValue] = [:]
        if case .table(let existing)? = node { table = existing }
        table[key] = inserted(text, at: rest, into: table[key])
        return .table(table)
    case .append:
        var list: [ParameterValue] = []
        if case .list(let existing)? = node { list = existing }
        if case .table(let table)? = list.last, takes(rest, table) {
            list[list.count - 1] = inserted(text, at: rest, into: .table(table))
        } else {
            list.append(inserted(text, at: rest, into: nil))
        }
        return .list(list)
    }
}

/// Whether a further value belongs to the list's last table: its key is new there, or is a list itself.
private func takes(_ path: ArraySlice<Component>, _ table: [String: ParameterValue]) -> Bool {
    guard case .key(let key)? = path.first else { return false }
    return path.contains(.append) || table[key] == nil
}

private func decode(_ text: Substring) -> String {
    percentDecoded(text.replacing("+", with: " "))
}
