import Foundation

/// Reads a course list or plan whole: the one place where input meets the file system.
enum InputFile {
    /// Far above any course list or plan, and far below what would trouble the machine.
    static let sizeLimit = 64 * 1024 * 1024

    static func readStandardInput() throws(InputError) -> InputText {
        try read(descriptor: STDIN_FILENO, name: "standard input")
    }

    /// - Parameter path: a file or a named pipe.
    static func read(_ path: String) throws(InputError) -> InputText {
        let descriptor: Int32
        do {
            descriptor = try FileSystem.openFile(path, flags: O_RDONLY)
        } catch {
            throw unreadable(path, code: error.code)
        }
        defer { _ = close(descriptor) }
        return try read(descriptor: descriptor, name: path)
    }

    private static func read(descriptor: Int32, name: String) throws(InputError) -> InputText {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = Foundation.read(descriptor, &chunk, chunk.count)
            if count == 0 { return try InputText(bytes, file: name) }
            if count < 0 {
                guard errno == EINTR else {
                    throw unreadable(name, code: errno)
                }
                continue
            }
            bytes += chunk[..<count]
            guard bytes.count <= sizeLimit else {
                throw InputError(file: name, message: "the file passes 64 MB; no course list or plan is that long.")
            }
        }
    }

    private static func unreadable(_ name: String, code: Int32) -> InputError {
        InputError(
            file: name,
            message:
                "the file can't be read (\(String(cString: strerror(code)))). Check the path, and that you may read it."
        )
    }
}
