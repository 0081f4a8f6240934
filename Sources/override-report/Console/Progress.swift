import OverrideReport

/// Tells how far a run is: one live line on a terminal, a line a course in a pipe, nothing with `--quiet`.
actor Progress {
    enum Style: Sendable {
        case live
        case lines
        case silent
    }

    private let console: Console
    private let style: Style
    private let total: Int
    private var done = 0
    private var failed = 0
    private var requests = 0

    init(console: Console, style: Style, total: Int, alreadyDone: Int) {
        self.console = console
        self.style = style
        self.total = total
        done = alreadyDone
    }

    func finished(_ record: CourseRecord) {
        done += 1
        requests += record.requestCount
        let outcome: String
        switch record.outcome {
        case .failed(let reason):
            failed += 1
            outcome = "failed: \(reason)"
        case .read(let snapshot):
            outcome = snapshot.gaps.isEmpty ? "complete" : "partial"
        }
        switch style {
        case .silent: break
        case .live:
            let failures = failed == 0 ? "" : ", \(failed) failed"
            console.setLiveLine("Fetching: \(done) of \(total) courses\(failures), \(requests) requests")
        case .lines:
            console.error("\(done)/\(total) \(record.reference.text): \(outcome)")
        }
    }

    func end() {
        if style == .live { console.setLiveLine("") }
    }
}
