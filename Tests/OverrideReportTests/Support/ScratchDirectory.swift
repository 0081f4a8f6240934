import Foundation

/// The text of every file below a directory, by its name.
func texts(in directory: String) throws -> [String: String] {
    var texts: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
        texts[name] = try String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)
    }
    return texts
}
