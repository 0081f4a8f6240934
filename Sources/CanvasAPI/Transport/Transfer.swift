import CCrypto
import CCurl
import Foundation
import Synchronization

/// What every transfer of a transport keeps to.
struct TransferSettings: Sendable {
    /// For the connection: name, proxy and TLS included.
    var connect = Duration.seconds(10)
    /// From the connection to the head of the answer.
    var firstByte = Duration.seconds(60)
    /// Between two pieces of the body.
    var idle = Duration.seconds(30)
    /// For all of it, however steadily something trickles in.
    var whole = Duration.seconds(120)
    /// Bytes of one decompressed body; the due dates of a course of 2,000 students and 500 assignments are 100 MB.
    var bodyLimit = 512 << 20
    /// Trusted beside the system's.
    var authorities: CertificateFile?
}

/// A file of certificate authorities in PEM, known to be readable.
package struct CertificateFile: Sendable {
    package let path: String

    /// Nil when the file can't be read, or holds no certificate.
    package init?(_ path: String) {
        let store = X509_STORE_new()
        defer { X509_STORE_free(store) }
        guard X509_STORE_load_file(store, path) == 1 else {
            ERR_clear_error()
            return nil
        }
        self.path = path
    }
}

/// One exchange on its way. Once it is started it belongs to the loop's thread, but for `isCancelled`.
final class Transfer: @unchecked Sendable {
    let isCancelled = Atomic(false)
    var continuation: CheckedContinuation<HTTPReply, any Error>?

    private let exchange: HTTPExchange
    private let settings: TransferSettings
    private let start = ContinuousClock.now
    private var handle: UnsafeMutableRawPointer?
    private var headerList: UnsafeMutablePointer<curl_slist>?

    /// There was a connection, and from then on the server may have seen the request.
    private var wasSent = false
    private var headers: HTTPHeaders = [:]
    private var headBytes = 0
    private var isHeadComplete = false
    private var body = Data()
    private var lastPiece = ContinuousClock.now
    private var isTooLarge = false

    private static let headLimit = 1 << 20

    init(_ exchange: HTTPExchange, _ settings: TransferSettings) {
        self.exchange = exchange
        self.settings = settings
    }

    /// The last call. The library must not be busy with it any more.
    func finish(_ result: Result<HTTPReply, any Error>) {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headerList)
        continuation?.resume(with: result)
    }

    // MARK: The request

    /// - Returns: nil when the library can't, for want of memory.
    func prepare() -> UnsafeMutableRawPointer? {
        guard let handle = curl_easy_init() else { return nil }
        self.handle = handle
        ccurl_set_text(handle, CURLOPT_URL, exchange.url)
        ccurl_set_web_only(handle)
        ccurl_set_number(handle, CURLOPT_FOLLOWLOCATION, 0)
        ccurl_set_number(handle, CURLOPT_PATH_AS_IS, 1)
        ccurl_set_number(handle, CURLOPT_NOSIGNAL, 1)
        ccurl_set_quick_exit(handle)
        ccurl_set_number(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        // Empty: every encoding that the library can undo.
        ccurl_set_text(handle, CURLOPT_ACCEPT_ENCODING, "")
        let connect = settings.connect / .milliseconds(1)
        ccurl_set_number(handle, CURLOPT_CONNECTTIMEOUT_MS, Int(connect.rounded(.up)))
        // A proxy's answer to CONNECT is not the server's.
        ccurl_set_number(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        // What is not encrypted stays on this machine, whatever proxy the environment names.
        if exchange.url.hasPrefix("http://") { ccurl_set_text(handle, CURLOPT_PROXY, "") }
        if let authorities = settings.authorities { ccurl_set_text(handle, CURLOPT_CAINFO, authorities.path) }
        if let body = exchange.body {
            // The size first: without it the bytes are taken for text.
            ccurl_set_number(handle, CURLOPT_POSTFIELDSIZE, body.count)
            var bytes = body
            ccurl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, &bytes)
        }
        if exchange.wantsCertificate { ccurl_set_number(handle, CURLOPT_CERTINFO, 1) }
        ccurl_set_text(handle, CURLOPT_CUSTOMREQUEST, exchange.method)
        // Nobody waits for leave to send a body.
        headerList = curl_slist_append(headerList, "Expect:")
        for field in exchange.headers.fields {
            headerList = curl_slist_append(headerList, "\(field.name): \(field.value)")
        }
        ccurl_set_pointer(handle, CURLOPT_HTTPHEADER, headerList)
        receive(through: handle)
        return handle
    }

    private func receive(through handle: UnsafeMutableRawPointer) {
        let this = Unmanaged.passUnretained(self).toOpaque()
        ccurl_set_pointer(handle, CURLOPT_HEADERDATA, this)
        ccurl_set_receiver(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, transfer in
            Transfer.at(transfer)?.takeHeaderLine(UnsafeBufferPointer(start: bytes, count: size * count)) ?? 0
        }
        ccurl_set_pointer(handle, CURLOPT_WRITEDATA, this)
        ccurl_set_receiver(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, transfer in
            Transfer.at(transfer)?.takeBody(UnsafeBufferPointer(start: bytes, count: size * count)) ?? 0
        }
        ccurl_set_pointer(handle, CURLOPT_PREREQDATA, this)
        ccurl_set_prerequest(handle) { transfer, _, _, _, _ in
            Transfer.at(transfer)?.mayBeSent() ?? CURL_PREREQFUNC_ABORT
        }
    }

    private static func at(_ pointer: UnsafeMutableRawPointer?) -> Transfer? {
        pointer.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// The library sends a request again by itself when a connection that was used before turns out to be closed. A write
    /// must not go out twice, and other requests are tried again in one place, which is not this one.
    private func mayBeSent() -> Int32 {
        guard !wasSent else { return CURL_PREREQFUNC_ABORT }
        wasSent = true
        return CURL_PREREQFUNC_OK
    }

    // MARK: The answer

    /// - Returns: how much was taken; anything but all of it ends the transfer.
    private func takeHeaderLine(_ bytes: UnsafeBufferPointer<CChar>) -> Int {
        headBytes += bytes.count
        guard headBytes <= Self.headLimit else {
            isTooLarge = true
            return 0
        }
        let line = String(decoding: UnsafeRawBufferPointer(bytes), as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            // Also after an interim answer, such as 100 Continue.
            headers = [:]
        } else if line.allSatisfy(\.isNewline) {
            isHeadComplete = status >= 200
            lastPiece = .now
        } else if !isHeadComplete, let colon = line.firstIndex(of: ":") {
            // What comes after the body is no header.
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespacesAndNewlines)
            headers.add(name: String(line[..<colon]), value: value)
        }
        return bytes.count
    }

    private func takeBody(_ bytes: UnsafeBufferPointer<CChar>) -> Int {
        guard body.count + bytes.count <= settings.bodyLimit else {
            isTooLarge = true
            return 0
        }
        body.append(bytes)
        lastPiece = .now
        return bytes.count
    }

    private var status: Int { ccurl_get_number(handle, CURLINFO_RESPONSE_CODE) }

    /// What came of it.
    func outcome(_ code: CURLcode) -> Result<HTTPReply, any Error> {
        // A status line may say any three digits.
        guard code == CURLE_OK, isHeadComplete else {
            return .failure(failure(code == CURLE_OK ? CURLE_WEIRD_SERVER_REPLY : code))
        }
        var reply = HTTPReply(status: status, headers: headers, body: body)
        if exchange.wantsCertificate { reply.certificateEnd = certificateEnd }
        return .success(reply)
    }

    private var certificateEnd: Instant? {
        let name = "Expire date:"
        var entry = ccurl_server_certificate(handle)
        while let current = entry?.pointee {
            let text = String(cString: current.data)
            if text.hasPrefix(name) { return Instant(httpDate: String(text.dropFirst(name.count))) }
            entry = UnsafePointer(current.next)
        }
        return nil
    }

    private var phase: TransportFailure.Phase {
        isHeadComplete ? .receiving : wasSent ? .waiting : .connecting
    }

    /// The moment by which it must have got further. The library itself watches over connecting.
    var deadline: ContinuousClock.Instant {
        let next = isHeadComplete ? lastPiece + settings.idle : start + settings.connect + settings.firstByte
        return min(next, start + settings.whole)
    }

    /// What it is when the deadline has passed.
    var timeout: TransportFailure {
        let reason =
            deadline == start + settings.whole
            ? "the answer was not whole after \(Int(settings.whole / .seconds(1))) s"
            : isHeadComplete ? "the answer stopped arriving" : "no answer began in time"
        return TransportFailure(phase: phase, reason: reason)
    }
}

