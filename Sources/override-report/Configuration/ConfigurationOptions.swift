import ArgumentParser

/// Which configuration applies. It is read before the arguments are parsed, by ``AppliedConfiguration``, which adds to
/// them what it has.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Configuration to read (default: override-report/config.yaml in $XDG_CONFIG_HOME or ~/.config, else in /etc).",
            valueName: "file"
        ),
        completion: .file()
    )
    var config: String?

    @Option(
        help: ArgumentHelp("Profile of the configuration to use, before its defaults.", valueName: "name"),
        completion: .profiles
    )
    var profile: String?
}
