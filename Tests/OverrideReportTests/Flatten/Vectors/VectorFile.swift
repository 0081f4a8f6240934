import Foundation

/// The vectors, read from the sources rather than from a bundle.
enum VectorFile {
    private struct Contents: Decodable {
        struct Head: Decodable {
            var id: String
            var engine: String
        }

        var vectors: [Head]
    }

    private struct Whole: Decodable {
        /// A vector of another engine has another shape: `nil` here, and named in ``VectorCoverage/leftOut``.
        struct Entry: Decodable {
            var vector: DateVector?

            init(from decoder: any Decoder) throws {
                let head = try Contents.Head(from: decoder)
                vector = VectorCoverage.engines.contains(head.engine) ? try DateVector(from: decoder) : nil
            }
        }

        var vectors: [Entry]
    }

    static func heads() throws -> [(id: String, engine: String)] {
        try decode(Contents.self).vectors.map { ($0.id, $0.engine) }
    }

    static func ids(of engine: String) throws -> [String] {
        try heads().filter { $0.engine == engine }.map(\.id)
    }

    static func vector(_ id: String) throws -> DateVector? {
        try decode(Whole.self).vectors.compactMap(\.vector).first { $0.id == id }
    }

    private static func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(
            type,
            from: Data(contentsOf: tests.appending(components: "Fixtures", "effective-dates.json"))
        )
    }
}
