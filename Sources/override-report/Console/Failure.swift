import CanvasAPI
import OverrideReport

/// What the exit status of the process means to a script.
enum ExitStatus: Int32, Sendable, CaseIterable {
    case success = 0
    case failed = 1
    case incomplete = 3
    case tokenRefused = 4
    case findings = 5
    case notAsWritten = 6
    case usage = 64
    case badInput = 65
    case busy = 75
    case interrupted = 130
    case terminated = 143

    /// For the README, `help exit-codes` and the manual page.
    var meaning: String {
        switch self {
        case .success: "Everything asked for is there; diff: compared; verify: unchanged."
        case .failed: "It failed, or no course at all could be read. The last good reports stay."
        case .incomplete: "It finished, but some courses are missing or partial. Which and why is in the reports."
        case .tokenRefused:
            "The token is missing or refused, or may read none of the courses. The last good reports stay."
        case .findings:
            "Everything is there, with findings of the severity in --fail-on or worse (3 goes before 5); "
                + "diff --exit-code: there are changes."
        case .notAsWritten: "verify: something is not as it was written."
        case .usage:
            "Wrong usage: an unknown option or value, no Canvas URL, or one that is neither HTTPS nor loopback."
        case .badInput:
            "The course list, plan, configuration, manifest or snapshot can't be read. The message names line and column "
                + "where there are some."
        case .busy: "Another run holds the snapshot or the reports. Try again later."
        case .interrupted: "Interrupted (SIGINT). What was fetched is kept, and the next run goes on."
        case .terminated: "Interrupted (SIGTERM), likewise."
        }
    }
}

/// An error on its way to the user: a sentence, and the exit status it ends with.
struct Failure: Error {
    let message: String
    let status: ExitStatus
    /// Whether the log has the message already.
    var isTold = false

    init(_ message: String, status: ExitStatus = .failed) {
        self.message = message
        self.status = status
    }
}

extension Failure {
    /// The one place where errors of the libraries become exit statuses.
    init(translating error: any Error) {
        switch error {
        case let failure as Failure:
            self = failure
        case let error as CanvasError:
            self.init(error.description, status: error.isTokenRefused ? .tokenRefused : .failed)
        case let error as PipelineError:
            self.init(error.description, status: error.status)
        case let error as CanvasURLError:
            self.init(error.description, status: .usage)
        case let error as SnapshotError:
            self.init(error.description, status: error.status)
        case let error as OutputBusy:
            self.init(error.description, status: .busy)
        case let error as InputError:
            self.init(error.description, status: .badInput)
        case let error as AccountQueryError:
            self.init(error.description, status: error.status)
        case let error as SelectionError:
            self.init(error.description, status: .usage)
        case let error as ExplanationError:
            self.init(error.description, status: error.isWrongUsage ? .usage : .failed)
        case is CancellationError:
            self.init("interrupted.", status: .interrupted)
        default:
            self.init(String(describing: error))
        }
    }
}

extension ExplanationError {
    var isWrongUsage: Bool {
        if case .courseNotRead = self { false } else { true }
    }
}

extension SnapshotError {
    fileprivate var status: ExitStatus {
        switch self {
        case .locked: .busy
        case .missing, .unfinishedOnly, .notASnapshot, .otherSchema, .damaged: .badInput
        case .unusableUnfinished, .otherCanvas, .untriedCourses, .file, .database: .failed
        }
    }
}

extension AccountQueryError {
    var status: ExitStatus {
        switch self {
        case .unknownTerm, .ambiguousTerm, .unknownAccount: .usage
        case .forbidden: .tokenRefused
        case .noCourses: .badInput
        }
    }
}

extension PipelineError {
    fileprivate var status: ExitStatus {
        switch self {
        case .unusable, .nothingRead(_, _, isForbidden: false): .failed
        case .tokenRefusedOnTheWay, .nothingRead(_, _, isForbidden: true): .tokenRefused
        }
    }
}
