import CanvasAPI

/// Whether a run would get what it needs from a Canvas: first what one request finds out, then the list, then what of the
/// first courses the token may see.
package struct CanvasChecks: Sendable {
    /// What came of the course list.
    package enum Listing: Sendable {
        case courses([CourseReference])
        /// Why it can't be read.
        case failed(String, Check.Fault)
        /// Why it is not looked at.
        case skipped(String)
    }

    private let canvas: CanvasConnection
    private let now: @Sendable () -> Instant
    /// How many courses are tried.
    private let courseCount: Int
    private let asksForAccommodations: Bool

    package init(
        _ canvas: CanvasConnection,
        courseCount: Int,
        asksForAccommodations: Bool = false,
        now: @escaping @Sendable () -> Instant
    ) {
        self.canvas = canvas
        self.asksForAccommodations = asksForAccommodations
        self.courseCount = courseCount
        self.now = now
    }

    /// - Parameter list: reads the course list; told whether Canvas can be asked for it.
    /// - Throws: `CancellationError`.
    package func checks(list: @Sendable (_ isUsable: Bool) async throws -> Listing) async throws -> [Check] {
        let probe = try await canvas.client.probe()
        var checks = connectionChecks(probe)
        let isUsable = (try? probe.user.get()) != nil
        checks.append(try await tokenCheck(probe))
        checks.append(quotaCheck(probe))
        switch try await list(isUsable) {
        case .courses(let courses):
            checks.append(.ok(.courseList, quantity(courses.count, "course") + " can be read"))
            checks +=
                try await isUsable
                ? CourseChecks(
                    canvas,
                    courses,
                    count: courseCount,
                    asksForAccommodations: asksForAccommodations
                ).checks()
                : CourseChecks.skipped("Canvas can't be asked")
        case .failed(let description, let fault):
            checks.append(.fail(.courseList, description, fault))
            checks += CourseChecks.skipped("see course_list")
        case .skipped(let reason):
            checks.append(.skip(.courseList, reason))
            checks += CourseChecks.skipped("see course_list")
        }
        return checks
    }

    /// The same where Canvas can't be asked at all, because of what is wrong with one subject.
    package static func failed(_ subject: Check.Subject, _ description: String, _ fault: Check.Fault) -> [Check] {
        let subjects: [Check.Subject] = [
            .address, .connection, .certificate, .clock, .userAgent, .token, .quota, .courseList,
        ]
        return subjects.map {
            $0 == subject ? .fail(subject, description, fault) : .skip($0, "see \(subject.rawValue)")
        } + CourseChecks.skipped("see \(subject.rawValue)")
    }

    // MARK: What one request finds out

    private func connectionChecks(_ probe: CanvasProbe) -> [Check] {
        let address = Check.ok(.address, canvas.url.description)
        guard probe.isAnswered else {
            let error = probe.user.error
            let isReached = error?.isCertificateRefused ?? false
            return [
                address,
                isReached ? .ok(.connection, "a server answers") : .fail(.connection, error),
                isReached ? .fail(.certificate, error) : .skip(.certificate, "no connection"),
                .skip(.clock, "no answer"), .skip(.userAgent, "no answer"),
            ]
        }
        let trouble = probe.connectionTrouble
        let agent: Check =
            if let error = probe.user.error, error.kind == .userAgentRefused {
                .fail(.userAgent, error)
            } else if trouble != nil {
                .skip(.userAgent, "see connection")
            } else {
                .ok(.userAgent, "accepted: \(canvas.client.options.userAgent)")
            }
        return [
            address, trouble.map { .fail(.connection, $0) } ?? .ok(.connection, "Canvas answers"),
            certificateCheck(probe), clockCheck(probe), agent,
        ]
    }

    /// Fewer days than this are few to get another certificate or token in.
    private static let fewDays: Int64 = 14

    private func certificateCheck(_ probe: CanvasProbe) -> Check {
        guard canvas.url.isEncrypted else { return .skip(.certificate, "plain HTTP, to this machine") }
        guard let end = probe.certificateEnd else { return .ok(.certificate, "accepted") }
        let days = daysLeft(until: end)
        let message = "accepted, and good for \(quantity(days, "day")), until \(end.rfc3339())"
        guard days < Self.fewDays else { return .ok(.certificate, message) }
        return Check(.certificate, .warn, message, next: "Tell whoever runs this Canvas to renew its certificate.")
    }

    private func clockCheck(_ probe: CanvasProbe) -> Check {
        guard let clock = probe.clock else { return .skip(.clock, "Canvas sends no time") }
        let seconds = Int(now().secondsSince1970 - clock.secondsSince1970)
        let far = 120
        guard abs(seconds) >= far else {
            return .ok(.clock, "this machine's and Canvas's clocks differ by less than \(far) seconds")
        }
        return Check(
            .clock,
            .warn,
            "this machine is \(quantity(abs(seconds), "second")) \(seconds > 0 ? "ahead of" : "behind") Canvas",
            next: "Set the clock of this machine: it decides which dates have passed, and how old a course is."
        )
    }

    private func tokenCheck(_ probe: CanvasProbe) async throws -> Check {
        switch probe.user {
        case .failure(let error) where error.isTokenRefused:
            return .fail(.token, error, .tokenRefused)
        case .failure where !probe.isAnswered: return .skip(.token, "no answer")
        case .failure where probe.connectionTrouble != nil: return .skip(.token, "see connection")
        case .failure(let error) where error.kind == .userAgentRefused: return .skip(.token, "see user_agent")
        case .failure(let error) where error.kind == .throttled: return .skip(.token, "see quota")
        case .failure(let error): return .fail(.token, error)
        case .success(let user):
            let owner = "of \(user.name ?? "a user without a name") (user \(user.id))"
            switch try await tokenEnd() {
            case nil: return .ok(.token, owner)
            case .never: return .ok(.token, owner + ", with no end date")
            case .at(let end):
                let days = daysLeft(until: end)
                let message = owner + ", good for \(quantity(days, "day")), until \(end.rfc3339())"
                guard days < Self.fewDays else { return .ok(.token, message) }
                return Check(.token, .warn, message, next: "Make a new token before that, and give it to this program.")
            }
        }
    }

    /// Nil also where Canvas does not tell, as older ones don't.
    private func tokenEnd() async throws -> TokenEnd? {
        do {
            return try await canvas.client.tokenEnd()
        } catch is CanvasError {
            return nil
        }
    }

    private func quotaCheck(_ probe: CanvasProbe) -> Check {
        if let error = probe.user.error, error.kind == .throttled {
            return Check(.quota, .warn, error.trouble, next: error.nextStep)
        }
        guard let quota = probe.quota else {
            return .skip(.quota, probe.isAnswered ? "Canvas sends no quota" : "no answer")
        }
        let message = "\(grouped(Int(quota))) left"
        guard quota < 100 else { return .ok(.quota, message) }
        return Check(
            .quota,
            .warn,
            message,
            next:
                "Other programs use the same token; a run then waits for the quota to fill again. Give it a token of its own."
        )
    }

    private func daysLeft(until end: Instant) -> Int {
        Int((end.secondsSince1970 - now().secondsSince1970) / 86_400)
    }
}

extension Check {
    fileprivate static func fail(_ subject: Subject, _ error: CanvasError?, _ fault: Fault = .other) -> Check {
        Check(subject, .fail(fault), error?.trouble ?? "no answer", next: error?.nextStep)
    }
}

extension CanvasProbe {
    /// Why what answered can't be asked as a Canvas: it fails, or is none.
    fileprivate var connectionTrouble: CanvasError? {
        guard let error = user.error else { return nil }
        switch error.kind {
        case .unauthenticated, .forbidden, .userAgentRefused, .throttled, .badRequest: return nil
        default: return error
        }
    }
}

extension Result {
    /// Why there is no value.
    var error: Failure? { if case .failure(let error) = self { error } else { nil } }
}
