import Foundation
import Testing

@testable import OverrideReport
@testable import override_report

@Suite("The samples for every night")
struct SampleFilesTests {
    @Test(
        "config.yaml: every profile is taken, and its rehearsal runs",
        arguments: [nil, "monitored", "audit", "rehearsal"]
    )
    func configuration(profile: String?) async throws {
        try await withScratchDirectory { scratch in
            let path = "\(scratch)/config.yaml"
            try FileManager.default.copyItem(atPath: "\(Tool.samples)/config.yaml", toPath: path)
            let choice = profile.map { ["--profile", $0] } ?? []
            let (_, applied) = try AppliedConfiguration.apply(
                to: ["run", "--config", path] + choice,
                .isolated(environment: [:])
            )
            #expect(applied.settings.contains { $0.key == "contact" && $0.value == "registrar@example.edu" })
            guard profile == "rehearsal" else { return }
            let outcome = try await Tool.command(
                ["run", "--config", path, "--samples", Tool.samples, "--out", "\(scratch)/rehearsal"] + choice
            )
            // The defaults of the sample end with 5 where there are errors.
            #expect(outcome.ending == .exited(5), "\(outcome.diagnostics)")
            #expect(FileManager.default.fileExists(atPath: "\(scratch)/rehearsal/index.html"))
        }
    }

    @Test(
        "archive.sh keeps dated copies with signatures and verifies all of them; a changed night is told",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/ssh-keygen"))
    )
    func archive() async throws {
        let script = """
            PATH=$(dirname "$TOOL"):$PATH; ssh-keygen -q -t ed25519 -N '' -f key
            printf 'registrar@example.edu %s\\n' "$(cat key.pub)" >signers
            for night in 21 22; do
                override-report run --sandbox --samples "$SAMPLES" --format csv --quiet --as-of 2026-11-${night}T02:30:00Z
                sh "$SAMPLES/archive.sh" reports archive key; echo "$?"
            done
            sh "$SAMPLES/archive.sh" reports archive key; echo "$?"
            for night in archive/*; do
                ssh-keygen -Y verify -f signers -I registrar@example.edu -n override-report -s $night/manifest.json.sig \\
                    <$night/manifest.json >/dev/null; echo "$?"
            done
            echo >>archive/2026-11-21T023000Z/courses.csv; override-report verify archive/* >/dev/null 2>&1; echo "$?"
            """
        try await withScratchDirectory { scratch in
            let shell = try RunningTool(
                ["bash", "-c", "cd '\(scratch)'; \(script)"],
                environment: ["TOOL": Tool.binary, "SAMPLES": Tool.samples, "PATH": "/usr/bin:/bin"],
                input: nil
            )
            let outcome = try await shell.outcome()
            let first = "archive/2026-11-21T023000Z: unchanged: 5 files as of 2026-11-21T02:30:00Z\n"
            let both = first + "archive/2026-11-22T023000Z: unchanged: 6 files as of 2026-11-22T02:30:00Z\n0\n"
            #expect(outcome.output == "\(first)0\n\(both)\(both)0\n0\n6\n", "\(outcome.diagnostics)")
        }
    }

    @Test("the crontab keeps every night, and a good night prints nothing")
    func crontab() async throws {
        let table = try String(contentsOfFile: "\(Tool.samples)/crontab", encoding: .utf8)
        let jobs = table.split(separator: "\n").compactMap { $0.firstMatch(of: #/^30 2 \* \* \*  (.+)/#)?.1 }
        let night = try #require(jobs.first)
            .replacing("--config /etc/override-report/config.yaml", with: "$OPTIONS")
            .replacing("/usr/share/override-report/samples", with: "$SAMPLES")
            .replacing("/srv/override-report", with: "reports").replacing("/srv/override-dates", with: "kept/archive")
        let script = """
            PATH=$(dirname "$TOOL"):$PATH
            for day in 21 22 23; do
                OPTIONS="--sandbox --samples $SAMPLES --format csv --as-of 2026-11-${day}T02:30:00Z"
                \(night)
            done
            ls kept/archive
            """
        try await withScratchDirectory { scratch in
            let shell = try RunningTool(
                ["bash", "-c", "cd '\(scratch)'; \(script)"],
                environment: ["TOOL": Tool.binary, "SAMPLES": Tool.samples, "PATH": "/usr/bin:/bin"],
                input: nil
            )
            let outcome = try await shell.outcome()
            #expect(outcome.diagnostics == "")
            #expect(outcome.output == "2026-11-21T023000Z\n2026-11-22T023000Z\n2026-11-23T023000Z\n")
        }
    }

    @Test("the unit tells of everything but 0 and a stop by hand, and tries only what another try can mend")
    func unit() throws {
        func setting(_ name: String) throws -> [Substring] {
            let unit = try String(contentsOfFile: "\(Tool.samples)/override-report.service", encoding: .utf8)
            let line = try #require(unit.split(separator: "\n").first { $0.hasPrefix("\(name)=") })
            return line.dropFirst(name.count + 1).split(separator: " ")
        }
        let statuses: [override_report.ExitStatus] = [
            .failed, .incomplete, .tokenRefused, .findings, .usage, .badInput, .busy, .interrupted, .terminated,
        ]
        #expect(try setting("OnFailure") == ["override-report-tell@%n.service"])
        #expect(try setting("SuccessExitStatus") == ["\(override_report.ExitStatus.terminated.rawValue)"])
        let final = Set(try setting("RestartPreventExitStatus").compactMap { Int32($0) })
        #expect(
            statuses.filter { !final.contains($0.rawValue) } == [.failed, .busy, .interrupted, .terminated]
        )
    }
}
