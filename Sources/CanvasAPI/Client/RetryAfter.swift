import NIOHTTP1

/// The `Retry-After` header: seconds, or the moment as an HTTP date.
enum RetryAfter {
    /// Nobody is made to wait longer than this by a header.
    private static let longest = Duration.seconds(600)

    /// - Parameter now: without it a date says nothing.
    static func delay(in headers: HTTPHeaders, now: Instant?) -> Duration? {
        guard let text = headers.first(name: "retry-after") else { return nil }
        if let seconds = Double(text), seconds.isFinite, seconds >= 0 {
            return min(.seconds(min(seconds, 1e6)), longest)
        }
        guard let now, let moment = Instant(httpDate: text) else { return nil }
        return min(max(.seconds(moment.secondsSince1970 - now.secondsSince1970), .zero), longest)
    }
}

extension Instant {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `Sat, 21 Nov 2026 21:06:48 GMT`, the only form that servers may send today.
    init?(httpDate text: some StringProtocol) {
        let parts = text.split { $0 == " " || $0 == "," }
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]),
            let month = Self.months.firstIndex(where: { $0 == parts[2] }), let year = Int(parts[3])
        else { return nil }
        let twoDigits = { (number: Int) in number < 10 ? "0\(number)" : String(number) }
        self.init(rfc3339: "\(year)-\(twoDigits(month + 1))-\(twoDigits(day))T\(parts[4])Z")
    }
}
