import Foundation
import Testing

@Suite("Places that reports can't be written to")
struct OutputPlaceTests {
    @Test(
        "a full disk: a sentence, 1, the last good reports untouched, no leftovers",
        .enabled(if: OutputPlaceTests.canMount),
        arguments: [700, 1500, 2500, 4000, 7000]
    )
    func fullDisk(kilobytes: Int) async throws {
        // The mount is in a namespace of the script's own, so the script looks at what is left there.
        let script = """
            mkdir disk && mount -t tmpfs -o size=\(kilobytes)k tmpfs disk && cd disk
            run() { "$TOOL" run "$1" --sandbox --samples "$SAMPLES" --out reports --quiet; }
            echo 371 > /tmp/short.$$; echo 21070000000000371 > /tmp/short.$$; run /tmp/short.$$ >/dev/null
            echo "first $?"
            sums() { find reports -type f ! -name '.*' | sort | xargs sha256sum | sha256sum; }
            before=$(sums); run "$SAMPLES/courses.csv" >/dev/null
            echo "second $?"
            [ "$before" = "$(sums)" ] && echo untouched
            find reports -name '.*' ! -name '*.lock' ! -name '*.next.sqlite*'
            """
        let tool = try RunningTool(
            ["unshare", "--mount", "bash", "-c", script],
            environment: ["TOOL": Tool.binary, "SAMPLES": Tool.samples],
            input: nil
        )
        let outcome = try await tool.outcome()
        if kilobytes < 1000 {
            #expect(outcome.output.hasPrefix("first "))
        } else {
            #expect(outcome.output == "first 0\nsecond 1\nuntouched\n", "\(outcome.diagnostics)")
        }
        #expect(outcome.diagnostics.contains(#/no space left|disk is full/#), "\(outcome.diagnostics)")
    }

    @Test(
        "a limit on the size of files: a sentence and 1, not a signal; nothing visible",
        arguments: [40, 200, 400, 1200]
    )
    func fileSizeLimit(kilobytes: Int) async throws {
        try await withScratchDirectory { scratch in
            let outcome = try await Tool.run(
                ["run", "--sandbox", "--samples", Tool.samples, "--out", "\(scratch)/reports"],
                under: ["bash", "-c", "ulimit -f \(kilobytes); exec \"$@\"", "launcher"]
            )
            #expect(outcome.ending == .exited(1), "\(outcome.diagnostics)")
            #expect(outcome.diagnostics.contains("override-report: "))
            #expect(outcome.diagnostics.contains("limit") && !outcome.diagnostics.contains("disk is full"))
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(scratch)/reports")
            #expect(names.filter { !$0.hasPrefix(".") } == [])
        }
    }

    @Test("a full or missing temporary directory does not matter: what is temporary stands beside the reports")
    func temporaryDirectory() async throws {
        try await withScratchDirectory { scratch in
            let arguments = ["run", "--sandbox", "--samples", Tool.samples, "--as-of", "2026-11-20T12:00:00Z", "--out"]
            #expect(try await Tool.run(arguments + ["\(scratch)/plain"]).ending == .exited(0))
            let plain = try ReportFiles(data: "\(scratch)/plain")
            for (number, place) in ["/no/such/place", "/dev/full", "/proc"].enumerated() {
                let out = "\(scratch)/odd-\(number)"
                let outcome = try await Tool.run(arguments + [out], environment: ["TMPDIR": place])
                #expect(outcome.ending == .exited(0), "\(place): \(outcome.diagnostics)")
                #expect(try ReportFiles(data: out).differences(from: plain) == [], "\(place)")
            }
        }
    }

    @Test("a file where the output directory should be, or in the way of a report: told before anything is fetched")
    func fileInTheWay() async throws {
        try await withScratchDirectory { scratch in
            let run = ["run", "--sandbox", "--samples", Tool.samples, "--out"]
            let file = try write("mine", to: "\(scratch)/file")
            let outcome = try await Tool.run(run + [file])
            #expect(outcome.ending == .exited(1))
            #expect(outcome.diagnostics.contains("\(scratch)/file"))
            #expect(!outcome.diagnostics.contains("fetched "))
            #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")

            let out = "\(scratch)/reports"
            try FileManager.default.createDirectory(atPath: "\(out)/students.csv", withIntermediateDirectories: true)
            let directory = try await Tool.run(run + [out])
            #expect(directory.ending == .exited(1))
            #expect(!directory.diagnostics.contains("fetched "))
            #expect(directory.diagnostics.contains("students.csv"))
            let visible = try FileManager.default.contentsOfDirectory(atPath: out).filter { !$0.hasPrefix(".") }
            #expect(visible == ["students.csv"])
        }
    }

