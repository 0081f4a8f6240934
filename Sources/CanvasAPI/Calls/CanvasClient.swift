import Logging
import Synchronization

/// What a client may be told beyond where and as whom.
package struct CanvasClientOptions: Sendable {
    /// How ids come: both give the same results, and every Canvas takes either.
    package enum IDFormat: Sendable, CaseIterable {
        case numbers
        case strings
    }

    /// `override-report/1.0 (registrar@example.edu)`: who asks, so that Canvas's administrators can tell.
    package let userAgent: String
    let idFormat: IDFormat
    /// Rows a page; Canvas takes 1 to 100.
    let pageSize: Int
    var retries = RetryPolicy()

    /// - Parameters:
    ///   - version: of this program.
    ///   - contact: an address or URL of whoever runs it, without line ends.
    package init(version: String, contact: String, idFormat: IDFormat = .strings, pageSize: Int = 100) {
        self.userAgent = "override-report/\(version) (\(contact))"
        self.idFormat = idFormat
        self.pageSize = pageSize
    }
}

/// A client of Canvas's REST API. Every request passes one governor, is tried again where that makes sense, and its answer
/// is taken only when it is whole. A value: ``scoped(budget:)`` makes another that shares connections and governor and
/// counts for itself.
package struct CanvasClient: Sendable {
    let server: CanvasServer
    let transport: any HTTPTransport
    let governor: ThrottleGovernor
    package let options: CanvasClientOptions
    let timekeeper: Timekeeper
    let wallClock: @Sendable () -> Instant
    let random: @Sendable () -> Double
    let logger: Logger
    let linkHabit = LinkHabit()
    private(set) var budget: RetryBudget
    private(set) var counter = RequestCounter()

    /// - Parameters:
    ///   - budget: of the run; a course's is its child.
    ///   - wallClock: now, which only a `Retry-After` that is a date is measured against.
    ///   - random: from 0 up to 1, for the jitter of back-off.
    package init(
        server: CanvasServer,
        transport: any HTTPTransport,
        governor: ThrottleGovernor,
        options: CanvasClientOptions,
        budget: RetryBudget = .forRun(),
        timekeeper: Timekeeper = Timekeeper(),
        wallClock: @escaping @Sendable () -> Instant,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        logger: Logger
    ) {
        self.server = server
        self.transport = transport
        self.governor = governor
        self.options = options
        self.budget = budget
        self.timekeeper = timekeeper
        self.wallClock = wallClock
        self.random = random
        self.logger = logger
    }

    /// The same client with a budget and a ``requestCount`` of its own, for the work on one course.
    package func scoped(budget: RetryBudget) -> CanvasClient {
        var scoped = self
        scoped.budget = budget
        scoped.counter = RequestCounter()
        return scoped
    }

    /// Requests that went out through this value, retries and redirects included.
    package var requestCount: Int { counter.count.load(ordering: .relaxed) }
}

/// Shared by copies of one client.
final class RequestCounter: Sendable {
    let count = Atomic(0)
}

// MARK: What endpoints are made of

/// A path stands behind `/api/v1` and is escaped: `/courses/42/sections`. Names and values of a query are escaped here;
/// Rails's brackets are part of the name (`include[]`).
extension CanvasClient {
    typealias Query = [(name: String, value: String)]

    /// An answer that is one object.
    func one<Value: Decodable & Sendable>(_ path: String, _ query: Query = []) async throws -> Value {
        try await call(CanvasRequest(target: target(path, query))) { reply in
            try CanvasJSON.decode(Value.self, from: reply.body)
        }
    }

    /// All elements of a paged list.
    func all<Element: PageElement>(_ path: String, _ query: Query = []) async throws -> [Element] {
        try await pages(path, query, of: [Element].self).flatMap(\.self)
    }

    /// All pages of a list, at least one.
    ///
    /// - Parameter limit: of rows, where so many do.
    func pages<Page: ElementPage>(
        _ path: String,
        _ query: Query = [],
        limit: Int? = nil,
        of type: Page.Type
    ) async throws -> [Page] {
        let query = query + [("per_page", String(options.pageSize))]
        return try await PageReader(client: self, limit: limit ?? .max).pages(from: target(path, query), of: type)
    }

    /// A write whose answer has no body.
    func put(_ path: String, _ body: some Encodable) async throws {
        let body = try CanvasJSON.encode(body)
        try await call(CanvasRequest(method: .put, target: target(path, []), body: body)) { _ in }
    }

    func target(_ path: String, _ query: Query) -> String {
        let query = query.map { "\($0.percentEncoded)=\($1.percentEncoded)" }.joined(separator: "&")
        return server.url.pathPrefix + "/api/v1" + path + (query.isEmpty ? "" : "?" + query)
    }
}
