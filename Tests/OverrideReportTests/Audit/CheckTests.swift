import Foundation
import Testing

@testable import OverrideReport

@Suite("What a check says, and how it ends")
struct CheckTests {
    private let report = CheckReport([
        .ok(.address, "https://canvas.example.edu"),
        .ok(.course, "“A \"B\"” is read", of: "101"),
        Check(.overrides, .warn, "hidden", next: "Ask."),
        .fail(.output, "can't write reports: permission denied. Check the owner. And the group."),
        .skip(.snapshot, "none yet"),
    ])

    @Test("as text, a line each, and below it what to do")
    func text() {
        #expect(
            report.lines == [
                "ok    address     https://canvas.example.edu",
                "ok    course 101  “A \"B\"” is read",
                "warn  overrides   hidden",
                "      next: Ask.",
                "fail  output      can't write reports: permission denied.",
                "      next: Check the owner. And the group.",
                "skip  snapshot    none yet",
            ]
        )
    }

    @Test("as JSON, one object with the same")
    func json() throws {
        struct Document: Decodable, Equatable {
            struct Entry: Decodable, Equatable {
                var name: String
                var status: String
                var message: String
                var next: String?
            }
            var checks: [Entry]
        }
        let document = try JSONDecoder().decode(Document.self, from: Data(report.json.utf8))
        #expect(
            document.checks == [
                .init(name: "address", status: "ok", message: "https://canvas.example.edu"),
                .init(name: "course 101", status: "ok", message: "“A \"B\"” is read"),
                .init(name: "overrides", status: "warn", message: "hidden", next: "Ask."),
                .init(
                    name: "output",
                    status: "fail",
                    message: "can't write reports: permission denied.",
                    next: "Check the owner. And the group."
                ),
                .init(name: "snapshot", status: "skip", message: "none yet"),
            ]
        )
        #expect(report.json.components(separatedBy: "\"next\": null").count == 4)
    }

    @Test("an error that does not say what to do gets something to do")
    func withoutAdvice() {
        #expect(Check.fail(.courseList, "list.csv: empty").next == "Correct it, and check again.")
    }

    @Test("of several faults the one that a run would meet first decides")
    func worstFault() {
        let other = Check.fail(.output, "a", .other)
        let list = Check.fail(.courseList, "a", .unreadableInput)
        let token = Check.fail(.token, "a", .tokenRefused)
        let usage = Check.fail(.address, "a", .wrongUsage)
        #expect(CheckReport([.ok(.token, "a"), Check(.groups, .warn, "a")]).worstFault == nil)
        #expect(CheckReport([other]).worstFault == .other)
        #expect(CheckReport([other, list]).worstFault == .unreadableInput)
        #expect(CheckReport([other, list, token]).worstFault == .tokenRefused)
        #expect(CheckReport([other, list, token, usage]).worstFault == .wrongUsage)
    }
}
