import ArgumentParser
import OverrideReport

/// Where scripts and monitors read how a run went.
struct SummaryOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write how the run went as one JSON object to this file, or - for standard output.",
            valueName: "file"
        ),
        completion: .file()
    )
    var summary: String?

    @Option(
        help: .rare(
            "Write the same as Prometheus text, for node_exporter's textfile collector: a name that ends in .prom.",
            valueName: "file"
        ),
        completion: .file()
    )
    var metrics: String?

    func validate() throws {
        guard summary != "", metrics != "" else {
            throw ValidationError("--summary and --metrics name files. Give a file, or leave the option out.")
        }
    }

    var isOnStandardOutput: Bool { summary == "-" }

    /// Standard output has the rows, or the summary.
    func validate(besides report: ReportOptions) throws {
        guard !(isOnStandardOutput && report.isStream) else {
            throw ValidationError("--summary - and --out - both want standard output. Give --summary a file.")
        }
    }

    /// What is wrong with the places is told before hours of fetching, not after.
    func check() throws {
        for path in [isOnStandardOutput ? nil : summary, metrics].compactMap(\.self) { try DurableFile.check(path) }
    }

    func write(_ summary: RunSummary, _ console: Console) throws {
        if isOnStandardOutput {
            console.write(summary.json)
        } else if let path = self.summary {
            try DurableFile.replace(path, with: summary.json)
        }
        // The collector is another user; there is nothing in it but counts.
        if let metrics { try DurableFile.replace(metrics, with: summary.metrics.utf8, permissions: 0o644) }
    }
}
