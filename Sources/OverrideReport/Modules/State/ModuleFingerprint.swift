import CanvasAPI

/// Tells whether a module's overrides are still those that a plan was made from: `m` and the first 16 hexadecimal digits
/// of SHA-256 over them in canonical order. The letter keeps spreadsheets from taking it for a number.
///
/// Titles of section and group overrides are left out: Canvas rewrites them when the section is renamed, which changes
/// nothing of what the overrides do.
enum ModuleFingerprint {
    static func of(_ overrides: [ModuleOverrideState]) -> String {
        var bytes: [UInt8] = []
        for override in overrides.sorted(by: { $0.id < $1.id }) {
            bytes.append(contentsOf: "\(override.id) ".utf8)
            switch override.target {
            case .students(let ids):
                bytes.append(contentsOf: "students \(ids.map(\.description).joined(separator: " ")) ".utf8)
                bytes.appendJSON(override.title)
            case .section(let id): bytes.append(contentsOf: "section \(id)".utf8)
            case .group(let id): bytes.append(contentsOf: "group \(id)".utf8)
            case .unknown: bytes.append(contentsOf: "unknown".utf8)
            }
            bytes.append(.lineFeed)
        }
        return "m" + SHA256.hash(bytes).prefix(8).hexadecimal
    }

    /// Looks like one; whether it is the right one only Canvas's state can tell.
    static func isWellFormed(_ text: String) -> Bool {
        text.count == 17 && text.first == "m" && text.dropFirst().allSatisfy { $0.isASCII && $0.isHexDigit }
    }
}
