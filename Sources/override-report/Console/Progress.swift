import Logging
@testable import OverrideReport

/// Tells how far a run is: one live line on a terminal, a line a course in a pipe, nothing with `--quiet`.
actor Progress {
    enum Style: Sendable {
        case live
        case lines
        /// For collectors that take the whole of standard error for log lines.
        case logged(Logger)
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

    /// Before the first course, which may take a while.
    func begin() {
        if case .live = style { showLine() }
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
        show("\(record.reference.text): \(outcome)")
    }

    /// An entry that means the same course as another.
    func joined(_ reference: CourseReference, to other: CourseReference) {
        done += 1
        show("\(reference.text): the same course as \(other.text)")
    }

    private func show(_ line: String) {
        switch style {
        case .silent: break
        case .live: showLine()
        case .lines: console.error("\(done)/\(total) \(line)")
        case .logged(let logger): logger.notice("\(done)/\(total) \(line)")
        }
    }

    func end() {
        if case .live = style { console.setLiveLine("") }
    }

    private func showLine() {
        let failures = failed == 0 ? "" : ", \(failed) failed"
        console.setLiveLine("Fetching: \(done) of \(total) courses\(failures), \(requests) requests")
    }
}
