import Logging
import OverrideReport
import Synchronization

/// Tells how far a run is: one live line on a terminal, a line now and then in a pipe, nothing with `--quiet`. Courses
/// that are not complete have a line each.
final class Progress: Sendable {
    enum Style: Sendable {
        case live
        case lines
        /// For collectors that take the whole of standard error for log lines.
        case logged(Logger)
        case silent
    }

    /// Between two lines in a pipe.
    static let pause = Duration.seconds(10)

    private let console: Console
    private let style: Style
    /// Every course has a line, not only those that are not complete.
    private let tellsAll: Bool
    private let elapsed: @Sendable () -> Duration
    private let state: Mutex<(run: ProgressState, toldAt: Duration)>

    /// - Parameter elapsed: of a clock that is never set.
    init(console: Console, style: Style, tellsAll: Bool = false, elapsed: @escaping @Sendable () -> Duration) {
        self.console = console
        self.style = style
        self.tellsAll = tellsAll
        self.elapsed = elapsed
        state = Mutex((ProgressState(), elapsed()))
    }

    func tell(_ event: RunEvent) {
        state.withLock { state in
            let now = elapsed()
            let line = state.run.add(event, at: now, tellsAll: tellsAll)
            switch style {
            case .silent: return
            case .live:
                if let line { console.error(line) }
                console.setLiveLine(state.run.isOver ? "" : state.run.line(at: now))
            case .lines, .logged:
                if let line { say(line) }
                guard !state.run.isOver, now - state.toldAt >= Self.pause else { return }
                state.toldAt = now
                say(state.run.line(at: now))
            }
        }
    }

    private func say(_ line: String) {
        if case .logged(let logger) = style { logger.notice("\(line)") } else { console.error(line) }
    }
}

/// How far a run is, and what a line says of it.
private struct ProgressState {
    private var total = 0
    private var done = 0
    /// Of an interrupted run: they took no time of this one.
    private var doneBefore = 0
    private var failed = 0
    private var written = 0
    private var isFetching = false
    private var begunAt = Duration.zero
    private var requests = 0
    private var requestsPerSecond: Double?
    private var quotaLeft: Double?
    /// That were begun and are not done, in the order in which they were.
    private var atHand: [String] = []
    private var hasEnded = false

    /// Nothing is going on that a line could tell of.
    var isOver: Bool { hasEnded || total == 0 }

    /// - Returns: the line of a course.
    mutating func add(_ event: RunEvent, at now: Duration, tellsAll: Bool) -> String? {
        switch event {
        case .fetching(let courses, let alreadyDone):
            self = ProgressState(total: courses, done: alreadyDone, doneBefore: alreadyDone, isFetching: true)
            begunAt = now
        case .begun(let course): atHand.append(course)
        case .fetched(let course, let status, let reason):
            finish(course)
            failed += status == .failed ? 1 : 0
            guard tellsAll || status != .complete else { return nil }
            return "\(done)/\(total) \(course): \(status.rawValue)\(reason.map { ": \($0)" } ?? "")"
        case .joined(let course, let other):
            finish(course)
            return "\(done)/\(total) \(course): the same course as \(other)"
        case .traffic(let statistics, let quotaLeft):
            requests = statistics.requests
            let length = now - begunAt
            requestsPerSecond = length > .zero ? Double(requests) * (.seconds(1) / length) : nil
            self.quotaLeft = quotaLeft
        case .fetchingEnded: (isFetching, begunAt) = (false, now)
        case .written(let count, let total):
            if written == 0, !isFetching { begunAt = now }
            (written, self.total, hasEnded) = (count, total, false)
        case .writingEnded, .published: hasEnded = true
        }
        return nil
    }

    private mutating func finish(_ course: String) {
        done += 1
        atHand.removeAll { $0 == course }
    }

    func line(at now: Duration) -> String {
        guard isFetching else {
            let timeLeft = Self.timeLeft(written, of: total, after: now - begunAt)
            return written == total
                ? "Writing: finishing the files of \(total) courses"
                : (["Writing: \(written) of \(total) courses"] + timeLeft).joined(separator: "; ")
        }
        let failures = failed == 0 ? "" : ", \(failed) failed"
        var parts = ["Fetching: \(done) of \(total) courses\(failures)"]
        parts += Self.timeLeft(done - doneBefore, of: total - doneBefore, after: now - begunAt)
        if let requestsPerSecond {
            parts.append("\(requests) requests (\(Int(requestsPerSecond.rounded())) a second)")
        }
        if let quotaLeft { parts.append("quota left \(Int(quotaLeft))") }
        if let course = atHand.first { parts.append("at \(course)") }
        return parts.joined(separator: "; ")
    }

    /// `["about 3 min left"]`; nothing where there is nothing to go by.
    private static func timeLeft(_ done: Int, of total: Int, after length: Duration) -> [String] {
        guard done > 0, done < total, length >= .seconds(2) else { return [] }
        let seconds = Int((length / .seconds(1)) / Double(done) * Double(total - done))
        if seconds < 90 { return ["about \(max(1, seconds)) s left"] }
        return seconds < 5400 ? ["about \((seconds + 30) / 60) min left"] : ["about \((seconds + 1800) / 3600) h left"]
    }
}
