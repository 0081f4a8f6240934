import Logging
import Synchronization

/// Log lines with their metadata, at every level.
package final class CollectedLog: Sendable {
    private let collected = Mutex<[String]>([])

    package init() {}

    package var lines: [String] { collected.withLock { $0 } }
    package var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    private struct Handler: LogHandler {
        let log: CollectedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let fields = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            log.collected.withLock { $0.append("\(event.message) \(fields.joined(separator: " "))") }
        }
    }
}
