import Testing
@testable import SnapshotStore
@Test func placeholder() {}
