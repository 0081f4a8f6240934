import ArgumentParser
import CanvasAPI
import Foundation
import OverrideReport

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
    static var defaultCompletionKind: CompletionKind { .commaList { allValueStrings } }
}

extension ArgumentHelp {
    /// Of an option that few need: `--help` leaves it out; `help options`, the manual page and shells have it.
    static func rare(_ abstract: String, discussion: String = "", valueName: String? = nil) -> Self {
        let visibility: ArgumentVisibility = CompletionScript.isBeingMade ? .default : .hidden
        return Self(abstract, discussion: discussion, valueName: valueName, visibility: visibility)
    }
}

extension ConcludedPolicy: ExpressibleByArgument {}
extension RowChoice: ExpressibleByArgument {}
extension NameChoice: ExpressibleByArgument {}

extension ColumnChoice: ExpressibleByArgument {
    package init?(argument: String) { self.init(typed: argument) }
    package static var defaultCompletionKind: CompletionKind { .commaList { known } }
}

extension Instant {
    /// As people type one.
    init(typed text: String) throws {
        guard let instant = Instant(rfc3339: text) else {
            throw ValidationError("Give the time and its offset too, as 2026-12-20T08:00:00-05:00.")
        }
        self = instant
    }
}

struct TimeZoneArgument: ExpressibleByArgument, Sendable {
    let choice: TimeZoneChoice

    init(choice: TimeZoneChoice) {
        self.choice = choice
    }

    init?(argument: String) {
        guard let choice = TimeZoneChoice(name: argument) else { return nil }
        self.choice = choice
    }

    var defaultValueDescription: String { choice.name }

    /// Zones whose place, without the continent, is near to what was typed.
    static func near(_ typed: String) -> [String] {
        func place(_ name: String) -> String {
            (name.split(separator: "/").last.map(String.init) ?? name).replacing(" ", with: "_")
        }
        let known = TimeZone.knownTimeZoneIdentifiers
        return nearest(to: place(typed), among: known.map(place).uniqued()).flatMap { near in
            known.filter { place($0) == near }
        }
    }
}

/// A duration as people type it: a whole number and one of s, m, h, d.
struct MaximumAge: ExpressibleByArgument, Sendable, Equatable {
    let seconds: Int64

    init(seconds: Int64) {
        self.seconds = seconds
    }

    init?(argument: String) {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let last = argument.last, let unit = units[last], let count = Int64(argument.dropLast()), count >= 0,
            !count.multipliedReportingOverflow(by: unit).overflow
        else { return nil }
        seconds = count * unit
    }

    var defaultValueDescription: String { "\(seconds / 3600)h" }
}

enum FailOn: String, ExpressibleByArgument, CaseIterable, Sendable {
    case never
    case error
    case warning

    /// The least bad severity that counts; `nil` for never.
    var severity: FindingRow.Severity? {
        switch self {
        case .never: nil
        case .error: .error
        case .warning: .warning
        }
    }
}
