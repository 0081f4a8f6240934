import CanvasAPI
import Foundation

/// What became of one directory of reports since it was written.
package struct Verification: Sendable, Equatable {
    package let directory: String
    package let asOf: String
    /// That the manifest lists.
    package let fileCount: Int
    /// What is not as it was written, a sentence each.
    package internal(set) var troubles: [String] = []
    /// What is odd and proves nothing.
    package internal(set) var warnings: [String] = []
    /// What could be held to its SHA-256 only, and why.
    package internal(set) var notes: [String] = []
}

/// Are these the reports that this snapshot gives, unchanged since they were written?
///
/// A file is held to the SHA-256 of its manifest, and the manifest to the snapshot, which is rendered again with the
/// manifest's options: who changes a file and its digest has not changed what the snapshot gives. Who changes all three is
/// found out by the manifest of the next night, which holds this one's digest, or by a signature.
package struct ReportVerifier: Sendable {
    /// Of this program.
    private let version: String
    /// In place of the one that the manifest names beside itself.
    private let snapshot: String?
    /// Where reports may be rendered.
    private let scratch: String

    package init(version: String, snapshot: String?, scratch: String) {
        self.version = version
        self.snapshot = snapshot
        self.scratch = scratch
    }

    /// - Returns: one for each directory, in the order of their as-of.
    /// - Throws: `InputError` for a directory without a manifest that can be read.
    package func verify(_ directories: [String]) async throws -> [Verification] {
        let sets = try directories.map(WrittenReports.init(in:)).sorted(by: WrittenReports.isEarlier)
        var verifications: [Verification] = []
        for (index, set) in sets.enumerated() {
            var verification = set.verification()
            if index > 0, let trouble = set.break(after: sets[index - 1]) { verification.troubles.append(trouble) }
            try await hold(set, to: &verification)
            verifications.append(verification)
        }
        return verifications
    }

    /// Renders the snapshot again, and compares.
    private func hold(_ set: WrittenReports, to verification: inout Verification) async throws {
        guard set.manifest.version == version else {
            verification.notes.append(
                "it was written by version \(set.manifest.version), and this is \(version), so that its files are checked by "
                    + "their SHA-256 only. Version \(set.manifest.version) can compare them with the snapshot."
            )
            return
        }
        let path = try FileSystem.createTemporaryDirectory(in: scratch)
        defer { try? FileSystem.removeTree(path) }
        do {
            var settings = try ReportSettings(of: set.manifest, directory: path + "/reports")
            if settings.names == .pseudonym {
                let key = settings.pseudonymKey ?? ""
                guard (try? PseudonymKey(readingFrom: key)) != nil else {
                    verification.notes.append(
                        "the key of its pseudonyms, \(key), is gone or can't be read, so that its files are checked by their "
                            + "SHA-256 only."
                    )
                    return
                }
            }
            if let templates = settings.templates, (try? ReportTemplates.replaced(from: templates)) == nil {
                settings.formats.removeAll { $0 == .html }
                settings.templates = nil
                verification.notes.append(
                    "the templates of its pages, \(templates), are gone or broken, so that the pages are checked by their "
                        + "SHA-256 only."
                )
            }
            let (rendered, holdsChanges) = try await render(set, settings, &verification.notes)
            verification.troubles += set.differences(
                from: rendered,
                snapshot: snapshotPath(of: set),
                settings,
                holdsChanges: holdsChanges
            )
        } catch let error as UnknownOption {
            verification.troubles.append(
                "\(ReportManifest.fileName) has \(error.value.quoted) for the option \(error.name), which this version never "
                    + "writes: it was changed."
            )
        } catch let error as SelectionError {
            verification.troubles.append("the snapshot is not the one that it was rendered from. \(error)")
        } catch let error as SnapshotError {
            verification.troubles.append("the snapshot can't be rendered again. \(error)")
        }
    }

    private func snapshotPath(of set: WrittenReports) -> String {
        snapshot ?? "\(set.directory)/\(set.snapshotName)"
    }

    /// - Returns: the manifest of what the snapshot gives, and whether the run before gave what changed since.
    private func render(
        _ set: WrittenReports,
        _ settings: ReportSettings,
        _ notes: inout [String]
    ) async throws -> (ReportManifest, holdsChanges: Bool) {
        let path = snapshotPath(of: set)
        let store = try SnapshotLifecycle.openFinished(file: path)
        let earlier = set.tellsChanges ? try? SnapshotLifecycle.openBefore(store, file: path) : nil
        let holdsChanges = earlier != nil || !set.tellsChanges
        if !holdsChanges {
            notes.append(
                "the snapshot of the previous run, \(SnapshotPaths(file: path).previous), is gone or can't be read, so that "
                    + "what changed, the front page and the workbook are checked by their SHA-256 only."
            )
        }
        return try await attempt {
            _ = try await ReportDestination(settings).publish(
                store,
                since: earlier,
                try store.arrivals(),
                snapshotName: set.snapshotName,
                version: version,
                events: { _ in }
            )
            try earlier?.close()
            try store.close()
            return (try WrittenReports(in: settings.directory).manifest, holdsChanges)
        } onFailure: {
            try store.close()
        }
    }
}
