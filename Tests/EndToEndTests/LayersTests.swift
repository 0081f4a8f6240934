import Foundation
import TestSupport
import Testing

@Suite("The order of the product's folders")
struct LayersTests {
    @Test("the check names file, line and type where a folder names a later one, and where it has no place")
    func brokenOrder() throws {
        let directory = try ScratchDirectory()
        try directory.write(
            "/// Rows come from a Course.\nstruct Reader { let note = \"Course\" }\n",
            to: "Text/Reader.swift"
        )
        try directory.write("struct Course {}\n", to: "Model/Course.swift")
        #expect(try check(directory.path).status == 0)

        try directory.write("struct Reader {\n    let course: Course\n}\n", to: "Text/Reader.swift")
        try directory.write("enum Other {}\n", to: "Elsewhere/Other.swift")
        let (status, output) = try check(directory.path)
        #expect(status == 1)
        #expect(output.contains("Text/Reader.swift:2: Text names Course of Model, which comes later"))
        #expect(output.contains("Elsewhere/Other.swift: Elsewhere has no place in the order"))
    }

    @Test("the product keeps it")
    func product() throws {
        let (status, output) = try check(Tool.package.appending(path: "Sources/OverrideReport").path)
        #expect(status == 0, "\(output)")
    }

    private func check(_ directory: String) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = Tool.package.appending(path: ".ci/layers.py")
        process.arguments = [directory]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
