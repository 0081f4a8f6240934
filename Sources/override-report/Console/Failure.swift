import CanvasAPI
import OverrideReport

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
    /// Complete, with findings of the severity in `--fail-on`; or compared, with changes and `--exit-code`.
    case findings = 5
    /// What is verified is not as it was written.
    case notAsWritten = 6
    case usage = 64
    /// The course list, plan, configuration, manifest or snapshot can't be read.
    case badInput = 65
    /// Another run holds the snapshot, or is writing reports to the same place.
    case busy = 75
    case interrupted = 130
    case terminated = 143
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
