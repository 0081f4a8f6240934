import ArgumentParser
import OverrideReport

/// What a shell offers for the value of an option, beyond what the parser knows.
extension CompletionKind {
    /// Words separated by commas: those that are there stay, and each of the others may come next.
    static func commaList(_ names: @escaping @Sendable () -> [String]) -> CompletionKind {
        .custom { _, _, typed in
            let words = typed.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            let kept = words.dropLast()
            return names().filter { !kept.contains($0) }.map { (kept + [$0]).joined(separator: ",") }
        }
    }

    /// The profiles of the configuration that the words on the command line, or the environment, lead to.
    static let profiles = CompletionKind.custom { words, _, _ in
        // A shell has no place for what is wrong with a file; the command itself tells it.
        (try? AppliedConfiguration.profileNames(words, .live(console: .standard))) ?? []
    }
}

/// The script that teaches a shell to complete words.
enum CompletionScript {
    /// Options that few need complete too, though help leaves them out.
    @TaskLocal static var isBeingMade = false

    /// `nil` where the arguments do not ask for one, or not for one that the parser makes.
    static func asked(for arguments: [String]) -> String? {
        guard arguments.first?.hasPrefix("--generate-completion-script") == true else { return nil }
        return $isBeingMade.withValue(true) {
            do {
                _ = try OverrideReportCommand.parseAsRoot(arguments)
                return nil
            } catch {
                guard OverrideReportCommand.exitCode(for: error).isSuccess else { return nil }
                return mended(OverrideReportCommand.fullMessage(for: error))
            }
        }
    }

    /// What follows `help` is offered, and bash takes only paths for paths: any other word would get a slash where a
    /// directory has its name.
    private static func mended(_ script: String) -> String {
        let names = HelpTopic.commandsAndTopics.joined(separator: " ")
        if script.hasPrefix("#compdef") {
            return script.replacing("'*:subcommands:'", with: "'*:subcommands:(\(names))'")
        }
        guard script.hasPrefix("#!/bin/bash") else {
            return script + "\ncomplete -c override-report -n '__fish_seen_subcommand_from help' -fa '\(names)'"
        }
        return script.replacing("complete -o filenames -F", with: "complete -F")
            .replacing(
                "    local completion\n",
                with: "    [[ \"${1}\" = -W ]] || compopt -o filenames 2>/dev/null\n    local completion\n"
            )
            .replacing(
                "_override-report_help() {\n",
                with: "_override-report_help() {\n    COMPREPLY+=($(compgen -W '\(names)' -- \"${cur}\"))\n"
            )
    }
}
