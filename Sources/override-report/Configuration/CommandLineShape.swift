import Foundation

/// The commands and their options as the argument parser knows them: the one list that the keys of a configuration come
/// from.
struct CommandLineShape: Decodable {
    struct Command: Decodable {
        var commandName: String
        var abstract: String?
        var discussion: String?
        var arguments: [Argument]?
        var subcommands: [Command]?

        /// The commands that are run, by their whole names; commands of commands need no help of their own.
        var leaves: [(name: String, command: Command)] { leaves(after: "") }

        private func leaves(after prefix: String) -> [(name: String, command: Command)] {
            (subcommands ?? []).filter { $0.commandName != "help" }.flatMap { command in
                let name = prefix + command.commandName
                let inner = command.leaves(after: name + " ")
                return inner.isEmpty ? [(name, command)] : inner
            }
        }

        func option(_ name: String) -> Argument? { arguments?.first { $0.longName == name } }
    }

    struct Argument: Decodable {
        enum Kind: String, Decodable {
            case positional
            case option
            case flag
        }

        struct Name: Decodable {
            var kind: String
            var name: String
        }

        var kind: Kind
        var names: [Name]?
        var valueName: String?
        var defaultValue: String?
        /// Those that it may have, where they are counted.
        var allValues: [String]?
        var abstract: String?
        var discussion: String?
        var shouldDisplay: Bool?
        var sectionTitle: String?

        var longName: String? { names?.first { $0.kind == "long" }?.name }
        var shortName: Character? { names?.first { $0.kind == "short" }?.name.first }
        /// `-o, --out <dir>`, or the name of what has its place.
        var typed: String {
            let name = longName.map { "--\($0)" } ?? valueName ?? ""
            return (shortName.map { "-\($0), " } ?? "") + name
                + (kind == .option ? valueName.map { " <\($0)>" } ?? "" : "")
        }
        var meaning: String { [abstract, discussion].compactMap(\.self).joined(separator: " ") }
        /// Its value is the path of a file or directory.
        var isCourseList: Bool { kind == .positional && valueName == "courses" }
        var isPath: Bool { valueName == "file" || valueName == "dir" }
    }

    var command: Command

    /// Worked out once: every start asks for it several times.
    private static let known = Result {
        try JSONDecoder().decode(Self.self, from: Data(OverrideReportCommand._dumpHelp().utf8)).command
    }

    static func current() throws -> Command { try known.get() }
}

/// What somebody typed, looked at before it is parsed: which command, which options, and what is asked of the
/// configuration.
struct TypedArguments {
    /// The names of the command and its subcommand, and where what follows them begins.
    let path: [String]
    let command: CommandLineShape.Command
    /// Of the options that are there, by their long names; a flag is `true`.
    private(set) var values: [String: String] = [:]
    private(set) var positional: String?
    var config: String? { values["config"] }
    var profile: String? { values["profile"] }

    /// `nil` where no command is named.
    init?(_ arguments: [String], of root: CommandLineShape.Command) {
        var command = root
        var path: [String] = []
        while path.count < arguments.count,
            let next = command.subcommands?.first(where: { $0.commandName == arguments[path.count] })
        {
            command = next
            path.append(next.commandName)
        }
        guard !path.isEmpty else { return nil }
        self.path = path
        self.command = command
        look(at: arguments.dropFirst(path.count))
    }

    private mutating func look(at arguments: ArraySlice<String>) {
        var rest = arguments
        while let word = rest.popFirst() {
            if word == "--" {
                positional = positional ?? rest.first
                return
            }
            if word.hasPrefix("--") {
                let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let option = command.option(String(parts[0]))
                take(
                    option,
                    value: parts.count > 1 ? String(parts[1]) : option?.kind == .option ? rest.popFirst() : nil
                )
            } else if word.hasPrefix("-"), word.count > 1 {
                lookAtShort(word.dropFirst(), &rest)
            } else {
                positional = positional ?? word
            }
        }
    }

    /// `-qv`, `-o reports`, `-oreports`
    private mutating func lookAtShort(_ letters: Substring, _ rest: inout ArraySlice<String>) {
        for (index, letter) in letters.enumerated() {
            let option = command.arguments?.first { $0.shortName == letter }
            guard option?.kind == .option else {
                take(option, value: nil)
                continue
            }
            let joined = letters.dropFirst(index + 1).drop { $0 == "=" }
            take(option, value: joined.isEmpty ? rest.popFirst() : String(joined))
            return
        }
    }

    private mutating func take(_ option: CommandLineShape.Argument?, value: String?) {
        guard let name = option?.longName else { return }
        values[name] = value ?? "true"
    }
}
