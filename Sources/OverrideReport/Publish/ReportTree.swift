import Foundation

/// The files below a directory of reports.
enum ReportTree {
    /// All of them, ordered by the bytes of their paths. Anything that is no report is an error: it would be left out
    /// of the set in silence.
    static func paths(below root: String) throws(FileError) -> [ReportPath] {
        var paths: [ReportPath] = []
        try collect(root, prefix: "", into: &paths)
        return paths.sorted()
    }

    /// Lets only their owner read the files, whoever wrote them, and waits until the disk has them and their names.
    static func secure(below root: String) throws(FileError) {
        for name in try FileSystem.names(in: root) {
            let path = root + "/" + name
            if try FileSystem.kind(path) == .directory {
                try secure(below: path)
            } else {
                try FileSystem.setPermissions(0o600, of: path)
                try FileSystem.sync(path)
            }
        }
        try FileSystem.setPermissions(0o700, of: root)
        try FileSystem.sync(root)
    }

    private static func collect(
        _ directory: String,
        prefix: String,
        into paths: inout [ReportPath]
    ) throws(FileError) {
        for name in try FileSystem.names(in: directory) {
            let path = directory + "/" + name
            let kind = try FileSystem.kind(path)
            if kind == .directory {
                try collect(path, prefix: prefix + name + "/", into: &paths)
            } else if kind == .file, let reportPath = ReportPath(prefix + name) {
                paths.append(reportPath)
            } else {
                throw FileError(.rename, path, code: EINVAL)
            }
        }
    }
}
