import Foundation
import TestSupport
import Testing

@testable import OverrideReport

@Suite("Reports that can't be published")
struct PublishFailureTests {
    private let directory: ScratchDirectory

    init() throws {
        directory = try ScratchDirectory()
    }

    private func publish(_ files: [String: String], to path: String) throws {
        let staged = try OutputDirectory(path).prepare().stage()
        for (name, text) in files {
            if name.contains("/") { try FileSystem.createDirectory(staged.path + "/courses") }
            let file = try ReportFile(staged.path + "/" + name)
            try file.write(text)
            try file.close()
        }
        _ = try staged.publish(.sample, ReportTotals())
    }

    private func sentence(_ body: () throws -> Void) -> String? {
        #expect(throws: FileError.self, performing: body)?.description
    }

    /// The last good reports stay, and nothing is left beside them.
    private func expectUntouched(
        _ files: [String: String],
        _ expected: (String) -> String,
        spoil: (String) throws -> Void
    )
        throws
    {
        let out = directory.file("out")
        try publish(["students.csv": "good"], to: out)
        try spoil(out)
        let before = try directory.tree()
        let manifest = try? directory.read("out/manifest.json")
        #expect(sentence { try publish(files, to: out) } == expected(out))
        #expect(try directory.tree() == before)
        #expect(try directory.read("out/students.csv") == "good")
        #expect((try? directory.read("out/manifest.json")) == manifest)
    }

    @Test("because a directory stands where a file should be")
    func directoryForFile() throws {
        try expectUntouched(["students.csv": "new", "courses/1.html": "new", "sections.csv": "new"]) {
            "can't put in place \($0)/sections.csv: a directory stands where a file should be. Move it away, or choose "
                + "another path."
        } spoil: {
            try FileSystem.createDirectory($0 + "/sections.csv")
        }
    }

    @Test("because a file stands where a directory should be")
    func fileForDirectory() throws {
        try expectUntouched(["students.csv": "new", "courses/1.html": "new"]) {
            "can't create the directory \($0)/courses: a file stands where a directory should be. Move it away, or "
                + "choose another path."
        } spoil: {
            try ReportFile($0 + "/courses").close()
        }
    }

    @Test("because the directory of pages is a link to elsewhere")
    func linkForDirectory() throws {
        try expectUntouched(["students.csv": "new", "courses/1.html": "new"]) {
            "can't create the directory \($0)/courses: it is a symbolic link, or they go round in a circle. Move it "
                + "away, or choose another path."
        } spoil: {
            try FileManager.default.createSymbolicLink(atPath: $0 + "/courses", withDestinationPath: "/tmp")
        }
    }

    @Test("because something stands in the set that is no report")
    func noReport() throws {
        try expectUntouched(["students.csv": "new", "core": "dumped"]) {
            "can't put in place \($0)/.override-report-staging/core: it is no kind of file that a report may be. "
                + "Nothing was put in place; please report this with the name of the file."
        } spoil: { _ in
        }
    }

    @Test("because the directory is a file")
    func outputIsFile() throws {
        let out = directory.file("out")
        try directory.write("mine", to: "out")
        let expected =
            "can't create the directory \(out): a file stands where a directory should be. Move it away, or choose "
            + "another path."
        #expect(sentence { try OutputDirectory(out).prepare() } == expected)
        #expect(sentence { try publish([:], to: out) } == expected)
        #expect(try directory.read("out") == "mine")
    }

    @Test("because the directory above is missing")
    func missingParent() {
        let out = directory.file("none/out")
        #expect(
            sentence { try OutputDirectory(out).prepare() }
                == "can't create the directory \(out): there is no such file or directory. Check the path; "
                + "directories above it are not created."
        )
    }

    @Test("because the file system is read-only", .enabled(if: SmallFileSystem.isPossible))
    func readOnly() throws {
        try SmallFileSystem.with(kilobytes: 256) { path in
            try publish(["students.csv": "good"], to: path)
            try #require(mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0)
            #expect(
                sentence { try OutputDirectory(path).prepare() }
                    == "can't lock \(path)/.override-report-output.lock: the file system is read-only. Choose a "
                    + "directory that can be written."
            )
            #expect(
                sentence { try OutputDirectory(path + "/new").prepare() }
                    == "can't create the directory \(path)/new: the file system is read-only. Choose a directory that "
                    + "can be written."
            )
        }
    }

    @Test(
        "because the disk is full: the last good reports stay, nothing is left",
        .enabled(if: SmallFileSystem.isPossible)
    )
    func fullDisk() throws {
        try SmallFileSystem.with(kilobytes: 256) { path in
            let files = { (text: String) in ["students.csv": text, "courses/1.html": text] }
            try publish(files(String(repeating: "g", count: 10_000)), to: path)
            let before = try FileSystem.names(in: path)
            let large = String(repeating: "n", count: 200_000)
            let error = #expect(throws: FileError.self) { try publish(files(large), to: path) }
            #expect(error?.code == ENOSPC)
            #expect(try FileSystem.names(in: path) == before)
            #expect(
                try String(contentsOfFile: path + "/students.csv", encoding: .utf8)
                    == String(repeating: "g", count: 10_000)
            )
            try publish(files("small again"), to: path)
            #expect(try String(contentsOfFile: path + "/courses/1.html", encoding: .utf8) == "small again")
        }
    }
}
