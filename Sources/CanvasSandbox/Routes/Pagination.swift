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
        let size = perPage
        var number = 1
        if let text = request.query.text("page") {
            guard let value = Int(text), value > 0 else { throw .notFound }
            number = value
        }
        let last = max(1, (all.count + size - 1) / size)
        let start = min((number - 1).multipliedReportingOverflow(by: size).partialValue, all.count)
        let rows = number > last ? [] : Array(all[start..<min(start + size, all.count)])
        let links = LinkHeader(
            current: pageURL(String(number)),
            next: number < last ? pageURL(String(number + 1)) : nil,
            previous: number > 1 ? pageURL(String(number - 1)) : nil,
            first: pageURL("1"),
            last: pageURL(String(last))
        )
        return Page(rows: rows, link: links.text)
    }

    /// A page of enrollments. Canvas pages these by bookmark only: there is no last page and no page number.
    func page(of all: [SandboxEnrollment]) throws(CanvasRefusal) -> Page<SandboxEnrollment> {
        let name = request.query.text("page") ?? "first"
        var rest = all[...]
        if name != "first" {
            guard let bookmark = EnrollmentBookmark(pageName: name) else { throw .notFound }
            rest = all.drop { !(bookmark < $0.bookmark) }
        }
        let rows = Array(rest.prefix(perPage))
        let next = rest.count > perPage ? rows.last.map { pageURL($0.bookmark.pageName) } : nil
        let links = LinkHeader(current: pageURL(name), next: next, previous: nil, first: pageURL("first"), last: nil)
        return Page(rows: rows, link: links.text)
    }

    /// A whole answer of one page of a list.
    func list<Row>(_ all: [Row], _ body: (Row) -> JSONValue) throws(CanvasRefusal) -> SandboxReply {
        let page = try page(of: all)
        return .json(.array(page.rows.map(body))).with(link: page.link)
    }

    /// 1 to 100, 10 by default; what is no number counts as 1.
    private var perPage: Int {
        guard let text = request.query.text("per_page") else { return min(10, maximumPageSize) }
        return min(max(Int(text) ?? 1, 1), maximumPageSize)
    }

    private func pageURL(_ page: String) -> String {
        let dropped: Set = ["page", "per_page", "access_token", "api_key"]
        var pairs = request.query.pairs.filter { !dropped.contains($0.name) }
            .map { percentEncoded($0.name) + "=" + percentEncoded($0.value) }
        pairs.append("page=" + page)
        pairs.append("per_page=\(perPage)")
        return request.origin + request.path + "?" + pairs.joined(separator: "&")
    }
}

/// Canvas's `Link` header: five links at most, and 6144 bytes.
struct LinkHeader {
    var current: String
    var next: String?
    var previous: String?
    var first: String
    var last: String?

    private static let maximumBytes = 6144

    /// The header, comma without space; nil when not even the most important link fits. Links are given up in Canvas's
    /// order: the first that does not fit ends the list.
    var text: String? {
        let byImportance = [("next", next), ("last", last), ("prev", previous), ("current", current), ("first", first)]
        var kept: [String: String] = [:]
        var size = 0
        for (relation, url) in byImportance {
            guard let url else { continue }
            let link = "<\(url)>; rel=\"\(relation)\""
            size += link.utf8.count + (kept.isEmpty ? 0 : 1)
            guard size <= Self.maximumBytes else { break }
            kept[relation] = link
        }
        let links = ["current", "next", "prev", "first", "last"].compactMap { kept[$0] }
        return links.isEmpty ? nil : links.joined(separator: ",")
    }
}

extension EnrollmentBookmark {
    private static let prefix = "bookmark:"

    var pageName: String {
        let value: JSONValue = .array([.string(type), .string(sortableName), .integer(id)])
        let text = Data(JSONWriter.bytes(of: value)).base64EncodedString()
        return Self.prefix + text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    init?(pageName: String) {
        guard pageName.hasPrefix(Self.prefix) else { return nil }
        var text = pageName.dropFirst(Self.prefix.count).replacing("-", with: "+").replacing("_", with: "/")
        text += String(repeating: "=", count: (4 - text.count % 4) % 4)
        guard let data = Data(base64Encoded: String(text)),
            case .array(let parts)? = try? JSONValue.parse(Array(data)), parts.count == 3,
            case .string(let type) = parts[0], case .string(let name) = parts[1], case .integer(let id) = parts[2]
        else { return nil }
        self.init(type: type, sortableName: name, id: id)
    }
}
