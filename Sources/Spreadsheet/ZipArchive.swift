import CXLSXWriter
import Foundation

/// Reads back a zip file that libxlsxwriter wrote: no comment, no encryption, no 64-bit extensions.
struct ZipArchive {
    struct Entry: Equatable {
        let name: String
        let method: Int
        let checksum: UInt32
        let packedSize: Int
        let size: Int
        let offset: Int
    }

    /// Why the file isn't a whole zip; the words go into `SpreadsheetError.damaged`.
    struct Problem: Error, Equatable {
        let part: String
        let problem: String
    }

    let entries: [Entry]
    private let file: ReadFile

    init(path: String) throws(Problem) {
        file = try ReadFile(path: path)
        let end = try file.bytes(at: file.size - 22, count: 22)
        guard end.number(at: 0, bytes: 4) == 0x0605_4B50 else {
            throw Problem(part: "directory", problem: "the end of the zip file is missing")
        }
        let count = end.number(at: 10, bytes: 2)
        let directory = try file.bytes(at: end.number(at: 16, bytes: 4), count: end.number(at: 12, bytes: 4))
        var entries: [Entry] = []
        var at = 0
        for _ in 0..<count {
            guard at + 46 <= directory.count, directory.number(at: at, bytes: 4) == 0x0201_4B50 else {
                throw Problem(part: "directory", problem: "it lists fewer parts than it says")
            }
            let nameLength = directory.number(at: at + 28, bytes: 2)
            let next =
                at + 46 + nameLength + directory.number(at: at + 30, bytes: 2) + directory.number(at: at + 32, bytes: 2)
            guard next <= directory.count else { throw Problem(part: "directory", problem: "it is cut") }
            entries.append(
                Entry(
                    name: String(decoding: directory[(at + 46)..<(at + 46 + nameLength)], as: UTF8.self),
                    method: directory.number(at: at + 10, bytes: 2),
                    checksum: UInt32(directory.number(at: at + 16, bytes: 4)),
                    packedSize: directory.number(at: at + 20, bytes: 4),
                    size: directory.number(at: at + 24, bytes: 4),
                    offset: directory.number(at: at + 42, bytes: 4)
                )
            )
            at = next
        }
        self.entries = entries
    }

    /// Hands over the unpacked bytes of one part, piece by piece, and checks its size and checksum.
    func unpack(_ entry: Entry, _ take: (UnsafeRawBufferPointer) -> Void) throws(Problem) {
        let head = try file.bytes(at: entry.offset, count: 30)
        guard head.number(at: 0, bytes: 4) == 0x0403_4B50, entry.method == Int(Z_DEFLATED) else {
            throw Problem(part: entry.name, problem: "its head is missing")
        }
        var position = entry.offset + 30 + head.number(at: 26, bytes: 2) + head.number(at: 28, bytes: 2)
        let end = position + entry.packedSize
        // zlib refuses a stream that has moved in memory.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 65_536)
        let output = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 262_144)
        defer {
            inflateEnd(stream)
            stream.deallocate()
            input.deallocate()
            output.deallocate()
        }
        guard inflateInit2_(stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw Problem(part: entry.name, problem: "zlib can't start")
        }
        var (result, size, checksum) = (Z_OK, 0, UInt(0))
        while result == Z_OK {
            if stream.pointee.avail_in == 0, position < end {
                let count = min(input.count, end - position)
                try file.read(UnsafeMutableBufferPointer(rebasing: input[..<count]), at: position)
                position += count
                (stream.pointee.next_in, stream.pointee.avail_in) = (input.baseAddress, UInt32(count))
            }
            (stream.pointee.next_out, stream.pointee.avail_out) = (output.baseAddress, UInt32(output.count))
            // Without input and without anything left to hand over it is Z_BUF_ERROR: the part is cut.
            result = inflate(stream, Z_NO_FLUSH)
            let count = output.count - Int(stream.pointee.avail_out)
            size += count
            checksum = crc32(checksum, output.baseAddress, UInt32(count))
            take(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(output)[..<count]))
        }
        guard result == Z_STREAM_END else { throw Problem(part: entry.name, problem: "it can't be unpacked") }
        guard size == entry.size, checksum == UInt(entry.checksum) else {
            throw Problem(part: entry.name, problem: "its size or checksum is wrong")
        }
    }
}

/// A file that is read at given places.
private final class ReadFile {
    let size: Int
    private let descriptor: Int32

    init(path: String) throws(ZipArchive.Problem) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        var state = stat()
        guard descriptor >= 0, fstat(descriptor, &state) == 0 else {
            throw ZipArchive.Problem(part: "file", problem: systemMessage(errno))
        }
        size = Int(state.st_size)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func read(_ room: UnsafeMutableBufferPointer<UInt8>, at position: Int) throws(ZipArchive.Problem) {
        guard position >= 0, position + room.count <= size else {
            throw ZipArchive.Problem(part: "file", problem: "it ends at byte \(size)")
        }
        guard pread(descriptor, room.baseAddress, room.count, off_t(position)) == room.count else {
            throw ZipArchive.Problem(part: "file", problem: systemMessage(errno))
        }
    }

    func bytes(at position: Int, count: Int) throws(ZipArchive.Problem) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(0, min(count, size)))
        try bytes.withUnsafeMutableBufferPointer { room throws(ZipArchive.Problem) in try read(room, at: position) }
        guard bytes.count == count else {
            throw ZipArchive.Problem(part: "file", problem: "it ends at byte \(size)")
        }
        return bytes
    }
}

extension [UInt8] {
    /// Little-endian.
    fileprivate func number(at position: Int, bytes count: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(self[position + $1]) << (8 * $1) }
    }
}
