/// One call of the API, before it has an origin and a token.
struct CanvasRequest: Equatable, Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case put = "PUT"
    }

    var method: Method
    /// The path behind `/api/v1`, escaped: `/courses/42/sections`.
    var path: String
    var query: [QueryItem]
    var body: [UInt8]?

    static func get(_ path: String, _ query: [QueryItem] = []) -> CanvasRequest {
        CanvasRequest(method: .get, path: path, query: query, body: nil)
    }

    static func put(_ path: String, body: [UInt8]) -> CanvasRequest {
        CanvasRequest(method: .put, path: path, query: [], body: body)
    }

    /// Path and query as they go on the wire below a path prefix.
    func target(pathPrefix: String) -> String {
        let queryText = query.map(\.encoded).joined(separator: "&")
        return pathPrefix + "/api/v1" + path + (queryText.isEmpty ? "" : "?" + queryText)
    }
}

/// A query parameter; Rails's brackets are part of the name (`include[]`) and go escaped.
struct QueryItem: Equatable, Sendable {
    let name: String
    let value: String

    init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    var encoded: String { PercentEncoding.strict(name) + "=" + PercentEncoding.strict(value) }
}
