import Foundation

/// A directory of reports as its manifest describes it.
struct WrittenReports {
    let directory: String
    let manifest: ReportManifest
    /// Of the manifest itself.
    let sha256: String

    /// Beside the reports; who forges a manifest does not lead elsewhere.
    var snapshotName: String { manifest.snapshot.split(separator: "/").last.map(String.init) ?? "" }

    init(in directory: String) throws {
        self.directory = directory
        let path = "\(directory)/\(ReportManifest.fileName)"
        let bytes: [UInt8]
        do {
            bytes = try FileSystem.contents(of: path, limit: ReportManifest.sizeLimit)
        } catch  where error.code == ENOENT {
            throw InputError(
                file: directory,
                message: "there is no \(ReportManifest.fileName) in this directory. Name one that a run has written."
            )
        } catch {
            throw InputError(
                file: path,
                message:
                    "there is no manifest that can be read (\(error.reason)). Name a directory that a run has written."
            )
        }
        guard let manifest = try? JSONDecoder().decode(ReportManifest.self, from: Data(bytes)),
            manifest.tool == ReportManifest.toolName
        else {
            throw InputError(
                file: path,
                message:
                    "this is no manifest of \(ReportManifest.toolName), or it was damaged. Take the reports from a copy."
            )
        }
        self.manifest = manifest
        sha256 = SHA256.hash(bytes).hexadecimal
    }

    static func isEarlier(_ one: WrittenReports, _ other: WrittenReports) -> Bool {
        (one.manifest.asOf, one.manifest.lastFetchedAt ?? "") < (
            other.manifest.asOf, other.manifest.lastFetchedAt ?? ""
        )
    }

    /// Each file against its SHA-256 in the manifest, and what stands beside them.
    func verification() -> Verification {
        var verification = Verification(
            directory: directory,
            asOf: manifest.asOf,
            fileCount: manifest.files.count
        )
        if (try? Publication(directory: directory).isPending()) == true {
            verification.troubles.append(
                "a run was cut off while it put its reports in place. Start it again, and verify then."
            )
        }
        for file in manifest.files {
            if let trouble = trouble(with: file) { verification.troubles.append(trouble) }
        }
        verification.warnings = unlisted(below: "").map { "\($0) is in the directory but not in the manifest." }
        return verification
    }

    private func trouble(with file: ReportManifest.File) -> String? {
        guard let path = ReportPath(file.path) else {
            return "\(ReportManifest.fileName) lists \(file.path.quoted), which can be no report: it was changed."
        }
        do {
            let digest = try FileDigest(of: "\(directory)/\(path.text)")
            guard digest.sha256 != file.sha256 || digest.byteCount != file.bytes else { return nil }
            return "\(path.text) has changed since it was written: its SHA-256 is \(digest.sha256), and "
                + "\(ReportManifest.fileName) has \(file.sha256)."
        } catch  where error.code == ENOENT {
            return "\(path.text) is missing."
        } catch {
            return "\(path.text) can't be read: \(error.reason)."
        }
    }

    /// Files that are neither listed nor what a run and its reader may leave beside the reports.
    private func unlisted(below prefix: String) -> [String] {
        let listed = Set(manifest.files.map(\.path))
        let place = prefix.isEmpty ? directory : "\(directory)/\(prefix.dropLast())"
        return ((try? FileSystem.names(in: place)) ?? []).flatMap { name -> [String] in
            let path = prefix + name
            if (try? FileSystem.kind("\(place)/\(name)")) == .directory { return unlisted(below: path + "/") }
            return listed.contains(path) || prefix.isEmpty && isExpected(name) ? [] : [path]
        }
    }

    private func isExpected(_ name: String) -> Bool {
        let isSnapshot = name.hasPrefix("snapshot") && name.contains(".sqlite") || name == manifest.snapshot
        let isSignature = name.hasPrefix(ReportManifest.fileName + ".") && name.hasSuffix("sig")
        return isSnapshot || isSignature || name == ReportManifest.fileName || name.hasPrefix(TemporaryNames.prefix)
    }

