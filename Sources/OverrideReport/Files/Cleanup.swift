/// Runs `body`, and where that fails, `cleanup`. The error of `body` is thrown even where clearing up fails as well: it is
/// the cause.
func attempt<Result>(_ body: () throws -> Result, onFailure cleanup: () throws -> Void) throws -> Result {
    do {
        return try body()
    } catch {
        try? cleanup()
        throw error
    }
}

/// Likewise for what waits.
func attempt<Result: Sendable>(
    isolation: isolated (any Actor)? = #isolation,
    _ body: () async throws -> Result,
    onFailure cleanup: () throws -> Void
) async throws -> Result {
    do {
        return try await body()
    } catch {
        try? cleanup()
        throw error
    }
}

/// Runs `body` with the path of a new directory that only its owner may enter, which is removed when that is done.
package func withTemporaryDirectory<Result: Sendable>(
    isolation: isolated (any Actor)? = #isolation,
    in parent: String,
    _ body: (String) async throws -> Result
) async throws -> Result {
    let path = try FileSystem.createTemporaryDirectory(in: parent)
    let result = try await attempt {
        try await body(path)
    } onFailure: {
        try FileSystem.removeTree(path)
    }
    try FileSystem.removeTree(path)
    return result
}
