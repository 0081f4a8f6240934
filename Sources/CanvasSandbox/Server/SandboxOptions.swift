/// How a sandbox is run.
package struct SandboxOptions: Sendable {
    /// The port on 127.0.0.1; 0 takes a free one.
    package var port: Int
    package var faults: SandboxFaults
    /// The most objects on a page; Canvas's is 100. Tests make it small.
    package var maximumPageSize: Int
    /// Answers every verb but GET with 405, for proving that nothing writes.
    package var isReadOnly: Bool
    /// How long each answer takes at least.
    package var latency: Duration

    package init(
        port: Int = 0,
        faults: SandboxFaults = .none,
        maximumPageSize: Int = 100,
        isReadOnly: Bool = false,
        latency: Duration = .zero
    ) {
        self.port = port
        self.faults = faults
        self.maximumPageSize = maximumPageSize
        self.isReadOnly = isReadOnly
        self.latency = latency
    }
}
