import Foundation
import TestSupport
import Testing

@testable import OverrideReport

@Suite("Publishing reports")
struct PublishTests {
    private let directory: ScratchDirectory
    private let output: OutputDirectory

    init() throws {
        directory = try ScratchDirectory()
        output = OutputDirectory(directory.file("out"))
    }

    private func stage(_ files: [String: String]) throws -> StagedReports {
        let staged = try output.prepare().stage()
        for (name, text) in files { try directory.write(text, to: "out/.override-report-staging/" + name) }
        return staged
    }

    @discardableResult
    private func publish(_ files: [String: String]) throws -> StagedReports.Published {
        try stage(files).publish(.sample, ReportTotals())
    }

    private func contents() throws -> [String: String] {
        let files = try directory.tree().filter { !$0.hasSuffix("/") }
        return try Dictionary(uniqueKeysWithValues: files.map { ($0, try directory.read($0)) })
    }

    private static let first = ["students.csv": "1", "courses/1.html": "one", "courses/2.html": "two"]
    private static let second = ["students.csv": "2", "index.html": "i", "courses/2.html": "zwei"]

    @Test("puts files and manifest in place, readable by their owner alone, and leaves nothing else")
    func first() throws {
        let published = try publish(Self.first)
        #expect(published.files.map(\.text) == ["courses/1.html", "courses/2.html", "manifest.json", "students.csv"])
        #expect(published.removed == [])
        #expect(published.notes == [])
        #expect(
            try directory.tree() == [
                "out/", "out/courses/", "out/courses/1.html", "out/courses/2.html", "out/manifest.json",
                "out/students.csv",
            ]
        )
        #expect(try directory.permissions("out") == 0o700)
        #expect(try directory.permissions("out/courses") == 0o700)
        #expect(try directory.permissions("out/courses/1.html") == 0o600)
        #expect(try directory.permissions("out/manifest.json") == 0o600)
    }

    @Test("lists each file's length and digest")
    func digests() throws {
        try publish(["students.csv": "abc"])
        let manifest = try JSONDecoder().decode(
            ReportManifest.self,
            from: Data(try directory.read("out/manifest.json").utf8)
        )
        #expect(
            manifest.files == [
                ReportManifest.File(
                    path: "students.csv",
                    bytes: 3,
                    sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
                )
            ]
        )
    }

    @Test("removes what the last manifest lists and this run no longer makes, and nothing else")
    func obsolete() throws {
        try publish(Self.first)
        try directory.write("mine", to: "out/notes.csv")
        try directory.write("mine", to: "out/courses/mine.html")
        try directory.write("kept", to: "out/snapshot.sqlite")
        let published = try publish(["students.csv": "2"])
        #expect(published.removed.map(\.text) == ["courses/1.html", "courses/2.html"])
        #expect(
            try directory.tree() == [
                "out/", "out/courses/", "out/courses/mine.html", "out/manifest.json", "out/notes.csv",
                "out/snapshot.sqlite", "out/students.csv",
            ]
        )
    }

    @Test("removes a directory of reports that is empty then")
    func emptyDirectory() throws {
        try publish(Self.first)
        try publish(["students.csv": "2"])
        #expect(try directory.tree() == ["out/", "out/manifest.json", "out/students.csv"])
    }

    @Test("believes no path of a manifest that leads out, and says so")
    func tamperedManifest() throws {
        let paths = ["../precious.csv", "/etc/precious.csv", "snapshot.sqlite", "old.csv"]
        let files = paths.map { #"{"path":"\#($0)"}"# }.joined(separator: ",")
        try directory.write("keep", to: "precious.csv")
        try directory.write("keep", to: "out/snapshot.sqlite")
        try directory.write("go", to: "out/old.csv")
        try directory.write(#"{"tool":"override-report","files":[\#(files)]}"#, to: "out/manifest.json")
        let published = try publish(["students.csv": "1"])
        #expect(published.removed.map(\.text) == ["old.csv"])
        #expect(
            published.notes
                == paths.dropLast().map {
                    "\(output.path)/manifest.json names “\($0)”, which can be no report; it is left alone."
                }
        )
        #expect(try directory.read("precious.csv") == "keep")
        #expect(try directory.read("out/snapshot.sqlite") == "keep")
    }

    @Test("does not follow a symbolic link to remove something behind it")
    func linkedDirectory() throws {
        try publish(Self.first)
        try FileSystem.removeTree(directory.file("out/courses"))
        try directory.write("keep", to: "elsewhere/1.html")
        try FileManager.default.createSymbolicLink(
            atPath: directory.file("out/courses"),
            withDestinationPath: directory.file("elsewhere")
        )
        let published = try publish(["students.csv": "2"])
        #expect(published.removed == [])
        #expect(
            published.notes == [
                "\(output.path)/courses/1.html is behind a symbolic link; it is left alone.",
                "\(output.path)/courses/2.html is behind a symbolic link; it is left alone.",
            ]
        )
        #expect(try directory.read("elsewhere/1.html") == "keep")
    }

    @Test(
        "removes nothing by a manifest of another program or one that can't be read",
        arguments: [
            (
                #"{"tool":"other","files":[{"path":"old.csv"}]}"#,
                "was of another program; none of the files it names is removed."
            ),
            ("half a mani", "could not be read as a manifest; reports it may have named are not removed."),
        ]
    )
    func foreignManifest(text: String, note: String) throws {
        try directory.write("keep", to: "out/old.csv")
        try directory.write(text, to: "out/manifest.json")
        let published = try publish(["students.csv": "1"])
        #expect(published.notes == ["\(output.path)/manifest.json \(note)"])
        #expect(try directory.read("out/old.csv") == "keep")
    }

    @Test("killed between any two steps of publishing, the next start ends it: the same bytes", arguments: 0...4)
    func killedWhilePublishing(steps: Int) throws {
        let undisturbed = try contentsOfUndisturbedRuns()
        try publish(Self.first)
        try leaveReady(Self.second)
        let publication = Publication(directory: output.path)
        var outcome = Publication.Outcome()
        for step in Publication.Step.allCases.prefix(steps) { try publication.perform(step, &outcome) }
        try output.prepare()
        #expect(try contents() == undisturbed)
    }

    @Test("killed between any two files, the next run ends it before it begins", arguments: 0...3)
    func killedBetweenFiles(moved: Int) throws {
        let undisturbed = try contentsOfUndisturbedRuns()
        try publish(Self.first)
        try leaveReady(Self.second)
        for name in Self.second.keys.sorted().prefix(moved) {
            try FileSystem.rename(
                directory.file("out/.override-report-ready/" + name),
                to: directory.file("out/" + name)
            )
        }
        let staged = try output.prepare().stage()
        #expect(try FileSystem.names(in: staged.path) == [])
        try staged.discard()
        #expect(try contents() == undisturbed)
    }

    private func contentsOfUndisturbedRuns() throws -> [String: String] {
        try publish(Self.first)
        try publish(Self.second)
        defer { try? FileSystem.removeTree(output.path) }
        return try contents()
    }

    /// What a run leaves that is killed right after its set is whole: the state from which publishing starts.
    private func leaveReady(_ files: [String: String]) throws {
        let other = OutputDirectory(directory.file("other"))
        // The set that it is to replace.
        try directory.write(try directory.read("out/manifest.json"), to: "other/manifest.json")
        let staged = try other.prepare().stage()
        for (name, text) in files { try directory.write(text, to: "other/.override-report-staging/" + name) }
        _ = try staged.publish(.sample, ReportTotals())
        try FileSystem.rename(other.path, to: directory.file("out/.override-report-ready"))
    }

    @Test("reads a manifest only as a plain file, and tells of few of the paths that it does not believe")
    func manifestThatNeverEnds() throws {
        try publish(Self.first)
        let manifest = directory.file("out/manifest.json")
        for make in [{ mkfifo(manifest, 0o600) }, { symlink("/dev/zero", manifest) }] as [() -> Int32] {
            try FileSystem.removeTree(manifest)
            try #require(make() == 0)
            let note = "\(manifest) could not be read as a manifest; reports it may have named are not removed."
            #expect(try EarlierManifest(at: manifest).notes == [note])
        }
        try FileSystem.removeTree(manifest)
        let files = (1...9).map { #"{"path":"../\#($0)\u001b[31m"}"# }.joined(separator: ",")
        try directory.write(#"{"tool":"override-report","files":[\#(files)]}"#, to: "out/manifest.json")
        let notes = try EarlierManifest(at: manifest).notes
        #expect(notes.count == 6)
        #expect(notes.first == "\(manifest) names “../1\u{FFFD}[31m”, which can be no report; it is left alone.")
        #expect(notes.last == "\(manifest) names 4 more of that kind.")
    }

    @Test("clears what killed runs left, but no unfinished snapshot and no lock")
    func leftovers() throws {
        try publish(Self.first)
        let before = try directory.tree()
        try directory.write("half", to: "out/.override-report-staging/students.csv")
        try directory.write("half", to: "out/.override-report-xlsx-1/sheet.xml")
        try directory.write("half", to: "out/.override-report-plan.csv")
        let kept = [
            ".override-report-snapshot.next.sqlite", ".override-report-snapshot.next.sqlite-journal",
            ".override-report-snapshot.previous.sqlite", ".override-report-snapshot.sqlite.lock",
        ]
        for name in kept { try directory.write("kept", to: "out/" + name) }
        try output.prepare()
        #expect(try directory.tree() == (before + kept.map { "out/" + $0 }).sorted())
    }

    @Test("is for one run at a time: another is turned away before it begins")
    func busy() throws {
        let staged = try stage(Self.first)
        let error = #expect(throws: OutputBusy.self) { try output.prepare() }
        #expect(
            error?.description
                == "another run (process \(getpid())) is writing reports to \(output.path). Wait for it to finish, or "
                + "choose another --out."
        )
        _ = try staged.publish(.sample, ReportTotals())
        #expect(try directory.read("out/students.csv") == "1")
        try output.prepare().stage().discard()
    }

    @Test("leaves nothing when the set is discarded or forgotten")
    func discarded() throws {
        try publish(Self.first)
        let before = try directory.tree()
        let staged = try stage(Self.second)
        try staged.discard()
        try staged.discard()
        #expect(try directory.tree() == before)
        _ = try stage(Self.second)
        #expect(try directory.tree() == before)
    }
}
