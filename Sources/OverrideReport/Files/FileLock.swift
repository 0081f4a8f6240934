import Foundation
import Synchronization

/// A lock that one process at a time can hold, through a file that the kernel frees when the process dies, however it
/// dies. The file holds the process id, for the message of those who are turned away, and goes with the lock.
final class FileLock: Sendable {
    enum Attempt {
        case acquired(FileLock)
        /// Another run has it; its process id where the file tells.
        case held(processID: Int32?)
    }

    private let path: String
    private let descriptor: Mutex<Int32?>

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = Mutex(descriptor)
    }

    deinit {
        release()
    }

    /// Never waits.
    static func acquire(_ path: String) throws(FileError) -> Attempt {
        while true {
            let descriptor = try FileSystem.openFile(path, flags: O_RDWR | O_CREAT | O_NOFOLLOW, operation: .lock)
            if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
                let code = errno
                defer { _ = close(descriptor) }
                if code == EINTR { continue }
                guard code == EWOULDBLOCK else { throw FileError(.lock, path, code: code) }
                return .held(processID: holder(of: descriptor))
            }
            // Whoever held it before may have removed the file after we opened it: then the lock is on nothing.
            guard try isFile(descriptor, at: path) else {
                _ = close(descriptor)
                continue
            }
            let lock = FileLock(path: path, descriptor: descriptor)
            guard ftruncate(descriptor, 0) == 0 else { throw FileError(.lock, path, code: errno) }
            try FileSystem.writeAll(Array("\(getpid())\n".utf8), to: descriptor, path: path)
            return .acquired(lock)
        }
    }

    /// Whether somebody has the lock, and who. Makes no file.
    static func holder(of path: String) throws(FileError) -> (isHeld: Bool, processID: Int32?) {
        guard try FileSystem.status(path) != nil else { return (false, nil) }
        let descriptor = try FileSystem.openFile(path, flags: O_RDONLY | O_NOFOLLOW, operation: .lock)
        // What is locked here is free again when it closes.
        defer { _ = close(descriptor) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else { return (false, nil) }
        return (true, holder(of: descriptor))
    }

    /// Frees the lock and removes its file. Doing it twice does nothing.
    func release() {
        descriptor.withLock { descriptor in
            guard let held = descriptor else { return }
            // Removed while it is still held, so that nobody locks a file that is about to go. A file that can't be
            // removed is no harm: a lock file that nobody holds is taken over.
            _ = unlink(path)
            _ = close(held)
            descriptor = nil
        }
    }

    private static func isFile(_ descriptor: Int32, at path: String) throws(FileError) -> Bool {
        var opened = stat()
        guard fstat(descriptor, &opened) == 0 else { throw FileError(.lock, path, code: errno) }
        guard let named = try FileSystem.status(path) else { return false }
        return opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
    }

    private static func holder(of descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return Int32(String(decoding: bytes.prefix(max(0, count)).prefix { $0 != 0x0A }, as: UTF8.self))
    }
}
