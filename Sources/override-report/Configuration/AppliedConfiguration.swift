import CanvasAPI
import OverrideReport

/// What applies to a command, and where each value came from: an option, the environment, the profile, the defaults of
/// the configuration, or what is built in, in this order.
struct AppliedConfiguration: Sendable {
    struct Setting: Sendable {
        let key: String
        let value: String
        let origin: String
    }

    /// The file that was read, and the profile of it.
    private(set) var file: String?
    private(set) var profile: String?
    /// In the order of the options of `run`.
    private(set) var settings: [Setting] = []

    private static let listed: Set<String> = ["courses", "account", "term", "search", "state", "published"]
    private static let realCanvas: Set<String> = ["canvas-url", "token-file", "token-command", "ca-file"]
    /// Options that give way to others which a higher level has.
    private static let givingWay: [(keys: Set<String>, to: Set<String>)] = [
        (["quiet"], ["verbose"]), (["verbose"], ["quiet"]),
        (["token-file"], ["token-command"]), (["token-command"], ["token-file"]),
        (["courses"], listed.subtracting(["courses"])), (listed.subtracting(["courses"]), ["courses"]),
        (["sandbox", "samples"], realCanvas), (realCanvas, ["sandbox"]),
        // The sandbox has courses of its own.
        (listed, ["sandbox"]),
    ]
    private static let variables = [
        (name: "CANVAS_API_URL", key: "canvas-url"), (name: "CANVAS_API_TOKEN", key: "token-file"),
        (name: "SSL_CERT_FILE", key: "ca-file"), (name: "CURL_CA_BUNDLE", key: "ca-file"),
    ]
    private static let courseKeys = listed.union(["course-ids", "input-format"])
    /// What commands take beside what is about Canvas and messages; `check` what it can try of the run that is to come.
    private static let taken = [
        "check": courseKeys.union(["out", "templates", "accommodations"]), "modules plan": courseKeys,
    ]
    /// Commands whose place of reports is an argument.
    private static let readersOfReports: Set<String> = ["verify", "diff"]

    /// What to show of it to people, with where each value came from.
    var lines: [String] {
        let place = file.map { file in profile.map { "\(file), profile \($0)" } ?? file } ?? "none"
        let rows = [("configuration", place, "")] + settings.map { ($0.key, $0.value, $0.origin) }
        let widths = (rows.map(\.0.count).max() ?? 0, settings.map { min($0.value.count, 48) }.max() ?? 0)
        return rows.map { key, value, origin in
            func padded(_ text: String, _ width: Int) -> String {
                text + String(repeating: " ", count: max(0, width - text.count))
            }
            return origin.isEmpty
                ? "\(padded(key, widths.0))  \(value)"
                : "\(padded(key, widths.0))  \(padded(value, widths.1))  \(origin)"
        }
    }

    /// The arguments with what the configuration adds to them.
    ///
    /// - Throws: `InputError` for the file, a ``Failure`` with status 64 for a profile that is not there.
    static func apply(to arguments: [String], _ context: RunContext) throws -> (arguments: [String], Self) {
        let root = try CommandLineShape.current()
        guard let typed = TypedArguments(arguments, of: root), typed.command.option("config") != nil,
            !arguments.contains(where: { ["--help", "-h", "--version"].contains($0) }),
            let run = root.subcommands?.first(where: { $0.commandName == "run" })
        else { return (arguments, AppliedConfiguration()) }
        let options = Self.options(of: run)
        let byKey = Dictionary(options, uniquingKeysWith: { first, _ in first })
        let path = typed.config ?? Self.usualPlace(context)
        let file = try path.map { try ConfigurationFile($0, options: byKey) }
        if let name = typed.profile, file?.profiles[name] == nil { throw unknownProfile(name, in: file) }

        var levels = Levels(typed, context, file)
        let entries = levels.settle()
        var applied = AppliedConfiguration(file: file?.path, profile: typed.profile)
        applied.settings = options.compactMap { key, option in levels.setting(key, option) }
        let hasSnapshot = typed.values["snapshot"] != nil || entries.contains { $0.key == "snapshot" }
        let added = entries.flatMap { Self.arguments(for: $0, of: typed, byKey, hasSnapshot: hasSnapshot) }
        let count = typed.path.count
        let all = arguments.prefix(count) + added + arguments.dropFirst(count)
        if let file { try check(Array(all), entries, file, byKey) }
        return (Array(all), applied)
    }

