import Testing

@testable import OverrideReport

@Test func placeholder() {}
