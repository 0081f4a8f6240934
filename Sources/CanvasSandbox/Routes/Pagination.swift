import Foundation

/// A part of a list, and the `Link` header that leads on.
struct Page<Row> {
    var rows: [Row]
    var link: String?
}

extension RouteContext {
    /// The page that `page` and `per_page` name, of a list counted by page numbers.
    ///
    /// A page beyond the end is empty; one that is no number is a 404, as in Canvas: lib/api.rb.
    func page<Row>(of all: [Row]) throws(CanvasRefusal) -> Page<Row> {
        guard let number = Int(query.text("page") ?? "1"), number > 0 else { throw .notFound }
        let last = max(1, (all.count + perPage - 1) / perPage)
        let rows = number > last ? [] : all.dropFirst((number - 1) * perPage).prefix(perPage)
        return Page(
            rows: Array(rows),
            link: linkHeader([
                "current": pageURL(String(number)),
                "next": number < last ? pageURL(String(number + 1)) : nil,
                "prev": number > 1 ? pageURL(String(number - 1)) : nil,
                "first": pageURL("1"),
                "last": pageURL(String(last)),
            ])
        )
    }

    /// A page of enrollments. Canvas pages these by bookmark only: there is no last page and no page number. Its
    /// bookmarks are opaque; these name the enrollment after which the page begins.
    func page(of all: [SandboxEnrollment]) throws(CanvasRefusal) -> Page<SandboxEnrollment> {
        let prefix = "bookmark:"
        let name = query.text("page") ?? "first"
        var rest = all[...]
        if name != "first" {
            guard name.hasPrefix(prefix), let id = Int64(name.dropFirst(prefix.count)) else { throw .notFound }
            rest = all[try found(all.firstIndex { $0.id == id })...].dropFirst()
        }
        let rows = Array(rest.prefix(perPage))
        let next = rest.count > perPage ? rows.last.map { pageURL("\(prefix)\($0.id)") } : nil
        return Page(
            rows: rows,
            link: linkHeader(["current": pageURL(name), "next": next, "first": pageURL("first")])
        )
    }

    /// A whole answer of one page of a list.
    func list<Row>(_ all: [Row], _ body: (Row) -> JSONValue) throws(CanvasRefusal) -> SandboxReply {
        let page = try page(of: all)
        return .page(.array(page.rows.map(body)), link: page.link)
    }

    /// 1 to 100, 10 by default; what is no number counts as 1.
    private var perPage: Int {
        guard let text = query.text("per_page") else { return min(10, maximumPageSize) }
        return min(max(Int(text) ?? 1, 1), maximumPageSize)
    }

    private func pageURL(_ page: String) -> String {
        let dropped: Set = ["page", "per_page", "access_token", "api_key"]
        let pairs = query.pairs.filter { !dropped.contains($0.name) }.map { escaped($0.name) + "=" + escaped($0.value) }
        let path = request.origin + request.http.target.path()
        return path + "?" + (pairs + ["page=" + page, "per_page=\(perPage)"]).joined(separator: "&")
    }
}

/// Everything but RFC 3986's unreserved characters is escaped, as Rails's `to_query` does.
private func escaped(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-._~"))) ?? text
}

/// Canvas's `Link` header, comma without space: five links at most, and 6144 bytes. Links are given up in Canvas's order:
/// the first that does not fit ends the list. Nil when none fits.
private func linkHeader(_ urls: [String: String?]) -> String? {
    var kept: [String: String] = [:]
    var size = 0
    for relation in ["next", "last", "prev", "current", "first"] {
        guard let url = urls[relation] ?? nil else { continue }
        let link = "<\(url)>; rel=\"\(relation)\""
        size += link.utf8.count + (kept.isEmpty ? 0 : 1)
        guard size <= 6144 else { break }
        kept[relation] = link
    }
    let links = ["current", "next", "prev", "first", "last"].compactMap { kept[$0] }
    return links.isEmpty ? nil : links.joined(separator: ",")
}
