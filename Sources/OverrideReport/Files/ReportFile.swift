import Foundation

/// A new file, written from front to back through a buffer. Every write is checked, and ``close()`` returns only when
/// the bytes are on disk, so that a full disk is an error and never a short file. Readable by its owner alone.
///
/// For one thread at a time.
final class ReportFile {
    let path: String
    private var descriptor: Int32?
    private var buffer: [UInt8] = []
    private let bufferSize: Int

    /// Creates the file; something by that name already is an error.
    init(_ path: String, bufferSize: Int = 65_536) throws(FileError) {
        self.path = path
        self.bufferSize = bufferSize
        self.descriptor = try FileSystem.createFile(path)
        buffer.reserveCapacity(bufferSize)
    }

    deinit {
        // Left open by an error on the way: the file is to be thrown away with its staging directory.
        if let descriptor { _ = Foundation.close(descriptor) }
    }

    func write(_ bytes: some Sequence<UInt8>) throws(FileError) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= bufferSize { try flush() }
    }

    /// The text's UTF-8 bytes.
    func write(_ text: String) throws(FileError) {
        try write(text.utf8)
    }

    /// Hands over what is buffered, and waits until the disk has it. Closing twice does nothing.
    func close() throws(FileError) {
        guard let descriptor else { return }
        try flush()
        try FileSystem.sync(descriptor, path: path)
        self.descriptor = nil
        guard Foundation.close(descriptor) == 0 else { throw FileError(.write, path, code: errno) }
    }

    private func flush() throws(FileError) {
        guard let descriptor else { throw FileError(.write, path, code: EBADF) }
        try FileSystem.writeAll(buffer, to: descriptor, path: path)
        buffer.removeAll(keepingCapacity: true)
    }
}
