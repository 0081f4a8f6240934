import CanvasAPI
import Foundation
import Logging
@testable import OverrideReport

/// Where a run's course list comes from: a file, standard input, or the sandbox's own.
struct CourseListSource: Sendable {
    let options: CourseListOptions
    let canvasURL: String

    /// - Throws: `InputError` with file, line and column, also for a file that can't be read.
    func read(_ context: RunContext, sandboxSamples: URL?, logger: Logger) throws -> CourseList {
        let input = try input(context, sandboxSamples: sandboxSamples)
        let reader = CourseListReader(
            canvasURL: canvasURL,
            courseIDs: options.courseIDs,
            format: options.inputFormat
        )
        let list = try reader.read(input)
        for note in list.notes { logger.notice("\(note)") }
        return list
    }

    private func input(_ context: RunContext, sandboxSamples: URL?) throws -> InputText {
        guard let path = options.courses ?? sandboxSamples?.appending(path: "courses.csv").path else {
            throw Failure(
                "no course list. Give a file with the courses, or - for standard input; see override-report help run.",
                status: .usage
            )
        }
        return try context.input(path)
    }
}
