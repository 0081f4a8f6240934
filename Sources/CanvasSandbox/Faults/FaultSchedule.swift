/// Decides request by request whether a fault hits it.
struct FaultSchedule: Sendable {
    private let rules: [SandboxFaultRule]
    private var matches: [Int]
    private var hits: [Int]
    private var generator: SplitMix64

    init(_ faults: SandboxFaults) {
        rules = faults.rules
        matches = Array(repeating: 0, count: faults.rules.count)
        hits = matches
        generator = SplitMix64(seed: faults.seed)
    }

    /// The fault of the next request, if any. Every rule draws its number for every request, so that what one rule does
    /// has no influence on the others.
    mutating func next(target: String) -> SandboxFault? {
        var chosen: SandboxFault?
        for (index, rule) in rules.enumerated() {
            let draw = Double(generator.next() >> 11) / Double(1 << 53)
            if let part = rule.pathContains, !target.contains(part) { continue }
            matches[index] += 1
            guard chosen == nil, matches[index] > rule.skip, draw < rule.fraction else { continue }
            if let limit = rule.limit, hits[index] >= limit { continue }
            hits[index] += 1
            chosen = rule.fault
        }
        return chosen
    }
}

/// A small generator of which every seed gives a known sequence (Steele, Lea and Flood, 2014).
struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
