import OverrideReport

/// `override-report.1`: one page for all commands, made from what the argument parser knows of them.
struct ManualPage {
    private let root: CommandLineShape.Command
    private var lines: [String] = []

    init(of root: CommandLineShape.Command) {
        self.root = root
        lines = [
            ".TH OVERRIDE\\-REPORT 1 \"\" \"override\\-report \(Self.escaped(ToolVersion.current))\" \"User Commands\"",
            ".SH NAME", "override\\-report \\- who has which due, unlock and lock date in Canvas, and why",
            ".SH SYNOPSIS", ".B override\\-report", ".I command", "[options]",
        ]
        section("DESCRIPTION", root.discussion ?? "")
        lines.append(".SH COMMANDS")
        for command in root.leaves { add(command.name, command.command) }
        lines.append(".SH EXIT STATUS")
        for status in ExitStatus.allCases { item("\(status.rawValue)", status.meaning) }
        lines.append(".SH ENVIRONMENT")
        item("CANVAS_API_URL", "Address of Canvas, where \\-\\-canvas\\-url is left out.")
        item("CANVAS_API_TOKEN", "Access token, where no option gives one.")
        item("SSL_CERT_FILE, CURL_CA_BUNDLE", "Certificate authorities that are trusted as well.")
        item("HTTPS_PROXY, NO_PROXY", "The way to Canvas.")
        lines.append(".SH FILES")
        item(
            "$XDG_CONFIG_HOME/override\\-report/config.yaml, /etc/override\\-report/config.yaml",
            "The configuration; see override\\-report help configuration."
        )
        let topics = HelpTopic.allCases.filter { $0 != .manual }.map(\.rawValue).joined(separator: ", ")
        section("SEE ALSO", "override-report help TOPIC, where TOPIC is one of \(topics).")
    }

    var text: String { lines.joined(separator: "\n") + "\n" }

    private mutating func add(_ name: String, _ command: CommandLineShape.Command) {
        let arguments = (command.arguments ?? []).filter { !["help", "version"].contains($0.longName) }
        let positions = arguments.filter { $0.kind == .positional }.compactMap(\.valueName)
        let shown = positions.map { " [\($0)]" }.joined()
        lines.append(".SS \"override\\-report \(Self.escaped(name + shown))\"")
        lines.append(Self.escaped(command.abstract ?? ""))
        add(paragraphs: command.discussion ?? "")
        for argument in arguments { item(Self.escaped(argument.typed), Self.escaped(argument.meaning)) }
    }

    private mutating func section(_ name: String, _ text: String) {
        lines.append(".SH \(name)")
        add(paragraphs: text)
    }

    private mutating func add(paragraphs text: String) {
        for paragraph in text.split(separator: "\n\n") where paragraph != HelpTopic.rest {
            let text = Self.escaped(String(paragraph))
            // Examples keep their lines and their blanks.
            lines += paragraph.contains("  ") ? [".PP", ".nf", text, ".fi"] : [".PP", text]
        }
    }

    private mutating func item(_ name: String, _ meaning: String) {
        lines += [".TP", "\\fB\(name)\\fR", meaning]
    }

    /// A hyphen that is typed, a backslash, and a line that begins like a request of `man`.
    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
            // Terminals without UTF-8 have neither.
            .replacing("…", with: "...").replacing("“", with: "\\(lq").replacing("”", with: "\\(rq")
            .split(separator: "\n")
            .map { $0.hasPrefix(".") || $0.hasPrefix("'") ? "\\&\($0)" : String($0) }
            .joined(separator: "\n")
    }
}