    /// The profiles that there are to choose from, for words that are not all typed.
    static func profileNames(_ words: [String], _ context: RunContext) throws -> [String] {
        let arguments = words.dropFirst()
        let typed = try TypedArguments(Array(arguments), of: CommandLineShape.current())
        guard let path = typed?.config ?? usualPlace(context) else { return [] }
        let options = Dictionary(try keys().map { ($0.key, $0.option) }) { first, _ in first }
        return try ConfigurationFile(path, options: options).profiles.keys.sorted()
    }

    static func keys() throws -> [(key: String, option: CommandLineShape.Argument)] {
        let run = try CommandLineShape.current().subcommands?.first { $0.commandName == "run" }
        return (run.map(options) ?? []).map { ($0, $1) }
    }

    /// The keys of a configuration, with what the parser knows of each.
    private static func options(of run: CommandLineShape.Command) -> [(String, CommandLineShape.Argument)] {
        (run.arguments ?? []).compactMap { argument in
            let key = argument.kind == .positional ? argument.valueName : argument.longName
            guard let key, !["config", "profile", "help", "version"].contains(key) else { return nil }
            var argument = argument
            // The list is a path too.
            if argument.kind == .positional {
                argument.valueName = "file"
                argument.kind = .option
            }
            return (key, argument)
        }
    }

