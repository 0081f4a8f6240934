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

/// Percent-decodes UTF-8; a `%` that no two hexadecimal digits follow stays as it is.
func percentDecoded(_ text: some StringProtocol) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    let source = Array(text.utf8)
    var bytes: [UInt8] = []
    var index = 0
    while index < source.count {
        if source[index] == UInt8(ascii: "%"), index + 2 < source.count,
            let high = hexValue(source[index + 1]), let low = hexValue(source[index + 2])
        {
            bytes.append(high << 4 | low)
            index += 3
        } else {
            bytes.append(source[index])
            index += 1
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// Percent-encodes everything but RFC 3986's unreserved characters, as Rails's `to_query` does.
func percentEncoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "~"):
            result.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            let hex = String(byte, radix: 16, uppercase: true)
            result += hex.count == 1 ? "%0\(hex)" : "%\(hex)"
        }
    }
    return result
}

private func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
