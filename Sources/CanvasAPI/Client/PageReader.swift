import NIOHTTP1

/// A page of a list, as an array or inside an object.
protocol ElementPage: Decodable, Sendable {
    associatedtype Element: PageElement
    var elements: [Element] { get }
}

extension Array: ElementPage where Element: PageElement {
    var elements: [Element] { self }
}

extension Canvas.TermPage: ElementPage {
    var elements: [Canvas.Term] { terms }
}

extension Canvas.QuizAssignmentOverridesPage: ElementPage {
    var elements: [Canvas.QuizAssignmentOverrides] { quizzes }
}

extension Canvas.DateDetails: ElementPage {
    var elements: [Canvas.AssignmentOverride] { overrides }
}

/// Reads a list page by page through the `Link` header, whose addresses are opaque, and takes it only when it is whole.
struct PageReader: Sendable {
    let caller: Caller

    /// More empty pages in a row than this are no list.
    private static let emptyPageLimit = 10

    /// The same element on two pages.
    private struct ShiftedPages: Error {
        let element: CanvasID
    }

    /// All pages, at least one.
    ///
    /// Canvas takes no snapshot: when an object is added or deleted meanwhile, an element may come twice (and another one
    /// not at all). The list is then read once more from its start, and given up when that happens again.
    func pages<Page: ElementPage>(_ request: CanvasRequest, of type: Page.Type) async throws -> [Page] {
        var request = request
        request.query.append(QueryItem("per_page", String(caller.options.pageSize)))
        let first = request.target(pathPrefix: caller.server.url.pathPrefix)
        do {
            return try await readThrough(from: first, of: type)
        } catch is ShiftedPages {
            do {
                return try await readThrough(from: first, of: type)
            } catch let shift as ShiftedPages {
                throw suspicious("the id \(shift.element) came on two pages, twice in a row", at: first)
            }
        }
    }

    private func readThrough<Page: ElementPage>(from first: String, of type: Page.Type) async throws -> [Page] {
        var pages: [Page] = []
        var seen: Set<CanvasID> = []
        var visited: Set<String> = [first]
        var emptyPages = 0
        var target = first
        while true {
            let (page, headers) = try await read(target, of: type)
            let elements = page.elements
            for element in elements where !seen.insert(element.pageIdentity).inserted {
                throw ShiftedPages(element: element.pageIdentity)
            }
            pages.append(page)
            emptyPages = elements.isEmpty ? emptyPages + 1 : 0
            guard let next = try nextTarget(headers, after: target, rows: elements.count) else { return pages }
            guard visited.insert(next).inserted else {
                throw suspicious("the link to the next page leads back to one that was read", at: target)
            }
            guard emptyPages <= Self.emptyPageLimit else {
                throw suspicious("\(emptyPages) pages in a row are empty", at: target)
            }
            target = next
        }
    }

    private func read<Page: ElementPage>(_ target: String, of type: Page.Type) async throws -> (Page, HTTPHeaders) {
        try await caller.perform(.get, target) { reply in
            (try CanvasJSON.decode(type, from: reply.body), reply.headers)
        }
    }

    private func nextTarget(_ headers: HTTPHeaders, after target: String, rows: Int) throws -> String? {
        let values = headers["link"]
        guard let next = LinkHeader(values).next else {
            // Canvas drops links that pass 6 KB in silence; with them goes the only sign that there is more.
            if values.isEmpty, rows == caller.options.pageSize {
                throw suspicious("a full page of \(rows) came without a Link header, so there may be more", at: target)
            }
            return nil
        }
        switch LinkTarget(next, from: caller.server.url.origin, at: target) {
        case .sameOrigin(let next): return next
        case .elsewhere(let origin): throw caller.error(.leadsElsewhere(origin: origin), .get, target)
        case .unreadable: throw suspicious("the link to the next page is no address", at: target)
        }
    }

    private func suspicious(_ reason: String, at target: String) -> CanvasError {
        caller.error(.suspiciousPagination(reason: reason), .get, target)
    }
}