    /// The manifest of the set before this one must be the one that this one replaced.
    func `break`(after earlier: WrittenReports) -> String? {
        guard manifest.previous?.sha256 != earlier.sha256 else { return nil }
        let replaced =
            manifest.previous.map { "the one as of \($0.asOf), with the SHA-256 \($0.sha256)" } ?? "none"
        return
            "the reports before it, \(earlier.directory), are not those that it replaced: their manifest has the SHA-256 "
            + "\(earlier.sha256), and it replaced \(replaced). A set between them is missing, or one of them was changed."
    }

    /// Whether they tell what changed since a run before.
    var tellsChanges: Bool { manifest.files.contains { $0.path.hasPrefix("changes.") } }

    /// What this manifest says that is not what the snapshot gives.
    ///
    /// - Parameter holdsChanges: whether the run before was rendered too.
    func differences(
        from rendered: ReportManifest,
        snapshot: String,
        _ settings: ReportSettings,
        holdsChanges: Bool
    ) -> [String] {
        let isHeld = { (path: String) in
            if path.hasSuffix(".html"), !settings.formats.contains(.html) { return false }
            let others = [HTMLReportWriter.indexName, WorkbookReportWriter.fileName]
            return holdsChanges || !path.hasPrefix("changes.") && !others.contains(path)
        }
        let digests = Dictionary(rendered.files.map { ($0.path, $0.sha256) }, uniquingKeysWith: { first, _ in first })
        let listed = Set(manifest.files.map(\.path))
        let others = manifest.files.filter { isHeld($0.path) && digests[$0.path] != $0.sha256 }.map(\.path)
        let missing = rendered.files.map(\.path).filter { !listed.contains($0) }
        var troubles: [String] = []
        let facts = differingFacts(from: rendered, holdsChanges: holdsChanges)
        if !facts.isEmpty {
            troubles.append(
                "\(ReportManifest.fileName) differs from \(snapshot) in \(facts.joined(separator: ", ")): it was "
                    + "changed, or the snapshot is another."
            )
        }
        if !others.isEmpty {
            let templates =
                (settings.templates.map { ", or the templates in \($0) are others now" } ?? "")
                + (settings.pseudonymKey.map { ", or the key in \($0) is another now" } ?? "")
            troubles.append(
                "\(snapshot) gives \(others.count == 1 ? "another" : "others for") \(Self.named(others)) than "
                    + "\(ReportManifest.fileName) lists: it is another snapshot, or the manifest was changed\(templates)."
            )
        }
        if !missing.isEmpty {
            troubles.append("\(ReportManifest.fileName) does not list \(Self.named(missing)), which \(snapshot) gives.")
        }
        return troubles
    }

    /// The keys of the manifest whose values the snapshot gives otherwise. What was replaced is not in the snapshot, and
    /// options and files have been looked at.
    private func differingFacts(from rendered: ReportManifest, holdsChanges: Bool) -> [String] {
        func facts(_ manifest: ReportManifest) -> [String: NSObject] {
            var manifest = manifest
            if !holdsChanges { manifest.counts.rows[ReportKind.changes.rawValue] = nil }
            let object = (try? manifest.encoded()).flatMap { try? JSONSerialization.jsonObject(with: Data($0)) }
            return object as? [String: NSObject] ?? [:]
        }
        let (own, others) = (facts(manifest), facts(rendered))
        return Set(own.keys).union(others.keys).subtracting(["previous", "options", "files"])
            .filter { own[$0] != others[$0] }.sorted()
    }

    /// `students.csv, sections.csv and 12 more`
    private static func named(_ paths: [String]) -> String {
        let shown = paths.prefix(3).joined(separator: ", ")
        return paths.count > 3 ? "\(shown) and \(paths.count - 3) more" : shown
    }
}
