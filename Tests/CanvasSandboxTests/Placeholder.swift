import Testing
@testable import CanvasSandbox
@Test func placeholder() {}
