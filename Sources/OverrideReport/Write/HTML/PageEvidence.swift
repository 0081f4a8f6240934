import Foundation

/// What makes a page evidence, also when it is one sheet of paper among others: of when it is, of which Canvas, through
/// whose eyes, and by which version.
extension RunFacts {
    /// For `sources.mustache`.
    ///
    /// - Parameter zone: of the page's dates.
    func evidence(in zone: TimeZone) -> PageValues {
        [
            "as_of": .text(asOf.wordsAndZone(zone)),
            "host": .text(canvasHost),
            "viewer": .text(viewer),
            "version": .text(version),
        ]
    }

    /// What stands at the foot of each printed page.
    ///
    /// - Parameter name: what the page is of; the whole run where left out.
    func foot(of name: String? = nil, in zone: TimeZone? = nil) -> String {
        let parts = [
            name.map { shortened($0, to: 60) }, canvasHost, "as of \(asOf.wordsAndZone(zone ?? self.zone))",
            "token of \(shortened(viewer, to: 60))", "override-report \(version)",
        ]
        return parts.compactMap(\.self).joined(separator: " · ")
    }
}
