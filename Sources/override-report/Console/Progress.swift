import Logging
import OverrideReport
import Synchronization

/// Tells how far a run is: one live line on a terminal, a line a course in a pipe, nothing with `--quiet`.
final class Progress: Sendable {
    enum Style: Sendable {
        case live
        case lines
        /// For collectors that take the whole of standard error for log lines.
        case logged(Logger)
        case silent
    }

    private struct State {
        var total = 0
        var done = 0
        var failed = 0
        var requests = 0
        var written = 0
        var isFetching = false

        var line: String {
            let failures = failed == 0 ? "" : ", \(failed) failed"
            return isFetching
                ? "Fetching: \(done) of \(total) courses\(failures), \(requests) requests"
                : "Writing: \(written) of \(total) courses"
        }
    }

    private let console: Console
    private let style: Style
    private let state = Mutex(State())

    init(console: Console, style: Style) {
        self.console = console
        self.style = style
    }

    func tell(_ event: RunEvent) {
        state.withLock { state in
            var line: String?
            switch event {
            case .fetching(let courses, let alreadyDone):
                state = State(total: courses, done: alreadyDone, isFetching: true)
            case .fetched(let course, let status, let reason, let requests):
                state.done += 1
                state.requests += requests
                state.failed += status == .failed ? 1 : 0
                line = "\(course): \(status.rawValue)\(reason.map { ": \($0)" } ?? "")"
            case .joined(let course, let other):
                state.done += 1
                line = "\(course): the same course as \(other)"
            case .written(let count, let total):
                state.written = count
                state.total = total
            case .fetchingEnded: state.isFetching = false
            case .writingEnded: break
            }
            show(line, state, isOver: event.endsTheLine)
        }
    }

    private func show(_ line: String?, _ state: State, isOver: Bool) {
        switch (style, line) {
        case (.live, _): console.setLiveLine(isOver ? "" : state.line)
        case (.lines, let line?): console.error("\(state.done)/\(state.total) \(line)")
        case (.logged(let logger), let line?): logger.notice("\(state.done)/\(state.total) \(line)")
        default: break
        }
    }
}

extension RunEvent {
    fileprivate var endsTheLine: Bool {
        switch self {
        case .fetchingEnded, .writingEnded: true
        default: false
        }
    }
}
