import Testing

@testable import OverrideReport

@Suite("Names that may have been meant")
struct NearNamesTests {
    @Test("nearest first, at most three, and none that is nothing like it")
    func near() {
        let names = ["format", "form", "forms", "from", "report", "out", "Format"]
        #expect(nearest(to: "fromat", among: names) == ["Format", "format", "from"])
        #expect(nearest(to: "FORMAT", among: names).prefix(2) == ["Format", "format"])
        #expect(nearest(to: "concurrency", among: names) == [])
        #expect(nearest(to: "", among: []) == [])
    }

    @Test(
        "the name itself is the nearest to it, in whatever order they are listed",
        arguments: ["out", "report", "form"]
    )
    func itself(name: String) {
        let names = ["format", "form", "forms", "from", "report", "out"]
        #expect(nearest(to: name, among: names).first == name)
        #expect(nearest(to: name, among: names) == nearest(to: name, among: names.reversed()))
    }
}
