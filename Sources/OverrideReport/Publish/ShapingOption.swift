import CanvasAPI
import Foundation

/// An option that shapes a byte of the reports: as the manifest writes it, and as it is read back from there.
private struct ShapingOption {
    /// The long name.
    let name: String
    /// `nil` where it was not given and has no default.
    let text: (ReportSettings) -> String?
    /// `false` for a text that is no value of the option.
    let read: (inout ReportSettings, String) -> Bool

    /// All of them but `--as-of`, which the manifest has a place of its own for.
    static var all: [ShapingOption] {
        [
            ShapingOption(
                name: "time-zone",
                text: { $0.timeZone.name },
                read: { settings, text in
                    guard let choice = TimeZoneChoice(name: text) else { return false }
                    settings.timeZone = choice
                    return true
                }
            ),
            choice("concluded", \.concluded),
            choice("rows", \.rows),
            choice("names", \.names),
            list("enrollment-state", \.enrollmentStates),
            list("report", \.kinds),
            list("format", \.formats),
            flag("csv-raw", \.isCSVRaw), flag("teachers", \.showsTeachers),
            ShapingOption(
                name: "columns",
                text: { $0.columns == .all ? nil : $0.columns.description },
                read: { settings, text in
                    guard let columns = ColumnChoice(typed: text), columns.trouble(in: ReportKind.allCases) == nil
                    else {
                        return false
                    }
                    settings.columns = columns
                    return true
                }
            ),
            ShapingOption(
                name: "only",
                text: { $0.onlyCourses.isEmpty ? nil : $0.onlyCourses.joined(separator: ",") },
                read: { settings, text in
                    settings.onlyCourses = text.split(separator: ",").map(String.init)
                    return true
                }
            ),
            optionalText("student", \.onlyStudent), optionalText("pseudonym-key", \.pseudonymKey),
            optionalText("templates", \.templates),
        ]
    }

    private static func flag(_ name: String, _ field: WritableKeyPath<ReportSettings, Bool>) -> ShapingOption {
        ShapingOption(
            name: name,
            text: { String($0[keyPath: field]) },
            read: { settings, text in
                guard let isOn = Bool(text) else { return false }
                settings[keyPath: field] = isOn
                return true
            }
        )
    }

    private static func optionalText(
        _ name: String,
        _ field: WritableKeyPath<ReportSettings, String?>
    ) -> ShapingOption {
        ShapingOption(
            name: name,
            text: { $0[keyPath: field] },
            read: { settings, text in
                settings[keyPath: field] = text
                return true
            }
        )
    }

    private static func choice<Value: RawRepresentable<String>>(
        _ name: String,
        _ field: WritableKeyPath<ReportSettings, Value>
    ) -> ShapingOption {
        ShapingOption(
            name: name,
            text: { $0[keyPath: field].rawValue },
            read: { settings, text in
                guard let value = Value(rawValue: text) else { return false }
                settings[keyPath: field] = value
                return true
            }
        )
    }

    private static func list<Value: RawRepresentable<String>>(
        _ name: String,
        _ field: WritableKeyPath<ReportSettings, [Value]>
    ) -> ShapingOption {
        ShapingOption(
            name: name,
            text: { $0[keyPath: field].map(\.rawValue).joined(separator: ",") },
            read: { settings, text in
                let words = text.split(separator: ",").map(String.init)
                let values = words.compactMap(Value.init(rawValue:))
                guard values.count == words.count, !values.isEmpty else { return false }
                settings[keyPath: field] = values
                return true
            }
        )
    }
}

extension ReportSettings {
    /// The options that shaped the reports, for the manifest.
    var described: [String: String] {
        var options: [String: String] = [:]
        for option in ShapingOption.all { options[option.name] = option.text(self) }
        return options
    }

    /// Those that gave the reports of a manifest.
    ///
    /// - Throws: ``UnknownOption`` for one that this version does not know.
    init(of manifest: ReportManifest, directory: String) throws(UnknownOption) {
        guard let asOf = Instant(rfc3339: manifest.asOf) else {
            throw UnknownOption(name: "as-of", value: manifest.asOf)
        }
        self.init(directory: directory, asOf: asOf)
        for (name, value) in manifest.options.sorted(by: { $0.key < $1.key }) {
            guard let option = ShapingOption.all.first(where: { $0.name == name }), option.read(&self, value) else {
                throw UnknownOption(name: name, value: value)
            }
        }
    }
}

/// An option of a manifest that is none, or has no value of it.
struct UnknownOption: Error, Equatable {
    var name: String
    var value: String
}