// MARK: Failures in words

extension Transfer {
    func failure(_ code: CURLcode) -> TransportFailure {
        TransportFailure(phase: phase, reason: reason(code), isLasting: code == CURLE_PEER_FAILED_VERIFICATION)
    }

    /// The library's own texts are not passed on, since some contain addresses.
    private func reason(_ code: CURLcode) -> String {
        if isTooLarge { return "the answer is larger than any that can be meant" }
        if phase == .connecting, Self.isOutOfDescriptors {
            return "this process may open no more files (see ulimit -n), and so no connection"
        }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return "the host name is not known"
        case CURLE_COULDNT_RESOLVE_PROXY: return "the name of the proxy is not known"
        case CURLE_COULDNT_CONNECT:
            return ccurl_get_number(handle, CURLINFO_OS_ERRNO) == Int(ECONNREFUSED)
                ? "the connection was refused" : "no connection could be made"
        case CURLE_OPERATION_TIMEDOUT: return "no connection could be made in time"
        case CURLE_PEER_FAILED_VERIFICATION: return certificateReason
        case CURLE_SSL_CONNECT_ERROR: return "no secure connection could be made (perhaps the server speaks no HTTPS)"
        case CURLE_SSL_CACERT_BADFILE: return "the file of certificate authorities can't be read"
        case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_ABORTED_BY_CALLBACK:
            return "the connection was closed too early"
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            let proxyStatus = ccurl_get_number(handle, CURLINFO_HTTP_CONNECTCODE)
            return phase == .connecting && proxyStatus >= 300
                ? "the proxy refused the connection with status \(proxyStatus)" : "the connection was reset"
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR,
            CURLE_HTTP2, CURLE_HTTP2_STREAM:
            return "the answer is cut or no valid HTTP"
        default:
            return "the exchange failed (\(String(cString: curl_easy_strerror(code))))"
        }
    }

    /// What is wrong with the certificate that the server showed, by OpenSSL's verdict. A host that is not in it is found
    /// by libcurl itself, before it notes that verdict.
    private var certificateReason: String {
        switch Int32(ccurl_get_number(handle, CURLINFO_SSL_VERIFYRESULT)) {
        case X509_V_OK, X509_V_ERR_UNSPECIFIED: "the server's certificate is for another host"
        case X509_V_ERR_CERT_HAS_EXPIRED: "the server's certificate has expired"
        case X509_V_ERR_CERT_NOT_YET_VALID: "the server's certificate is not valid yet"
        default: "the server's certificate is not trusted (--ca-file names an authority to trust)"
        }
    }

    private static var isOutOfDescriptors: Bool {
        let descriptor = dup(STDERR_FILENO)
        guard descriptor < 0 else {
            close(descriptor)
            return false
        }
        return errno == EMFILE || errno == ENFILE
    }
}
