import Testing
@testable import Spreadsheet
@Test func placeholder() {}
