import Logging

/// What a client may be told beyond where and as whom.
package struct CanvasClientOptions: Sendable {
    /// How ids come: both give the same results, and every Canvas takes either.
    package enum IDFormat: Sendable, CaseIterable {
        case numbers
        case strings
    }

    /// `override-report/1.0 (registrar@example.edu)`: who asks, so that Canvas's administrators can tell.
    package var userAgent: String
    package var idFormat: IDFormat
    /// Rows a page; Canvas takes 1 to 100.
    package var pageSize: Int
    package var retries: RetryPolicy

    /// - Parameters:
    ///   - version: of this program.
    ///   - contact: an address or URL of whoever runs it, without line ends.
    package init(
        version: String,
        contact: String,
        idFormat: IDFormat = .strings,
        pageSize: Int = 100,
        retries: RetryPolicy = RetryPolicy()
    ) {
        self.userAgent = "override-report/\(version) (\(contact))"
        self.idFormat = idFormat
        self.pageSize = pageSize
        self.retries = retries
    }
}

/// A client of Canvas's REST API. Every request passes one governor, is tried again where that makes sense, and its answer
/// is taken only when it is whole. A value: ``scoped(budget:)`` makes another that shares connections and governor and
/// counts for itself.
package struct CanvasClient: Sendable {
    let caller: Caller

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
        self.caller = Caller(
            server: server,
            transport: transport,
            governor: governor,
            options: options,
            timekeeper: timekeeper,
            wallClock: wallClock,
            random: random,
            logger: logger,
            linkHabit: LinkHabit(),
            budget: budget,
            counter: RequestCounter()
        )
    }

    private init(caller: Caller) {
        self.caller = caller
    }

    /// The same client with a budget and a ``requestCount`` of its own, for the work on one course.
    package func scoped(budget: RetryBudget) -> CanvasClient {
        var scoped = caller
        scoped.budget = budget
        scoped.counter = RequestCounter()
        return CanvasClient(caller: scoped)
    }

    /// Requests that went out through this value, retries and redirects included.
    package var requestCount: Int { caller.counter.value }
}

// MARK: What endpoints are made of

extension CanvasClient {
    /// An answer that is one object.
    func one<Value: Decodable & Sendable>(_ request: CanvasRequest) async throws -> Value {
        try await caller.perform(request) { reply in
            try CanvasJSON.decode(Value.self, from: reply.body)
        }
    }

    /// An array that is not paged.
    func list<Element: PageElement>(_ request: CanvasRequest) async throws -> [Element] {
        try await caller.perform(request) { reply in
            let page = try CanvasJSON.decode([Element].self, from: reply.body)
            try PageReader.checkIdentities(of: page)
            return page
        }
    }

    /// A request whose answer has no body.
    func send(_ request: CanvasRequest) async throws {
        try await caller.perform(request) { _ in }
    }

    /// All elements of a paged list.
    func all<Page: ElementPage>(_ request: CanvasRequest, of page: Page.Type) async throws -> [Page.Element] {
        try await PageReader(caller: caller).pages(request, of: page).flatMap(\.elements)
    }

    /// Pages inside an object: the head of the first, the overrides of all.
    func dateDetails(_ request: CanvasRequest) async throws -> Canvas.DateDetails {
        let pages = try await PageReader(caller: caller).pages(request, of: Canvas.DateDetails.self)
        var details = pages[0]
        details.overrides = pages.flatMap(\.overrides)
        return details
    }
}
