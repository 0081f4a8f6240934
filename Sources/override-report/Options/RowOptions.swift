import ArgumentParser
import CanvasAPI
import OverrideReport

/// How dates are decided and shown, and which rows there are.
struct RowOptions: ParsableArguments {
    @OptionGroup var reckoning: ReckoningOptions

    @Option(
        help: .rare(
            "Only students whose enrollment has one of these states, separated by commas.",
            valueName: "list"
        )
    )
    var enrollmentState: CommaList<EnrollmentState> = CommaList(EnrollmentState.allCases)

    @Flag(
        help: .rare("Write CSV cells as they are, without the ' that keeps spreadsheets from running formulas.")
    )
    var csvRaw = false

    @Option(
        help: ArgumentHelp(
            "Columns of CSV and NDJSON, separated by commas, in this order (default: all).",
            discussion: "A report that has none of them keeps all of its own.",
            valueName: "name"
        )
    )
    var columns: ColumnChoice?

    @Option(
        help: ArgumentHelp(
            "Rows of students and sections: all; differing from the dates for everyone, or not assigned; overridden; "
                + "assigned.",
            discussion: "Findings, counts and charts are of all rows."
        )
    )
    var rows: RowChoice = .all

    @Option(
        help: ArgumentHelp(
            "Students' and teachers' names, and SIS ids; a pseudonym is a code that stays (default: full).",
            discussion:
                "Canvas ids stay, so a pseudonym does not hide who it is from anyone who can look up the id. The "
                + "snapshot has all names."
        )
    )
    var names: NameChoice?

    @Option(
        help: .rare(
            "File of the secret key that pseudonyms are made with; made if missing, for its owner alone.",
            valueName: "file"
        ),
        completion: .file()
    )
    var pseudonymKey: String?

    func validate() throws {
        guard names != .pseudonym || pseudonymKey?.isEmpty == false else {
            throw ValidationError(
                "--names pseudonym needs a key. Give --pseudonym-key and a file, which is made if missing."
            )
        }
        guard names != nil || pseudonymKey == nil else {
            throw ValidationError("--pseudonym-key is for --names pseudonym. Add that, or leave the key out.")
        }
    }

    /// What no chosen report has is told before anything is fetched.
    func validateColumns(of kinds: [ReportKind]) throws {
        if let trouble = columns?.trouble(in: kinds) { throw ValidationError("--columns: \(trouble)") }
    }

    /// - Parameters:
    ///   - directory: of the reports.
    ///   - instant: what counts as now, where no option says otherwise.
    func settings(of directory: String, asOf instant: Instant) -> ReportSettings {
        var settings = ReportSettings(directory: directory, asOf: reckoning.asOf ?? instant)
        settings.timeZone = reckoning.timeZone.choice
        settings.concluded = reckoning.concluded
        settings.enrollmentStates = enrollmentState.values
        settings.isCSVRaw = csvRaw
        settings.columns = columns ?? .all
        settings.rows = rows
        settings.names = names ?? .full
        settings.pseudonymKey = names == .pseudonym ? pseudonymKey : nil
        return settings
    }
}
