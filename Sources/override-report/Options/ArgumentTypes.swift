import ArgumentParser
import CanvasAPI
import Foundation

@testable import OverrideReport

/// Several values of a closed list in one argument, separated by commas.
struct CommaList<Element>: ExpressibleByArgument, Sendable, Equatable
where Element: RawRepresentable & CaseIterable & Sendable & Equatable, Element.RawValue == String {
    let values: [Element]

    init(_ values: [Element]) {
        self.values = values
    }

    init?(argument: String) {
        var values: [Element] = []
        for word in argument.split(separator: ",", omittingEmptySubsequences: true) {
            guard let value = Element(rawValue: word.trimmingCharacters(in: .whitespaces).lowercased()) else {
                return nil
            }
            if !values.contains(value) { values.append(value) }
        }
        guard !values.isEmpty else { return nil }
        // One order, however they were typed, so that the manifest does not depend on it.
        self.values = Element.allCases.filter(values.contains)
    }

    var description: String { values.map(\.rawValue).joined(separator: ",") }
    var defaultValueDescription: String { description }
    static var allValueStrings: [String] { Element.allCases.map(\.rawValue) }
}

extension ConcludedPolicy: ExpressibleByArgument {}

struct InstantArgument: ExpressibleByArgument, Sendable {
    let instant: Instant

    init?(argument: String) {
        guard let instant = Instant(rfc3339: argument) else { return nil }
        self.instant = instant
    }
}

struct TimeZoneArgument: ExpressibleByArgument, Sendable {
    let choice: TimeZoneChoice

    init(choice: TimeZoneChoice) {
        self.choice = choice
    }

    init?(argument: String) {
        switch argument.lowercased() {
        case "course": choice = .course
        case "utc": choice = .utc
        default:
            guard let zone = TimeZone(identifier: argument) else { return nil }
            choice = .named(zone)
        }
    }

    var defaultValueDescription: String { choice.name }
}
