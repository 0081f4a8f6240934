import Testing

@testable import CanvasSandbox

@Suite("Leaky bucket and parameters")
struct InternalsTests {
    @Test("a bucket takes eleven requests at once, gives back what they reserved, and leaks")
    func bucket() {
        let start = ContinuousClock.now
        var bucket = LeakyBucket(.canvas, now: start)
        var admitted = (1...12).map { _ in bucket.admit(now: start) }
        #expect(admitted == Array(repeating: true, count: 11) + [false])
        #expect(bucket.remaining == 50)
        bucket.settle(cost: 10, now: start)
        #expect(bucket.remaining == 90)
        admitted = [0, 1, 2].map { bucket.admit(now: start.advanced(by: .seconds($0))) }
        #expect(admitted == [true, false, true])
        #expect(bucket.remaining == 10)
    }

    @Test(
        "parameters nest by Rack's rules",
        arguments: [
            ("a=1&b=x%20y+z", ["a": .text("1"), "b": .text("x y z")]),
            ("a[]=1&a[]=2", ["a": .list([.text("1"), .text("2")])]),
            ("a[b][c]=1", ["a": .table(["b": .table(["c": .text("1")])])]),
            ("a[][b][]=1&a[][b][]=2", ["a": .list([.table(["b": .list([.text("1"), .text("2")])])])]),
            (
                "a[][b]=1&a[][c]=2&a[][b]=3",
                ["a": .list([.table(["b": .text("1"), "c": .text("2")]), .table(["b": .text("3")])])]
            ),
            ("a[0][b][]=1", ["a": .table(["0": .table(["b": .list([.text("1")])])])]),
        ] as [(String, [String: ParameterValue])]
    )
    func parameters(query: String, expected: [String: ParameterValue]) {
        let parameters = QueryParameters(query: query)
        for (name, value) in expected { #expect(parameters[name] == value) }
    }
}
