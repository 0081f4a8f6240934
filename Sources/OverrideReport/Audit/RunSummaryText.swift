import CanvasAPI

extension RunSummary {
    /// `6 courses: 4 complete, 0 partial, 2 failed; 6 errors, 11 warnings; 17 dates changed since 2026-11-19`
    package var line: String {
        let counts = CourseRow.Status.allCases.map { "\(grouped(courses[$0] ?? 0)) \($0.rawValue)" }
        var parts = ["\(quantity(courses.values.reduce(0, +), "course")): \(counts.joined(separator: ", "))"]
        if let findings = findingsLine { parts.append(findings) }
        if let changes = totals?.changes, let since = totals?.changesSince {
            let count = quantity(changes[.dateChanged] ?? 0, "date")
            parts.append("\(count) changed since \(since.rfc3339().prefix(10))")
        }
        return parts.joined(separator: "; ")
    }

    /// `6 errors, 11 warnings`
    package var findingsLine: String? {
        totals.map { totals in
            [FindingRow.Severity.error, .warning].map { quantity(totals.findingCount(of: $0), $0.rawValue) }
                .joined(separator: ", ")
        }
    }

    /// `1 course is partial, 2 courses failed`; `nil` where all are complete.
    package var incompleteLine: String? {
        let (partial, failed) = (courses[.partial] ?? 0, courses[.failed] ?? 0)
        let parts = [
            partial > 0 ? "\(quantity(partial, "course")) \(partial == 1 ? "is" : "are") partial" : nil,
            failed > 0 ? "\(quantity(failed, "course")) failed" : nil,
        ]
        let line = parts.compactMap(\.self).joined(separator: ", ")
        return line.isEmpty ? nil : line
    }

    package var hasCompleteCourses: Bool { courses[.complete, default: 0] > 0 }

    private func courseCounts() -> [(status: CourseRow.Status, count: Int)] {
        CourseRow.Status.allCases.map { ($0, courses[$0] ?? 0) }
    }

    /// By the codes of `changes.csv`; `nil` where there is nothing to compare with.
    private var changes: [String: Int]? {
        totals?.changes.map { Dictionary(uniqueKeysWithValues: $0.map { ($0.key.rawValue, $0.value) }) }
    }

    private func stages() -> [(stage: Stage, seconds: Double)] {
        Stage.allCases.compactMap { stage in seconds[stage].map { (stage, $0) } }
    }

    /// One object; its keys are a contract.
    package var json: [UInt8] {
        func object(_ counts: [String: Int]) -> OrderedJSON {
            .object(counts.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })
        }
        func text(_ text: String?) -> OrderedJSON { text.map(OrderedJSON.string) ?? .null }
        var counts: [(name: String, value: OrderedJSON)] = [
            ("courses", .object(courseCounts().map { ($0.status.rawValue, .integer($0.count)) }))
        ]
        if let totals {
            counts += [
                ("sections", .integer(totals.sections)),
                ("students", .integer(totals.students)),
                ("items", .integer(totals.items)),
                ("overrides", .integer(totals.overrides)),
                (
                    "findings",
                    .object(
                        FindingRow.Severity.allCases.map { ($0.rawValue, .integer(totals.findingCount(of: $0))) }
                    )
                ),
            ]
        }
        return OrderedJSON.object([
            ("version", .integer(1)),
            ("status", .string(status.rawValue)),
            ("exit", .integer(Int(exit))),
            ("message", text(message)),
            ("counts", .object(counts)),
            ("findings", totals.map { object($0.findingsByRule) } ?? .null),
            ("changes", changes.map(object) ?? .null),
            ("seconds", .object(stages().map { ($0.stage.rawValue, .number($0.seconds)) })),
            ("requests", .integer(traffic.requests)),
            ("refused", .integer(traffic.refusals)),
            ("paths", .object([("reports", text(paths.reports)), ("snapshot", text(paths.snapshot))])),
            ("ended_at", .string(endedAt.rfc3339())),
            ("last_good_run", text(lastGoodRun?.rfc3339())),
        ]).pretty
    }

    /// For node_exporter's textfile collector.
    package var metrics: String {
        var text = ""
        func gauge(_ name: String, _ help: String, _ samples: [(labels: String, value: String)]) {
            guard !samples.isEmpty else { return }
            let name = "override_report_\(name)"
            text += "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
            for sample in samples { text += "\(name)\(sample.labels) \(sample.value)\n" }
        }
        func labelled(_ label: String, _ counts: some Sequence<(String, Int)>) -> [(String, String)] {
            counts.map { ("{\(label)=\"\($0.0)\"}", String($0.1)) }
        }
        func plain(_ value: some CustomStringConvertible) -> [(String, String)] { [("", value.description)] }
        gauge("last_run_timestamp_seconds", "When the last run ended, well or not.", plain(endedAt.secondsSince1970))
        gauge("last_run_exit_status", "Its exit status: 0, 3 and 5 left reports.", plain(exit))
        gauge(
            "last_run_status",
            "1 for what became of the last run.",
            labelled("status", Status.allCases.map { ($0.rawValue, $0 == status ? 1 : 0) })
        )
        gauge(
            "last_good_run_timestamp_seconds",
            "When the data of the reports that are in place were read.",
            lastGoodRun.map { plain($0.secondsSince1970) } ?? []
        )
        gauge(
            "courses",
            "Courses of the last run.",
            labelled("status", courseCounts().map { ($0.status.rawValue, $0.count) })
        )
        if let totals {
            let findings = FindingRow.Severity.allCases.map { ($0.rawValue, totals.findingCount(of: $0)) }
            gauge("findings", "Findings of the last run.", labelled("severity", findings))
        }
        if let changes {
            let counts = changes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
            gauge("changes", "What changed since the previous run.", labelled("change", counts))
        }
        gauge(
            "stage_seconds",
            "How long the stages of the last run took; they overlap.",
            stages().map { ("{stage=\"\($0.stage.rawValue)\"}", String($0.seconds)) }
        )
        gauge("requests", "Requests of the last run.", plain(traffic.requests))
        gauge("requests_refused", "Requests that the throttle refused.", plain(traffic.refusals))
        return text
    }
}
