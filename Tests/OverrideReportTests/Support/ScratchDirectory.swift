import Foundation

/// A directory of its own for one test, removed afterwards.
func withScratchDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
    let path = NSTemporaryDirectory() + "override-report-tests-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
}

/// The text of every file below a directory, by its name.
func texts(in directory: String) throws -> [String: String] {
    var texts: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
        texts[name] = try String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)
    }
    return texts
}
