import OverrideReport

/// `override-report help TOPIC`: what is looked up rather than read.
enum HelpTopic: String, CaseIterable {
    case columns
    case notes
    case findings
    case exitCodes = "exit-codes"
    case dates
    case templates
    case configuration

    /// The topic that is asked for; `nil` for other arguments.
    init?(_ arguments: [String]) {
        guard arguments.count == 2, arguments[0] == "help" else { return nil }
        self.init(rawValue: arguments[1])
    }

    func text() throws -> String {
        switch self {
        case .columns: Reference.columns
        case .notes: Reference.notes
        case .findings: Reference.findings
        case .exitCodes: Reference.entries(ExitStatus.allCases.map { (String($0.rawValue), $0.meaning) })
        case .dates: paragraphs(Self.rules)
        case .templates: paragraphs(Self.pages)
        case .configuration: try paragraphs(Self.levels) + "\nKeys\n\n" + Reference.entries(Self.keys())
        }
    }

    private func paragraphs(_ text: [String]) -> String {
        text.map { Reference.wrapped($0) + "\n" }.joined(separator: "\n")
    }

    /// The options of `run`, which are the keys of a configuration.
    private static func keys() throws -> [(String, String)] {
        try AppliedConfiguration.keys().map { ($0.key, $0.option.abstract ?? "") }
    }

    private static let rules = [
        "The results depend on the moment: an override whose own lock date has passed no longer counts for the unlock "
            + "date. --as-of says which moment counts as now.",
        "1. Is the item assigned? Everyone has it where it is not limited to overrides and stands in no module, or in one "
            + "without overrides. Then groups and tags, sections, single students and the course may give it or take it "
            + "away, in this order.",
        "2. Which overrides count? Those that reach the student: first the student's own, then group, differentiation "
            + "tag, section, course, the lowest id first, up to the first that unassigns. Overrides of modules say who "
            + "is assigned, and carry no dates.",
        "3. For each of the three dates only overrides that set it compete. The student's own goes before all. Else “no "
            + "date” wins, then the latest due and lock date and the earliest unlock date. The date for everyone never "
            + "competes: it stands where no override sets the date.",
        "4. A section override counts through an active enrollment. Through another it is used only where nothing else "
            + "sets the date and the item is limited to overrides; --concluded as-active counts it like the others.",
        "override-report explain shows all of this for one student and item.",
    ]

    private static let pages = [
        "The HTML pages are made from Mustache templates. Put the files that you want to change into a directory of your "
            + "own, and name it with --templates. The others stay as built in: "
            + "\(ReportFormat.templateNames.joined(separator: ", ")).",
        "The comment on top of each template lists its values. {{name}} is escaped; {{{matrix}}} and other big parts are "
            + "finished markup. A page may use its own style and script only, and loads nothing.",
        "Templates are checked before anything is fetched: a value or part that does not exist is an error with file and "
            + "line.",
    ]

    private static let levels = [
        "The configuration is YAML: --config FILE, else override-report/config.yaml in $XDG_CONFIG_HOME or ~/.config, "
            + "else in /etc. Keys stand under defaults, or under profiles and the name of a profile (--profile NAME).",
        "An option goes before the environment, that before the profile, that before defaults, and those before what is "
            + "built in. A path is relative to the file. A token itself may not stand there: use token-file or "
            + "token-command.",
        "override-report check --show-config shows what applies, and where each value came from.",
    ]
}
