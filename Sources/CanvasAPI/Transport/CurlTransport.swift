import CCurl
import Foundation
import Synchronization

/// The transport over libcurl: one pool of connections on a thread of its own, TLS by the system's authorities and one
/// more, proxies as `HTTPS_PROXY` and `NO_PROXY` name them, HTTP/2 where a server speaks it, decompression.
///
/// The connections close when it is dropped.
package final class CurlTransport: HTTPTransport {
    private let settings: TransferSettings
    private let loop = TransferLoop()

    /// - Parameter authorities: a file of certificates that are trusted as well.
    package convenience init(authorities: CertificateFile? = nil) {
        self.init(TransferSettings(authorities: authorities))
    }

    init(_ settings: TransferSettings) {
        self.settings = settings
    }

    deinit {
        loop.end()
    }

    package func send(_ exchange: HTTPExchange) async throws -> HTTPReply {
        let transfer = Transfer(exchange, settings)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                transfer.continuation = continuation
                loop.start(transfer)
            }
        } onCancel: {
            transfer.isCancelled.store(true, ordering: .releasing)
            loop.wake()
        }
    }
}

/// The thread that the transfers live on. libcurl lets other threads do nothing but wake it.
private final class TransferLoop: Sendable {
    private struct Inbox {
        var arrivals: [Transfer] = []
        var isEnding = false
    }

    private let inbox = Mutex(Inbox())
    /// Nil where the process has no file descriptor left to be woken by.
    private nonisolated(unsafe) let multi: UnsafeMutableRawPointer?

    private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init() {
        multi = Self.isLibraryReady ? curl_multi_init() : nil
        let canWake = multi.map { curl_multi_wakeup($0) == CURLM_OK } ?? false
        let thread = Thread { [self] in run(canWake: canWake) }
        thread.name = "http"
        thread.start()
    }

    func start(_ transfer: Transfer) {
        inbox.withLock { $0.arrivals.append(transfer) }
        wake()
    }

    func end() {
        // Woken before the thread can see it and free what it is woken by.
        inbox.withLock { inbox in
            inbox.isEnding = true
            wake()
        }
    }

    func wake() {
        if let multi { curl_multi_wakeup(multi) }
    }

    private func run(canWake: Bool) {
        // Signals are other threads' business; writing to a closed connection is an error here, and not SIGPIPE.
        var every = sigset_t()
        sigfillset(&every)
        pthread_sigmask(SIG_BLOCK, &every, nil)

        var active: [UnsafeMutableRawPointer: Transfer] = [:]
        defer { if let multi { curl_multi_cleanup(multi) } }
        while true {
            let (arrivals, isEnding) = inbox.withLock { inbox in
                defer { inbox.arrivals = [] }
                return (inbox.arrivals, inbox.isEnding)
            }
            for transfer in arrivals {
                if let multi, let handle = transfer.prepare(), curl_multi_add_handle(multi, handle) == CURLM_OK {
                    active[handle] = transfer
                } else {
                    transfer.finish(.failure(transfer.failure(CURLE_FAILED_INIT)))
                }
            }
            perform(&active)
            // Nothing can be under way any more: who waits for an answer holds the transport.
            if isEnding { return }
            poll(active.values, longest: canWake ? .seconds(60) : .milliseconds(50))
        }
    }

    private func perform(_ active: inout [UnsafeMutableRawPointer: Transfer]) {
        guard let multi else { return }
        func end(_ handle: UnsafeMutableRawPointer, _ outcome: (Transfer) -> Result<HTTPReply, any Error>) {
            guard let transfer = active.removeValue(forKey: handle) else { return }
            let result = outcome(transfer)
            curl_multi_remove_handle(multi, handle)
            transfer.finish(result)
        }
        var count: Int32 = 0
        curl_multi_perform(multi, &count)
        while let message = curl_multi_info_read(multi, &count) {
            if message.pointee.msg == CURLMSG_DONE {
                let code = ccurl_result(message)
                end(message.pointee.easy_handle) { $0.outcome(code) }
            }
        }
        for (handle, transfer) in active {
            if transfer.isCancelled.load(ordering: .acquiring) {
                end(handle) { _ in .failure(CancellationError()) }
            } else if transfer.deadline <= .now {
                end(handle) { .failure($0.timeout) }
            }
        }
    }

    private func poll(_ active: some Sequence<Transfer>, longest: Duration) {
        let next = active.map(\.deadline).min().map { ContinuousClock.now.duration(to: $0) } ?? longest
        // One more, so that the moment has come when it wakes.
        let milliseconds = Int32(max(0, min(next, longest) / .milliseconds(1))) + 1
        if let multi {
            curl_multi_poll(multi, nil, 0, milliseconds, nil)
        } else {
            usleep(UInt32(milliseconds) * 1000)
        }
    }
}
