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
        let start = entry.offset + 30 + head.number(at: 26, bytes: 2) + head.number(at: 28, bytes: 2)
        let inflater = try Inflater(part: entry.name)
        var position = start
        while !inflater.isFinished, position < start + entry.packedSize {
            let piece = try file.bytes(at: position, count: min(65_536, start + entry.packedSize - position))
            position += piece.count
            try inflater.feed(piece, take)
        }
        guard inflater.isFinished, inflater.size == entry.size, inflater.checksum == entry.checksum else {
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

    func bytes(at position: Int, count: Int) throws(ZipArchive.Problem) -> [UInt8] {
        guard position >= 0, count >= 0, position + count <= size else {
            throw ZipArchive.Problem(part: "file", problem: "it ends at byte \(size)")
        }
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = count == 0 ? 0 : max(0, pread(descriptor, buffer.baseAddress, count, off_t(position)))
        }
        guard bytes.count == count else { throw ZipArchive.Problem(part: "file", problem: systemMessage(errno)) }
        return bytes
    }
}

/// zlib's inflate over raw deflate data, with the checksum of what comes out.
private final class Inflater {
    /// zlib refuses a stream that has moved in memory.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private var output = [UInt8](repeating: 0, count: 262_144)
    private let part: String
    private(set) var isFinished = false
    private(set) var size = 0
    private(set) var checksum: UInt32 = 0

    init(part: String) throws(ZipArchive.Problem) {
        self.part = part
        stream.initialize(to: z_stream())
        guard inflateInit2_(stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw ZipArchive.Problem(part: part, problem: "zlib can't start")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func feed(_ packed: [UInt8], _ take: (UnsafeRawBufferPointer) -> Void) throws(ZipArchive.Problem) {
        var packed = packed
        var result = Z_OK
        packed.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            repeat {
                output.withUnsafeMutableBufferPointer { room in
                    stream.pointee.next_out = room.baseAddress
                    stream.pointee.avail_out = UInt32(room.count)
                    result = inflate(stream, Z_NO_FLUSH)
                    let count = room.count - Int(stream.pointee.avail_out)
                    size += count
                    checksum = UInt32(crc32(UInt(checksum), room.baseAddress, UInt32(count)))
                    take(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[..<count]))
                }
            } while result == Z_OK && (stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0)
            stream.pointee.next_in = nil
        }
        isFinished = result == Z_STREAM_END
        // Z_BUF_ERROR only says that the next piece is needed.
        guard isFinished || result == Z_OK || result == Z_BUF_ERROR else {
            throw ZipArchive.Problem(part: part, problem: "it can't be unpacked")
        }
    }
}

extension [UInt8] {
    /// Little-endian.
    fileprivate func number(at position: Int, bytes count: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(self[position + $1]) << (8 * $1) }
    }
}
