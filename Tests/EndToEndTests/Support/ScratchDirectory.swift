import Foundation
import TestSupport

/// A directory of its own for one test, removed afterwards.
func withScratchDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let directory = try ScratchDirectory()
    defer { withExtendedLifetime(directory) {} }
    return try await body(directory.path)
}

/// Writes a text file and returns its path.
@discardableResult
func write(_ text: String, to path: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
}