    private static func usualPlace(_ context: RunContext) -> String? {
        func given(_ name: String) -> String? { context.environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let home = given("XDG_CONFIG_HOME") ?? given("HOME").map { "\($0)/.config" }
        return [home.map { "\($0)/override-report/config.yaml" }, context.systemConfiguration].compactMap(\.self)
            .first(where: InputFile.isThere)
    }

    private static func unknownProfile(_ name: String, in file: ConfigurationFile?) -> Failure {
        guard let file else {
            return Failure(
                "there is no configuration, so there is no profile \(name). Give --config with the file that has it.",
                status: .usage
            )
        }
        let names = file.profiles.keys.sorted()
        let near = nearest(to: name, among: names)
        let others = "It has these profiles: \(names.joined(separator: ", "))."
        let hint = near.isEmpty ? others : "Did you mean \(near.joined(separator: ", "))?"
        return Failure(
            "\(file.path) has no profile \(name). \(names.isEmpty ? "It has none at all." : hint)",
            status: .usage
        )
    }

    /// As they would be typed. `run`, `fetch` and `render` take their own options; other commands those about Canvas and
    /// messages, `snapshot`, and `out` as the place of reports; `check` and `modules plan` also others.
    private static func arguments(
        for entry: ConfigurationFile.Entry,
        of typed: TypedArguments,
        _ options: [String: CommandLineShape.Argument],
        hasSnapshot: Bool
    ) -> [String] {
        let command = typed.path.joined(separator: " ")
        guard let option = options[entry.key] else { return [] }
        if entry.key == "courses" {
            return typed.command.arguments?.contains { $0.isCourseList } == true ? [entry.value] : []
        }
        // What is printed is one file, and other formats give way to the place that was typed.
        if entry.key == "format", typed.values["out"] == "-", !["csv", "ndjson"].contains(entry.value) { return [] }
        guard !["run", "fetch", "render"].contains(command) else { return Self.typed(entry, option, typed.command) }
        switch entry.key {
        case "out" where readersOfReports.contains(command): return typed.positional == nil ? [entry.value] : []
        // Of nights that say nothing when all is well; who looks wants to see.
        case "quiet" where command == "check": return []
        case let key where taken[command]?.contains(key) == true:
            return Self.typed(entry, option, typed.command)
        case "out":
            // Who reads a snapshot finds it where a run leaves it.
            guard !hasSnapshot, typed.command.option("snapshot") != nil else { return [] }
            return ["--snapshot=\(entry.value)/snapshot.sqlite"]
        // Other reports than those of the configuration have a snapshot of their own.
        case "snapshot" where readersOfReports.contains(command) && typed.positional != nil: return []
        case "snapshot": return Self.typed(entry, option, typed.command)
        default:
            let isShared = ["Canvas", "Messages"].contains(option.sectionTitle)
            return isShared ? Self.typed(entry, option, typed.command) : []
        }
    }

    private static func typed(
        _ entry: ConfigurationFile.Entry,
        _ option: CommandLineShape.Argument,
        _ command: CommandLineShape.Command
    ) -> [String] {
        guard command.option(entry.key)?.kind == option.kind else { return [] }
        if option.kind == .flag { return entry.value == "true" ? ["--\(entry.key)"] : [] }
        return ["--\(entry.key)=\(entry.value)"]
    }

    /// A value that the option would refuse is told with its place in the file.
    private static func check(
        _ arguments: [String],
        _ entries: [ConfigurationFile.Entry],
        _ file: ConfigurationFile,
        _ options: [String: CommandLineShape.Argument]
    ) throws {
        for entry in entries where entry.key == "canvas-url" {
            do { _ = try CanvasURL(entry.value) } catch { throw file.error("canvas-url: \(error)", at: entry) }
        }
        guard let refusal = refusal(of: arguments) else { return }
        for entry in entries where entry.key != "courses" {
            let isFlag = options[entry.key]?.kind == .flag
            let alone = isFlag ? ["--\(entry.key)"] : ["--\(entry.key)=\(entry.value)"]
            guard refusal == Self.refusal(of: ["run"] + alone) else { continue }
            throw file.error("\(entry.key): \(refusal)", at: entry)
        }
    }

    /// What the parser says to arguments that it does not take.
    private static func refusal(of arguments: [String]) -> String? {
        do {
            _ = try OverrideReportCommand.parseAsRoot(arguments)
            return nil
        } catch {
            return OverrideReportCommand.message(for: error)
        }
    }

    /// Which level decides each key.
    private struct Levels {
        private var decided: [String: String] = [:]
        private let typed: TypedArguments
        private let environment: [(name: String, key: String, value: String)]
        private let file: ConfigurationFile?
        private var entries: [String: ConfigurationFile.Entry] = [:]
        /// Flags that are `false`: they stand in nobody's way.
        private var isOff: Set<String> = []

        init(_ typed: TypedArguments, _ context: RunContext, _ file: ConfigurationFile?) {
            self.typed = typed
            self.file = file
            environment = AppliedConfiguration.variables.compactMap { name, key in
                context.environment[name].flatMap { $0.isEmpty ? nil : (name, key, $0) }
            }
            // How many courses `check` is to try is another thing than the list, and the file of a sheet than the place
            // of reports.
            let names = typed.command.option("out")?.valueName == "file" ? ["courses", "out"] : ["courses"]
            for option in typed.values.keys where !names.contains(option) { decided[option] = "option" }
            let listed = typed.command.arguments?.contains { $0.isCourseList }
            if typed.positional != nil, listed == true { decided["courses"] = "argument" }
        }

        /// - Returns: what the file decides, each key once.
        mutating func settle() -> [ConfigurationFile.Entry] {
            let isSandbox = decided["sandbox"] != nil
            for variable in environment where decided[variable.key] == nil && !isSandbox {
                decided[variable.key] = Self.origin(of: variable)
            }
            guard let file else { return [] }
            var settled: [ConfigurationFile.Entry] = []
            for (name, section) in [
                ("profile", typed.profile.flatMap { file.profiles[$0] } ?? []), ("defaults", file.defaults),
            ] {
                let higher = decided
                for entry in section where !isDecided(entry.key, by: higher) {
                    if entry.value == "false" { isOff.insert(entry.key) }
                    decided[entry.key] = "\(file.path):\(entry.line):\(entry.column) (\(name))"
                    entries[entry.key] = entry
                    settled.append(entry)
                }
            }
            return settled
        }

        private func isDecided(_ key: String, by higher: [String: String]) -> Bool {
            if higher[key] != nil { return true }
            return AppliedConfiguration.givingWay.contains { keys, others in
                keys.contains(key)
                    && others.contains { other in
                        guard let origin = higher[other], !isOff.contains(other) else { return false }
                        // The sandbox goes without the environment's Canvas.
                        return !(keys.contains("sandbox") && origin.hasPrefix("environment"))
                    }
            }
        }

        func setting(_ key: String, _ option: CommandLineShape.Argument) -> Setting? {
            guard let origin = decided[key] else {
                return option.defaultValue.map { Setting(key: key, value: $0, origin: "built in") }
            }
            let given = key == "courses" ? typed.positional : typed.values[key]
            let value = entries[key]?.value ?? environment.first { origin == Self.origin(of: $0) }?.value ?? given
            let isSecret = key == "token-command" || key == "token-file" && origin.hasPrefix("environment")
            return Setting(key: key, value: isSecret ? "(not shown)" : value ?? "", origin: origin)
        }

        private static func origin(of variable: (name: String, key: String, value: String)) -> String {
            "environment \(variable.name)"
        }
    }
}
