import Synchronization

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

/// Whether a server sends `Link` headers at all. Canvas sends one with every page of every list; then a page that lacks it
/// has lost it on the way, and with it the only sign that there is more.
final class LinkHabit: Sendable {
    private let sendsLinks = Mutex(false)

    /// Whether this page, or any before it, came with the header.
    func note(hasLink: Bool) -> Bool {
        sendsLinks.withLock { sendsLinks in
            sendsLinks = sendsLinks || hasLink
            return sendsLinks
        }
    }
}

/// Reads a list page by page through the `Link` header, whose addresses are opaque, and takes it only when it is whole.
///
/// A page that can't be a part of a whole list (its link to the next one is lost, leads back or elsewhere, or an element
/// stands in it twice) is asked for again like any other damaged answer, and fails the list when that does not help.
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
        var visited: Set<String> = []
        var emptyPages = 0
        var target: String? = first
        while let current = target {
            visited.insert(current)
            let (page, next) = try await read(current, visited: visited, of: type)
            for element in page.elements where !seen.insert(element.pageIdentity).inserted {
                throw ShiftedPages(element: element.pageIdentity)
            }
            pages.append(page)
            emptyPages = page.elements.isEmpty ? emptyPages + 1 : 0
            guard emptyPages <= Self.emptyPageLimit else {
                throw suspicious("\(emptyPages) pages in a row are empty", at: current)
            }
            target = next
        }
        return pages
    }

    private func read<Page: ElementPage>(
        _ target: String,
        visited: Set<String>,
        of type: Page.Type
    ) async throws -> (Page, next: String?) {
        try await caller.perform(.get, target) { reply in
            let page = try CanvasJSON.decode(type, from: reply.body)
            try Self.checkIdentities(of: page.elements)
            let next = try nextTarget(reply.headers["link"], after: target, rows: page.elements.count)
            guard next.map(visited.contains) != true else {
                throw Self.doubtful("the link to the next page leads back to one that was read")
            }
            return (page, next)
        }
    }

    private func nextTarget(_ links: [String], after target: String, rows: Int) throws -> String? {
        let mustHaveLink = caller.linkHabit.note(hasLink: !links.isEmpty) || rows == caller.options.pageSize
        guard let next = LinkHeader(links).next else {
            // Canvas drops links that pass 6 KB in silence.
            if links.isEmpty, rows > 0, mustHaveLink {
                throw Self.doubtful("a page of \(rows) came without a Link header, so there may be more")
            }
            return nil
        }
        switch LinkTarget(next, from: caller.server.url.origin, at: target) {
        case .sameOrigin(let next): return next
        case .elsewhere(let origin): throw AttemptFailure(kind: .leadsElsewhere(origin: origin), retry: .doubtful)
        case .unreadable: throw Self.doubtful("the link to the next page is no address")
        }
    }

    /// - Throws: `AttemptFailure` when an element stands twice in one page.
    static func checkIdentities(of elements: [some PageElement]) throws {
        var seen: Set<CanvasID> = []
        for element in elements where !seen.insert(element.pageIdentity).inserted {
            throw doubtful("the id \(element.pageIdentity) stands twice on one page")
        }
    }

    private static func doubtful(_ reason: String) -> AttemptFailure {
        AttemptFailure(kind: .suspiciousPagination(reason: reason), retry: .doubtful)
    }

    private func suspicious(_ reason: String, at target: String) -> CanvasError {
        caller.error(.suspiciousPagination(reason: reason), .get, target)
    }
}
