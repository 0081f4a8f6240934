import CanvasAPI

extension RunFacts {
    /// What makes an answer evidence: of which Canvas it is, when that was read, and through whose eyes.
    var source: OrderedJSON {
        func moment(_ instant: Instant?) -> OrderedJSON {
            instant.map { .string(DateText.text($0, in: .gmt)) } ?? .null
        }
        return .object([
            ("canvas_url", .string(canvasURL)),
            ("first_fetched_at", moment(firstFetchedAt)),
            ("last_fetched_at", moment(lastFetchedAt)),
            ("viewer_id", viewerID.map { .string($0.description) } ?? .null),
            ("viewer_name", .string(viewerName)),
            ("as_of", moment(asOf)),
            ("snapshot", .string(snapshotName)),
            ("snapshot_sha256", snapshotSHA256.map(OrderedJSON.string) ?? .null),
            ("tool_version", .string(version)),
        ])
    }

    /// The same for people, a line each.
    var sourceLines: [String] {
        [
            "As of \(asOf.wordsAndZone(zone)).",
            "Read from \(canvasHost), \(fetchedText), with the token of \(viewer).",
            "\(snapshotName), override-report \(version).",
        ] + (snapshotSHA256.map { ["SHA-256 of \(snapshotName): \($0)"] } ?? [])
    }
}
