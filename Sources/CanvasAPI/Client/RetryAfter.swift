/// The `Retry-After` header: seconds, or the moment as an HTTP date.
struct RetryAfter: Equatable {
    /// Nobody is made to wait longer than this by a header.
    private static let longest = 600.0

    /// Nil for what can't be obeyed; then the pauses are the client's own.
    let delay: Duration?
    /// What is done in place of what was asked for, for the log.
    let note: String?

    /// Nil where the header is missing or can't be read.
    ///
    /// - Parameter now: without it a date says nothing.
    init?(_ headers: HTTPHeaders, now: Instant?) {
        guard let text = headers.first(name: "retry-after") else { return nil }
        if let seconds = Double(text), !seconds.isNaN {
            self.init(seconds: seconds)
        } else if let now, let moment = Instant(httpDate: text) {
            // A date that has passed is a clock that differs, and no reason to wait.
            self.init(seconds: max(0, Double(moment.secondsSince1970 - now.secondsSince1970)))
        } else {
            return nil
        }
    }

    private init(seconds: Double) {
        delay = seconds < 0 ? nil : .seconds(min(seconds, Self.longest))
        if seconds < 0 {
            note = "Retry-After is negative; the usual pause is made."
        } else if seconds > Self.longest {
            note = "Retry-After asks for more than \(Int(Self.longest) / 60) minutes; no more than that is waited."
        } else {
            note = nil
        }
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
