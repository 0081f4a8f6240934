import Synchronization

/// An object of a paged list. The id tells whether a list that shifted between two pages showed it twice.
protocol PageElement: Decodable, Sendable, Identifiable<CanvasID> {}

/// A page of a list, as an array or inside an object.
protocol ElementPage: Decodable, Sendable {
    associatedtype Element: PageElement
    var elements: [Element] { get }
}

extension Array: ElementPage where Element: PageElement {
    var elements: [Element] { self }
}

/// Whether a server sends `Link` headers at all. Canvas sends one with every page of every list; then a page that lacks it
/// has lost it on the way, and with it the only sign that there is more.
final class LinkHabit: Sendable {
    private let sendsLinks = Atomic(false)

    /// Whether this page, or any before it, came with the header.
    func note(hasLink: Bool) -> Bool {
        sendsLinks.logicalOr(hasLink, ordering: .relaxed).newValue
    }
}

/// Reads a list page by page through the `Link` header, whose addresses are opaque, and takes it only when it is whole.
///
/// A page that can't be a part of a whole list (its link to the next one is lost, leads back or elsewhere, or an element
/// stands in it twice) is asked for again like any other damaged answer, and fails the list when that does not help.
struct PageReader {
    let client: CanvasClient
    /// The caller needs no more rows.
    var limit = Int.max
    /// No list of a course is longer; one that passes it has no end.
    var rowLimit = 500_000
    /// For a list from its first page to its last, a second reading included.
    var timeLimit = Duration.seconds(30 * 60)

    /// More empty pages in a row than this are no list.
    private static let emptyPageLimit = 10

    /// The same element on two pages.
    private struct ShiftedPages: Error {
        let element: CanvasID
    }

    /// All pages that are needed, at least one.
    ///
    /// Canvas takes no snapshot: when an object is added or deleted meanwhile, an element may come twice (and another one
    /// not at all). The list is then read once more from its start, and given up when that happens again.
    func pages<Page: ElementPage>(from first: String, of type: Page.Type) async throws -> [Page] {
        let deadline = client.timekeeper.now + timeLimit
        do {
            return try await readThrough(from: first, until: deadline, of: type)
        } catch is ShiftedPages {
            do {
                return try await readThrough(from: first, until: deadline, of: type)
            } catch let shift as ShiftedPages {
                let reason = "the id \(shift.element) came on two pages, twice in a row"
                throw error(.suspiciousPagination(reason: reason), at: first)
            }
        }
    }

    private func readThrough<Page: ElementPage>(
        from first: String,
        until deadline: Duration,
        of type: Page.Type
    ) async throws -> [Page] {
        var pages: [Page] = []
        var seen: Set<CanvasID> = []
        var visited: Set<String> = []
        var emptyPages = 0
        var target: String? = first
        while let current = target {
            guard client.timekeeper.now < deadline else {
                let minutes = timeLimit.components.seconds / 60
                throw error(.endless(reason: "it takes longer than \(minutes) minutes"), at: first)
            }
            visited.insert(current)
            let (page, next) = try await read(current, visited: visited, until: deadline, of: type)
            for element in page.elements where !seen.insert(element.id).inserted {
                throw ShiftedPages(element: element.id)
            }
            guard seen.count <= rowLimit else {
                throw error(.endless(reason: "more than \(rowLimit) rows came"), at: first)
            }
            pages.append(page)
            emptyPages = page.elements.isEmpty ? emptyPages + 1 : 0
            guard emptyPages <= Self.emptyPageLimit else {
                throw error(.suspiciousPagination(reason: "\(emptyPages) pages in a row are empty"), at: current)
            }
            target = seen.count < limit ? next : nil
        }
        return pages
    }

    private func read<Page: ElementPage>(
        _ target: String,
        visited: Set<String>,
        until deadline: Duration,
        of type: Page.Type
    ) async throws -> (Page, next: String?) {
        try await client.call(CanvasRequest(target: target), retriesUntil: deadline) { reply in
            let page = try CanvasJSON.decode(type, from: reply.body)
            var seen: Set<CanvasID> = []
            for element in page.elements where !seen.insert(element.id).inserted {
                throw doubtful("the id \(element.id) stands twice on one page")
            }
            let next = try nextTarget(reply.headers["link"], after: target, rows: page.elements.count)
            guard next.map(visited.contains) != true else {
                throw doubtful("the link to the next page leads back to one that was read")
            }
            return (page, next)
        }
    }

    private func nextTarget(_ links: [String], after target: String, rows: Int) throws -> String? {
        let mustHaveLink = client.linkHabit.note(hasLink: !links.isEmpty) || rows == client.options.pageSize
        let header = LinkHeader(links)
        if let next = header.next {
            return try LinkTarget(next, from: client.server.url.origin, at: target)
                .sameOrigin(orElse: .suspiciousPagination(reason: "the link to the next page is no address"))
        }
        guard !header.isBroken else { throw doubtful("its Link header can't be read, so there may be more") }
        // A page beyond the end of a list that has become shorter is empty.
        guard rows > 0 else { return nil }
        guard !header.leavesNextOut else {
            throw doubtful("its Link header names a last page that is another one, and no next page")
        }
        // Canvas drops links that pass 6 KB in silence.
        guard header.isOfList || !mustHaveLink else {
            throw doubtful("a page of \(rows) came without a Link header, so there may be more")
        }
        return nil
    }

    private func doubtful(_ reason: String) -> AttemptFailure {
        AttemptFailure(kind: .suspiciousPagination(reason: reason), retry: .doubtful)
    }

    private func error(_ kind: CanvasError.Kind, at target: String) -> CanvasError {
        client.error(kind, of: CanvasRequest(target: target))
    }
}
