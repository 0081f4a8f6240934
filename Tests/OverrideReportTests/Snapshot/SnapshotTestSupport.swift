import Foundation
import TestSupport

@testable import OverrideReport

extension ScratchDirectory {
    var snapshot: String { file("snapshot.sqlite") }

    func newStore(_ name: String = "snapshot.sqlite") throws -> SnapshotStore {
        try SnapshotStore.create(file(name), identity: .sample, startedAt: SampleRecords.start)
    }
}

extension SnapshotIdentity {
    static let sample = SnapshotIdentity(
        canvasURL: "https://canvas.example.edu",
        viewerID: 9,
        viewerName: "Ada Registrar",
        toolVersion: "1.0.0"
    )
}
