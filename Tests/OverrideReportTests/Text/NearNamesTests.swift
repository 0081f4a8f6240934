import TestSupport
import Testing

@testable import OverrideReport

@Suite("Near names")
struct NearNamesTests {
    private static let keys = ["templates", "template", "time-zone", "term", "token-file", "token-command", "out"]

    @Test(
        "a few slips, a part and another case are near; nearest come first, three at most",
        arguments: [
            ("templtes", ["templates", "template"]), ("tempaltes", ["templates", "template"]), ("TERM", ["term"]),
            ("timezone", ["time-zone"]), ("token", ["token-file", "token-command"]), ("outt", ["out"]),
            ("nothing-of-the-kind", []), ("", []),
        ]
    )
    func near(typed: String, expected: [String]) {
        #expect(nearest(to: typed, among: Self.keys) == expected)
    }

    @Test("of equals the first of the list comes first")
    func order() {
        let terms = ["Spring 2025", "Spring 2027", "Spring 2028", "Spring 2029", "Autumn 2026"]
        #expect(nearest(to: "Spring 2026", among: terms) == ["Spring 2025", "Spring 2027", "Spring 2028"])
        #expect(nearest(to: "Spring 2026", among: terms.reversed()) == ["Spring 2029", "Spring 2028", "Spring 2027"])
    }

    @Test("one slip in any name is near it, whatever the slip")
    func anySlip() {
        var random = SeededGenerator(1)
        for name in Self.keys {
            for _ in 0..<50 {
                var letters = Array(name)
                let place = Int.random(in: 0..<letters.count - 1, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: letters.remove(at: place)
                case 1: letters.insert("x", at: place)
                case 2: letters[place] = "x"
                default: letters.swapAt(place, place + 1)
                }
                let typed = String(letters)
                #expect(nearest(to: typed, among: Self.keys).contains(name), "\(typed)")
            }
        }
    }
}