    @Test("a directory above that is missing: told, not made")
    func missingParent() async throws {
        try await withScratchDirectory { scratch in
            let outcome = try await Tool.run([
                "run", "--sandbox", "--samples", Tool.samples, "--out", "\(scratch)/no/such/reports",
            ])
            #expect(outcome.ending == .exited(1))
            #expect(outcome.diagnostics.contains("\(scratch)/no/such"))
            #expect(!FileManager.default.fileExists(atPath: "\(scratch)/no"))
        }
    }

    @Test("a read-only directory: a sentence and 1", .enabled(if: OutputPlaceTests.canMount))
    func readOnly() async throws {
        let script = """
            mkdir disk && mount -t tmpfs -o size=9m tmpfs disk && mkdir disk/reports && mount -o remount,ro disk
            "$TOOL" run --sandbox --samples "$SAMPLES" --out disk/reports; echo "$?"; ls -A disk/reports
            """
        let tool = try RunningTool(
            ["unshare", "--mount", "bash", "-c", script],
            environment: ["TOOL": Tool.binary, "SAMPLES": Tool.samples],
            input: nil
        )
        let outcome = try await tool.outcome()
        #expect(outcome.output == "1\n")
        #expect(outcome.diagnostics.contains("disk/reports") && outcome.diagnostics.contains("read-only"))
    }

    @Test(
        "what may not be replaced is told before anything is fetched: another's courses/, another's file in a sticky place",
        .enabled(if: OutputPlaceTests.canMount),
        arguments: [
            ("mkdir out out/courses; chown 65534 out", "out/courses: permission denied"),
            ("mkdir -m 1777 out; echo mine >out/students.csv", "out/students.csv: permission denied"),
            ("mkdir -m 1777 out; echo mine >out/snapshot.sqlite", "out/snapshot.sqlite: permission denied"),
            (
                "mkdir -m 1777 out out/courses; echo mine >out/courses/101.html",
                "out/courses/101.html: permission denied"
            ),
        ]
    )
    func foreignTargets(preparation: String, message: String) async throws {
        let script = """
            umask 022; chmod 755 .; mkdir place; cd place; \(preparation)
            setpriv --reuid 65534 --regid 65534 --clear-groups "$TOOL" run --sandbox --samples "$SAMPLES" --out out
            echo "$?"
            """
        let tool = try RunningTool(
            ["bash", "-c", script],
            environment: ["TOOL": Tool.binary, "SAMPLES": Tool.samples],
            input: nil
        )
        let outcome = try await tool.outcome()
        #expect(outcome.output == "1\n", "\(outcome.diagnostics)")
        #expect(outcome.diagnostics.contains(message), "\(outcome.diagnostics)")
        #expect(!outcome.diagnostics.contains("fetched "))
    }

    @Test("a path has one meaning: ~ is a directory like any other, and one that is not UTF-8 is refused, not renamed")
    func oddPaths() async throws {
        let script = """
            "$TOOL" run --sandbox --samples "$SAMPLES" --out '~' --format csv --quiet; echo "$?"
            ls -d '~/snapshot.sqlite' '~/students.csv'; mkdir place; HOME=$PWD/place; export HOME
            ln -s "$SAMPLES" '~samples'
            "$TOOL" run --sandbox --samples '~samples' --out '~' --format csv --quiet; ls -A place; rm '~samples'
            "$TOOL" run --sandbox --samples "$SAMPLES" --out $'re\\xffports' --format csv; echo "$?"; ls -A
            """
        let tool = try RunningTool(
            ["bash", "-c", script],
            environment: ["TOOL": Tool.binary, "SAMPLES": Tool.samples],
            input: nil
        )
        let outcome = try await tool.outcome()
        #expect(outcome.output == "0\n~/snapshot.sqlite\n~/students.csv\n64\nerr\nin\nout\nplace\n~\n")
        #expect(
            outcome.diagnostics.hasPrefix("override-report: “re\u{FFFD}ports” is not UTF-8"),
            "\(outcome.diagnostics)"
        )
    }

    /// Mounting takes root, or a machine that gives users namespaces of their own.
    static let canMount: Bool = getuid() == 0
}
