// MARK: What can be learned of the token

extension CanvasClient {
    /// `GET /users/self`, asked once: what one request finds out about a Canvas, whatever comes of it.
    ///
    /// - Throws: `CancellationError`.
    package func probe() async throws -> CanvasProbe {
        let request = CanvasRequest(target: target("/users/self", []), wantsCertificate: true)
        do {
            let (reply, verdict) = try await exchange(request)
            return CanvasProbe(reply, verdict, try await user(reply, verdict, of: request))
        } catch let failure as AttemptFailure {
            return CanvasProbe(user: .failure(error(failure.kind, of: request)))
        }
    }

    private func user(
        _ reply: HTTPReply,
        _ verdict: ReplyVerdict,
        of request: CanvasRequest
    ) async throws -> Result<Canvas.User, CanvasError> {
        do {
            switch verdict {
            case .success: return .success(try CanvasJSON.decode(Canvas.User.self, from: reply.body))
            case .failure(let failure): return .failure(error(failure.kind, of: request))
            case .redirect: return .success(try await currentUser())
            }
        } catch let answer as MalformedAnswer {
            return .failure(error(.malformed(path: answer.path, reason: answer.reason), of: request))
        } catch let error as CanvasError {
            return .failure(error)
        }
    }

    /// `GET /users/self/user_generated_tokens`: when the token that asks ends, by the hint of it that Canvas keeps.
    /// (Canvas: app/controllers/tokens_controller.rb)
    ///
    /// - Returns: nil where Canvas does not tell: it lists only tokens that people made, and an older one none.
    package func tokenEnd() async throws -> TokenEnd? {
        let listed: [Canvas.UserToken] = try await all("/users/self/user_generated_tokens")
        let token = server.token.text
        // The hint is of the token without the number of its shard.
        let bare = token.split(separator: "~", maxSplits: 1).last ?? ""
        let own = listed.filter { known in
            guard let hint = known.tokenHint, !hint.isEmpty else { return false }
            return token.hasPrefix(hint) || bare.hasPrefix(hint)
        }
        guard own.count == 1, let known = own.first else { return nil }
        return known.expiresAt.map(TokenEnd.at) ?? .never
    }
}

/// What came of the first request.
package struct CanvasProbe: Sendable {
    /// The token's owner, or why not.
    package let user: Result<Canvas.User, CanvasError>
    /// Something answered, if only to refuse.
    package private(set) var isAnswered = false
    /// Canvas's own clock.
    package private(set) var clock: Instant?
    /// When the certificate of the server ends; nil without TLS.
    package private(set) var certificateEnd: Instant?
    /// What is left of the quota for requests.
    package private(set) var quota: Double?

    fileprivate init(user: Result<Canvas.User, CanvasError>) {
        self.user = user
    }

    fileprivate init(_ reply: HTTPReply, _ verdict: ReplyVerdict, _ user: Result<Canvas.User, CanvasError>) {
        self.user = user
        isAnswered = true
        clock = reply.headers.first(name: "date").flatMap { Instant(httpDate: $0) }
        certificateEnd = reply.certificateEnd
        quota = ThrottleSignal(reply, verdict).remaining
    }
}

package enum TokenEnd: Sendable, Equatable {
    case never
    case at(Instant)
}

extension Canvas {
    struct UserToken: PageElement {
        let id: CanvasID
        let tokenHint: String?
        let expiresAt: Instant?

        enum CodingKeys: String, CodingKey {
            case id
            case tokenHint = "token_hint"
            case expiresAt = "expires_at"
        }
    }
}
