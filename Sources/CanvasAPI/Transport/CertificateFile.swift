import CCrypto

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

extension Transfer {
    /// What is wrong with the certificate that the server showed. A host that is not in it is found by libcurl itself, before
    /// it notes OpenSSL's verdict.
    var certificateReason: String {
        switch Int32(verifyResult) {
        case X509_V_OK, X509_V_ERR_UNSPECIFIED: "the server's certificate is for another host"
        case X509_V_ERR_CERT_HAS_EXPIRED: "the server's certificate has expired"
        case X509_V_ERR_CERT_NOT_YET_VALID: "the server's certificate is not valid yet"
        default: "the server's certificate is not trusted (--ca-file names an authority to trust)"
        }
    }
}
