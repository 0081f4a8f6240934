import TestSupport
import Testing

@testable import OverrideReport

@Suite("Plans made of noise")
struct ModulePlanFuzzTests {
    @Test(
        "whatever the bytes, the answer is a plan or an error with the file's name",
        arguments: [UInt64(3), 20_260_301]
    )
    func mutated(seed: UInt64) {
        var random = SeededGenerator(seed)
        let original = Array(SamplePlan.unchanged.utf8)
        var planCount = 0
        for round in 0..<3_000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.insert(Array("\",;\r\n 0123456789m'=".utf8).randomElement(using: &random) ?? 0, at: place)
                case 2: bytes.remove(at: place)
                default: bytes.removeSubrange(place..<min(place + 30, bytes.count))
                }
            }
            do throws(InputError) {
                let plan = try ModulePlanReader.plan(InputText(bytes, file: "plan.csv"))
                #expect(!plan.modules.isEmpty, "seed \(seed), round \(round)")
                planCount += 1
            } catch {
                #expect(
                    error.file == "plan.csv" && error.message.hasSuffix("."),
                    "seed \(seed), round \(round): \(error)"
                )
            }
        }
        #expect(planCount > 100, "the noise should leave some plans whole")
    }
}
