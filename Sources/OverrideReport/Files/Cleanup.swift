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
