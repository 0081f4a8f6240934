import Testing
@testable import CanvasAPI
@Test func placeholder() {}
