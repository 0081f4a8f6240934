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
    case options
    case checks
    case courseList = "course-list"
    case json
    /// The manual page, in the language of `man`.
    case manual

    /// The topic that is asked for; `nil` for other arguments.
    init?(_ arguments: [String]) {
        guard arguments.count == 2, arguments[0] == "help" else { return nil }
        self.init(rawValue: arguments[1])
    }

    /// What may stand behind `help`.
    static var commandsAndTopics: [String] {
        OverrideReportCommand.configuration.subcommands.compactMap { $0.configuration.commandName }
            + allCases.map(\.rawValue)
    }

    func text() throws -> String {
        switch self {
        case .columns: Reference.columns
        case .notes: Reference.notes
        case .findings: Reference.findings
        case .exitCodes: Reference.entries(ExitStatus.allCases.map { (String($0.rawValue), $0.meaning) })
        case .dates: Reference.paragraphs(Self.rules)
        case .templates: Reference.paragraphs(Self.pages)
        case .options: try Reference.entries(Self.rareOptions())
        case .checks: Reference.entries(Check.Subject.allCases.map { ($0.rawValue, $0.meaning) })
        case .courseList: Reference.paragraphs(Self.lists)
        case .json: Reference.paragraphs(Self.jsonKeys)
        case .manual: try ManualPage(of: CommandLineShape.current()).text
        case .configuration: try Reference.paragraphs(Self.levels) + "\nKeys\n\n" + Reference.entries(Self.keys())
        }
    }

    /// The options of `run`, which are the keys of a configuration.
    private static func keys() throws -> [(String, String)] {
        try AppliedConfiguration.keys().map { ($0.key, $0.option.abstract ?? "") }
    }

    /// At the end of a command's own help.
    static let rest = "Options that few need: override-report help options."

    /// What the help of commands leaves out, each with the commands that have it.
    private static func rareOptions() throws -> [(String, String)] {
        var entries: [(option: CommandLineShape.Argument, commands: [String])] = []
        for (name, command) in try CommandLineShape.current().leaves {
            for option in command.arguments ?? [] where option.shouldDisplay == false && option.longName != nil {
                if let place = entries.firstIndex(where: { $0.option.longName == option.longName }) {
                    entries[place].commands.append(name)
                } else {
                    entries.append((option, [name]))
                }
            }
        }
        return entries.map { option, commands in
            (option.typed, "\(option.meaning) With \(commands.joined(separator: ", ")).")
        }
    }

    private static let rules = """
        The results depend on the moment: an override whose own lock date has passed no longer counts for the unlock \
        date. --as-of says which moment counts as now.
        1. Is the item assigned? Everyone has it where it is not limited to overrides and stands in no module, or in one \
        without overrides. Then groups and tags, sections, single students and the course may give it or take it away, in \
        this order.
        2. Which overrides count? Those that reach the student: first the student's own, then group, differentiation tag, \
        section, course, the lowest id first, up to the first that unassigns. Overrides of modules say who is assigned, \
        and carry no dates.
        3. For each of the three dates only overrides that set it compete. The student's own goes before all. Else “no \
        date” wins, then the latest due and lock date and the earliest unlock date. The date for everyone never competes: \
        it stands where no override sets the date.
        4. A section override counts through an active enrollment. Through another it is used only where nothing else \
        sets the date and the item is limited to overrides; --concluded as-active counts it like the others.
        override-report explain shows all of this for one student and item.
        """

    private static let lists = """
        CSV with a header; order, case and further columns don't matter. canvas_course_id or course_url wins where present, \
        sis_course_id is next. A lone course_id is a Canvas id when it is a whole number and the file is no SIS file; in a \
        SIS courses.csv (which has short_name and long_name) it is the SIS id. --course-ids canvas or sis settles it; the \
        choice is logged.
        Text, one a line: a Canvas id, sis_course_id:… or a course URL; # starts a comment.
        JSON: an array of ids, or of objects with the same keys.
        A dash reads any of them from standard input. --input-format csv, text or json settles the format.
        UTF-8 or UTF-16 with a byte order mark, any line ends, commas, semicolons or tabs. A course named twice counts \
        once, also by its Canvas id and its SIS id, with a note. What can't be read is reported with file, line and column, \
        and nothing is fetched.
        """

    private static let jsonKeys = """
        explain --format json: version, time_zone, as_of, concluded, course, student (with sections), item (with the base \
        dates), modules, assigned, dates, overrides, canvas, certain, notes. The keys stay while version is 2.
        assigned and each of dates.due, dates.unlock and dates.lock have source, override_id, rule (a code) and because (a \
        sentence); the dates of an unassigned item are null. Ids are text, dates have their offset, and null is “no date” \
        or “none”.
        Each of overrides says whether it reaches the student (null where the token can't see whom it is for), the reason, \
        and for each date overridden, at and role: wins, loses, not_overridden, expired, set_aside, unassigns, \
        after_unassign, other_group_set, does_not_reach, unknown or module_has_no_dates.
        --summary: version (1), status (complete, partial, failed, interrupted), exit, message (why it failed), counts, \
        findings by rule, changes by kind (null where there is nothing to compare with), seconds (fetch, write, publish, \
        total; stages overlap), requests, refused, paths, ended_at, and last_good_run: when the data of the reports that \
        are in place were read.
        check --format json: checks, each with name, status, message and next.
        """

    private static let pages = """
        The HTML pages are made from Mustache templates. Put the files that you want to change into a directory of your \
        own, and name it with --templates. The others stay as built in: \
        \(Reference.templateNames.joined(separator: ", ")). Copies to start from are in templates of the source, and in \
        /usr/share/override-report/templates where the Debian package is installed.
        The comment on top of each template lists its values. {{name}} is escaped; {{{matrix}}} and other big parts are \
        finished markup. A page may use its own style and script only, and loads nothing.
        Templates are checked before anything is fetched: a value or part that does not exist is an error with file and \
        line.
        """

    private static let levels = """
        The configuration is YAML: --config FILE, else override-report/config.yaml in $XDG_CONFIG_HOME or ~/.config, else \
        in /etc. Keys stand under defaults, or under profiles and the name of a profile (--profile NAME).
        Where several set a value, the first of these counts: option, environment, profile, defaults, what is \
        built in. A path is relative to the file. A token itself may not stand there: use token-file or token-command.
        override-report check --show-config shows what applies, and where each value came from.
        """
}
