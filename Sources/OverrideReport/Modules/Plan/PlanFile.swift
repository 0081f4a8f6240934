/// A plan on disk. People edit it, so that it is never written over by mistake.
enum PlanFile {
    /// A plan is a plain file, or there is none yet.
    static func check(_ path: String) throws {
        switch try FileSystem.kind(path) {
        case nil, .file: try FileSystem.checkReplaceable(path)
        case .directory: throw PlanFileError.notPlain(path: path, kind: "a directory")
        case .link: throw PlanFileError.notPlain(path: path, kind: "a symbolic link")
        case .other: throw PlanFileError.notPlain(path: path, kind: "a device or pipe")
        }
    }

    /// Puts the plan in place, whole or not at all. One that is there and is the same stays.
    static func write(_ bytes: [UInt8], to path: String, replacingOthers: Bool) throws {
        try check(path)
        if let size = try FileSystem.status(path)?.st_size, !replacingOthers {
            // A file of another length need not be read.
            guard Int(size) == bytes.count, try FileSystem.contents(of: path, limit: bytes.count) == bytes else {
                throw PlanFileError.another(path: path)
            }
            return
        }
        try DurableFile.replace(path, with: bytes)
    }
}

/// Why a plan is not written.
enum PlanFileError: Error, Equatable, CustomStringConvertible {
    case notPlain(path: String, kind: String)
    case another(path: String)

    var description: String {
        switch self {
        case .notPlain(let path, let kind):
            "\(path) is \(kind), and a plan is a plain file. Give another name, or leave out -o and send standard output "
                + "there."
        case .another(let path):
            "\(path) is there already and is not the plan that would be written: it was edited, or Canvas has changed. "
                + "Give another name, or --force to replace it."
        }
    }
}
