import OverrideReport

/// Wrong usage of which more can be said than the argument parser does, as it knows nothing of what was meant.
enum WrongUsage {
    /// - Throws: a ``Failure`` with status 64 and what to do.
    static func refuse(_ arguments: [String]) throws {
        guard let first = arguments.first else {
            throw Failure(
                "name a command, as in override-report run courses.csv. override-report --help lists them.",
                status: .usage
            )
        }
        let shapes = try CommandLineShape.current().subcommands ?? []
        let commands = shapes.map(\.commandName)
        if !first.hasPrefix("-"), !(commands + ["help"]).contains(first) {
            throw unknown("command", first, among: commands)
        }
        if arguments.count > 1, !arguments[1].hasPrefix("-") {
            if first == "help", arguments.count == 2, !commands.contains(arguments[1]) {
                throw unknown("command or topic", arguments[1], among: HelpTopic.commandsAndTopics)
            }
            let inner = shapes.first { $0.commandName == first }?.subcommands?.map(\.commandName) ?? []
            if !inner.isEmpty, !inner.contains(arguments[1]) {
                throw unknown("\(first) command", arguments[1], among: inner, help: "override-report \(first) --help")
            }
        }
        if arguments.contains(where: { $0 == "--token" || $0.hasPrefix("--token=") }) {
            throw Failure(
                "a token is never an argument, where others could read it. Keep it in a file that only you may read, and "
                    + "give --token-file FILE; or use --token-command, or CANVAS_API_TOKEN in the environment.",
                status: .usage
            )
        }
    }

    /// What the argument parser says of a value, with what it knows of options that `--help` leaves out.
    static func completed(_ message: String) -> String {
        guard let refused = message.firstMatch(of: #/'([^']*)' is invalid for '--([a-z-]+)( <[^>]+>)?'/#),
            let command = try? CommandLineShape.current(),
            let option = command.leaves.lazy.compactMap({ $0.command.option(String(refused.2)) }).first
        else { return message }
        let near = option.longName == "time-zone" ? TimeZoneArgument.near(String(refused.1)) : []
        // The parser has the rest to say of an option that `--help` shows.
        guard refused.3 == nil else {
            return near.isEmpty ? message : message.replacing(refused.0, with: "\(refused.0).\(meant(near))")
        }
        let values = option.allValues.map { " Give one of \($0.joined(separator: ", "))." } ?? ""
        let told =
            "'\(refused.1)' is invalid for '\(option.typed)'.\(values)\nHelp:  \(option.typed)  \(option.meaning)"
        return message.replacing(refused.0, with: told)
    }

    private static func unknown(
        _ kind: String,
        _ name: String,
        among names: [String],
        help: String = "override-report --help"
    ) -> Failure {
        Failure(
            "there is no \(kind) “\(name)”.\(meant(nearest(to: name, among: names))) \(help) lists the commands.",
            status: .usage
        )
    }

    private static func meant(_ near: [String]) -> String {
        near.isEmpty ? "" : " Did you mean \(near.joined(separator: ", "))?"
    }
}
