/// What the exit status of the process means to a script.
enum ExitStatus: Int32, Sendable {
    /// Everything asked for is there.
    case success = 0
    /// Nothing was put in place of the last good reports.
    case failed = 1
    /// Finished, but some courses are missing or partial.
    case incomplete = 3
    /// The token is missing or refused, or may read none of the courses.
    case tokenRefused = 4
    /// Complete, with findings of the severity in `--fail-on`.
    case findings = 5
    case usage = 64
    /// The course list or plan can't be read.
    case badInput = 65
    /// Another run holds the snapshot, or is writing reports to the same place.
    case busy = 75
    case interrupted = 130
    case terminated = 143
}
