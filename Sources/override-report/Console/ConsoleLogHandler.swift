import Foundation
import Logging

/// Log lines to standard error, as text for people or as JSON, one object a line, for log collectors.
struct ConsoleLogHandler: LogHandler {
    enum Format: String, Sendable, CaseIterable {
        case text
        case json
    }

    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let format: Format
    private let console: Console
    private let now: @Sendable () -> Date

    init(format: Format, level: Logger.Level, console: Console, now: @escaping @Sendable () -> Date) {
        self.format = format
        self.logLevel = level
        self.console = console
        self.now = now
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }
            .sorted { $0.key < $1.key }
            .map { (key: $0.key, value: $0.value.description) }
        switch format {
        case .text:
            let suffix = fields.map { " \($0.key)=\($0.value)" }.joined()
            let prefix = event.level >= .warning ? "\(event.level.rawValue): " : ""
            console.error("\(prefix)\(event.message)\(suffix)")
        case .json:
            console.error(json(event, fields))
        }
    }

    private func json(_ event: LogEvent, _ fields: [(key: String, value: String)]) -> String {
        var object = Dictionary(fields.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        object["time"] = now().formatted(.iso8601)
        object["level"] = event.level.rawValue
        object["message"] = event.message.description
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(object) else { return event.message.description }
        return String(decoding: data, as: UTF8.self)
    }
}
