import Foundation
import Logging
import Synchronization
import Testing

@testable import CanvasAPI
@testable import OverrideReport
@testable import override_report

@Suite("Progress")
struct ProgressTests {
    /// What a run of 300 courses tells at which second.
    private static let run: [(second: Int, event: RunEvent)] = [
        (0, .fetching(courses: 300, alreadyDone: 100)),
        (0, .begun(course: "101")),
        (0, .begun(course: "102")),
        (2, .traffic(ThrottleStatistics(requests: 20), quotaLeft: 612.4)),
        (4, .fetched(course: "101", .complete, reason: nil)),
        (11, .fetched(course: "102", .failed, reason: "It is gone.")),
        (12, .begun(course: "103")),
        (21, .traffic(ThrottleStatistics(requests: 210), quotaLeft: nil)),
        (22, .fetchingEnded),
        (24, .written(10, of: 300)),
        (33, .written(150, of: 300)),
        (44, .written(300, of: 300)),
        (60, .writingEnded),
        (61, .published),
    ]

    @Test("in a pipe: a line every ten seconds at most, and one for each course that is not complete")
    func lines() {
        #expect(
            Self.told(.lines).split(separator: "\n").map(String.init) == [
                "102/300 102: failed: It is gone.",
                "Fetching: 102 of 300 courses, 1 failed; about 18 min left; 20 requests (10 a second); quota left 612",
                "Fetching: 102 of 300 courses, 1 failed; about 35 min left; 210 requests (10 a second); at 103",
                "Writing: 150 of 300 courses; about 9 s left",
                "Writing: finishing the files of 300 courses",
            ]
        )
    }

    @Test("on a terminal: one line, redrawn in place, gone at the end")
    func live() {
        let text = Self.told(.live)
        #expect(
            text.contains("\r\u{1B}[KFetching: 100 of 300 courses; 20 requests (10 a second); quota left 612; at 101")
        )
        #expect(text.contains("\r\u{1B}[K102/300 102: failed: It is gone.\n"))
        #expect(text.contains("\r\u{1B}[KWriting: 150 of 300 courses; about 9 s left"))
        #expect(text.hasSuffix("\r\u{1B}[K"))
    }

    @Test("on a narrow terminal the line is cut, so that it can be taken back")
    func narrow() {
        for line in Self.told(.live, width: 40).components(separatedBy: "\r\u{1B}[K")
        where !line.contains("\n") {
            #expect(line.count < 40, "\(line)")
        }
    }

    @Test("with --quiet or --no-progress: nothing")
    func silent() {
        #expect(Self.told(.silent) == "")
    }

    private static func told(_ style: override_report.Progress.Style, width: Int? = nil) -> String {
        let text = Mutex("")
        let second = Mutex(0)
        let console = Console(
            output: Console.Stream { _ in nil },
            diagnostics: Console.Stream(
                write: { bytes in
                    text.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
                    return nil
                },
                width: { width }
            )
        )
        let progress = override_report.Progress(
            console: console,
            style: style,
            elapsed: { .seconds(second.withLock { $0 }) }
        )
        for (moment, event) in run {
            second.withLock { $0 = moment }
            progress.tell(event)
        }
        return text.withLock { $0 }
    }
}
