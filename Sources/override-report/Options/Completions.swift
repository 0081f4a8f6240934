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
