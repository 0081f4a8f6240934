import CanvasAPI
import OverrideReport
import Yams

/// A configuration as it stands in its file: `defaults`, and `profiles` by name.
struct ConfigurationFile {
    /// A key with its value as the option would have it on the command line.
    struct Entry {
        let key: String
        let value: String
        let line: Int
        let column: Int
    }

    let path: String
    private(set) var defaults: [Entry] = []
    private(set) var profiles: [String: [Entry]] = [:]
    /// By the keys they may stand under.
    private let options: [String: CommandLineShape.Argument]

    /// - Parameter options: of `run`; `courses` is the list.
    /// - Throws: `InputError` with line and column.
    init(_ path: String, options: [String: CommandLineShape.Argument]) throws {
        self.path = path
        self.options = options
        guard let root = try Self.compose(try InputFile.read(path).text, path: path) else { return }
        for (key, value) in try pairs(of: root, "a configuration is a mapping with the keys defaults and profiles") {
            switch key.name {
            case "defaults": defaults = try entries(of: value)
            case "profiles":
                for (name, value) in try pairs(of: value, "profiles are a mapping of names") {
                    profiles[name.name] = try entries(of: value)
                }
            default:
                throw error(
                    "\(key.name.quoted) is not a key here.\(Self.meant(key.name, ["defaults", "profiles"])) Put options below "
                        + "defaults or below a profile.",
                    at: key.node
                )
            }
        }
    }

    func error(_ message: String, at entry: Entry) -> InputError {
        InputError(file: path, line: entry.line, column: entry.column, message: message)
    }

    private func error(_ message: String, at node: Node) -> InputError {
        InputError(file: path, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1, message: message)
    }

    /// ` Did you mean out, report?`
    private static func meant(_ name: String, _ names: some Sequence<String>) -> String {
        let near = nearest(to: name, among: Array(names))
        return near.isEmpty ? "" : " Did you mean \(near.joined(separator: ", "))?"
    }

    private static func compose(_ text: String, path: String) throws -> Node? {
        func error(_ problem: String, _ mark: Mark?) -> InputError {
            InputError(file: path, line: mark?.line ?? 1, column: mark?.column ?? 1, message: problem)
        }
        do {
            return try Yams.compose(yaml: text)
        } catch YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _)
        {
            throw error("this is no YAML: \(problem). Check colons, quotes and the blanks that lines begin with.", mark)
        } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
            let names = keys.map(\.quoted).joined(separator: ", ")
            throw error("the mapping that begins here has \(names) more than once. Keep one.", context.mark)
        } catch let problem as YamlError {
            throw error("this is no YAML: \(problem)".visible, nil)
        }
    }

    private func pairs(of node: Node, _ rule: String) throws -> [(key: (name: String, node: Node), value: Node)] {
        if case .scalar(let scalar) = node, scalar.string.isEmpty { return [] }
        guard case .mapping(let mapping) = node else { throw error("\(rule), and this is something else.", at: node) }
        return try mapping.map { key, value in
            guard let name = key.string else { throw error("a key must be a plain text.", at: key) }
            return ((name, key), value)
        }
    }

    private func entries(of node: Node) throws -> [Entry] {
        try pairs(of: node, "options are keys with a value each").compactMap { key, value in
            try refuseToken(key.name, value)
            guard let option = options[key.name] else {
                throw error(
                    "\(key.name.quoted) is not an option of run.\(Self.meant(key.name, options.keys))",
                    at: key.node
                )
            }
            return Entry(
                key: key.name,
                value: try text(of: value, key.name, option),
                line: value.mark?.line ?? 1,
                column: value.mark?.column ?? 1
            )
        }
    }

    /// A configuration is read by many and copied about; the message never has the value.
    private func refuseToken(_ key: String, _ value: Node) throws {
        let looksLikeToken = value.string.map(Self.looksLikeToken) ?? false
        let word = key.lowercased().replacing("_", with: "-")
        guard looksLikeToken || ["token", "access-token", "canvas-api-token", "api-token"].contains(word) else {
            return
        }
        throw error(
            "a token has no place in the configuration. Put it alone into a file that only you may read and name that "
                + "with token-file, or give token-command; and make a new token in Canvas, as this one may have been read.",
            at: value
        )
    }

    /// `7512~` and some sixty letters and digits, as Canvas makes them.
    private static func looksLikeToken(_ text: String) -> Bool {
        let parts = text.split(separator: "~", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[0].utf8.allSatisfy { (48...57).contains($0) }
            && parts[1].utf8.count >= 32 && parts[1].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }

    private func text(of value: Node, _ key: String, _ option: CommandLineShape.Argument) throws -> String {
        switch value {
        case .mapping: throw error("\(key) takes a value or a list, and no mapping.", at: value)
        case .sequence(let list):
            guard option.kind == .option, !list.isEmpty else {
                throw error("\(key) takes one value, and no list.", at: value)
            }
            let words = try list.map { try word(of: $0, key) }
            return key == "token-command" ? TokenCommand.argument(of: words) : words.joined(separator: ",")
        case .scalar, .alias:
            let text = try word(of: value, key)
            guard option.kind == .flag else { return option.isPath ? resolved(text) : text }
            guard let isOn = value.bool else { throw error("\(key) is true or false.", at: value) }
            return String(isOn)
        }
    }

    private func word(of node: Node, _ key: String) throws -> String {
        guard let text = node.string, !text.isEmpty else {
            throw error("\(key) has no value here. Give one, or take the line out.", at: node)
        }
        guard !text.utf8.contains(0) else { throw error("\(key) has a NUL in it.", at: node) }
        return text
    }

    /// A relative path is relative to the file, wherever the command is started; `-` is a stream.
    private func resolved(_ text: String) -> String {
        guard text != "-", !text.hasPrefix("/") else { return text }
        guard let slash = path.lastIndex(of: "/") else { return text }
        return path[...slash] + text
    }
}
