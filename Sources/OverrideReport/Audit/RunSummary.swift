import CanvasAPI
import Synchronization

/// How a run went, for the person in the morning, a script and a monitor: a line, JSON and Prometheus text of one value.
package struct RunSummary: Sendable {
    package enum Status: String, Sendable, CaseIterable {
        case complete
        case partial
        case failed
        case interrupted
    }

    /// Where a run puts things.
    package struct Paths: Sendable {
        /// The directory of the reports; `nil` for a run that writes none.
        package let reports: String?
        /// `nil` where it is gone with the run.
        package let snapshot: String?

        package init(reports: String?, snapshot: String?) {
            self.reports = reports
            self.snapshot = snapshot
        }
    }

    /// What ran between which moments; stages overlap, so that these do not add up.
    enum Stage: String, Sendable, CaseIterable {
        case fetch
        case write
        case publish
        case total
    }

    /// What became of the run's courses.
    package var courses: [CourseRow.Status: Int]
    /// Those that are missing or partial.
    package var incomplete: [IncompleteCourse]
    /// Of the reports that were put in place; `nil` where none were.
    var totals: ReportTotals?
    var seconds: [Stage: Double]
    var traffic: ThrottleStatistics
    var paths: Paths
    package var exit: Int32 = 0
    /// Why it failed: a sentence.
    package var message: String?
    package var endedAt = Instant(secondsSince1970: 0)
    /// When the data of the reports that are in place were read, be they of this run or of an earlier one.
    package var lastGoodRun: Instant?

    /// What the exit status says in a word.
    var status: Status {
        switch exit {
        case 0, 5: .complete
        case 3: .partial
        case 130, 143: .interrupted
        default: .failed
        }
    }
}

/// Collects what a run tells of itself, from any thread.
package final class RunRecorder: Sendable {
    private struct State {
        var courses: [CourseRow.Status: Int] = [:]
        var incomplete: [IncompleteCourse] = []
        var traffic = ThrottleStatistics()
        var begun: [RunSummary.Stage: Duration] = [:]
        var ended: [RunSummary.Stage: Duration] = [:]
    }

    private let elapsed: @Sendable () -> Duration
    private let state: Mutex<State>

    /// - Parameter elapsed: of a clock that is never set.
    package init(elapsed: @escaping @Sendable () -> Duration) {
        self.elapsed = elapsed
        state = Mutex(State(begun: [.total: elapsed()]))
    }

    package func tell(_ event: RunEvent) {
        let now = elapsed()
        state.withLock { state in
            switch event {
            case .fetching(_, let alreadyDone):
                state.begun[.fetch] = now
                if alreadyDone > 0 { state.courses[.complete] = alreadyDone }
            case .fetched(let course, let status, let reason):
                state.courses[status, default: 0] += 1
                guard let reason else { return }
                state.incomplete.append(IncompleteCourse(reference: course, status: status, reason: reason))
            case .traffic(let statistics, _): state.traffic = statistics
            case .fetchingEnded: state.ended[.fetch] = now
            case .written: state.begun[.write] = state.begun[.write] ?? now
            case .writingEnded:
                state.ended[.write] = now
                state.begun[.publish] = now
            case .published: state.ended[.publish] = now
            case .begun, .joined: break
            }
        }
    }

    /// - Parameters:
    ///   - fetched: what a run that wrote no reports has in its snapshot.
    ///   - totals: of the reports that were put in place.
    package func summary(
        _ paths: RunSummary.Paths,
        fetched: FetchTotals? = nil,
        totals: ReportTotals? = nil
    ) -> RunSummary {
        let now = elapsed()
        return state.withLock { state in
            var seconds: [RunSummary.Stage: Double] = [:]
            for (stage, begin) in state.begun {
                let length = (state.ended[stage] ?? now) - begin
                seconds[stage] = (length / .milliseconds(1)).rounded() / 1000
            }
            return RunSummary(
                courses: totals?.courses ?? fetched?.courses ?? state.courses,
                incomplete: totals?.incomplete ?? fetched?.incomplete ?? state.incomplete,
                totals: totals,
                seconds: seconds,
                traffic: state.traffic,
                paths: paths
            )
        }
    }
}
