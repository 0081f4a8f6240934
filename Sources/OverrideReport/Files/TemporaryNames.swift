/// Names of what stands beside the reports and the snapshot only while a run lasts. All begin with
/// `.override-report-`.
enum TemporaryNames {
    static let prefix = ".override-report-"

    /// Reports that are being written.
    static let staging = prefix + "staging"
    /// Reports that are whole, and on their way to their place.
    static let ready = prefix + "ready"
    /// Held while reports are written and put in place.
    static let outputLock = prefix + "output.lock"

    /// The run that fills the snapshot `stem` + `ending` next.
    static func nextSnapshot(stem: String, ending: String) -> String { "\(prefix)\(stem).next\(ending)" }

    /// A second name of the snapshot, for a moment, before it becomes the previous one.
    static func previousSnapshot(stem: String, ending: String) -> String {
        "\(prefix)\(stem).previous\(ending)"
    }

    static func snapshotLock(name: String) -> String { "\(prefix)\(name).lock" }

    /// What a killed run may have left in an output directory and the next may clear. An unfinished snapshot is not
    /// rubbish but what the next run goes on with, and what a lock or a snapshot is in the middle of belongs to it.
    static func isLeftover(_ name: String) -> Bool {
        name.hasPrefix(prefix) && !name.contains(".next") && !name.contains(".previous") && !name.hasSuffix(".lock")
    }
}
