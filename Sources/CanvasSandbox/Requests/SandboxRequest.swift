/// A request as the routes see it.
struct SandboxRequest: Sendable {
    var method: String
    /// The path as sent, without the query.
    var path: String
    var query: QueryParameters
    /// Header names in lower case.
    var headers: [String: String]
    var body: [UInt8]

    /// The decoded pieces of the path; `sis_course_id:CS%2F101` stays one piece.
    var segments: [String] {
        path.split(separator: "/").map { percentDecoded($0) }
    }

    /// `http://127.0.0.1:8080`, as the caller addressed it.
    var origin: String {
        "http://" + (headers["host"] ?? "127.0.0.1")
    }

    var wantsTextIDs: Bool {
        headers["accept"]?.contains("application/json+canvas-string-ids") ?? false
    }

    /// The token of the `Authorization` header, or of the `access_token` parameter.
    var token: String? {
        if let header = headers["authorization"] {
            let words = header.split(separator: " ")
            return words.count == 2 && words[0].lowercased() == "bearer" ? String(words[1]) : ""
        }
        return query.text("access_token")
    }
}
