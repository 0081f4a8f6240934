import CanvasAPI
import Logging

/// Fills a snapshot: courses in, one transaction for each.
///
/// It works on a few courses at once and finishes them, rather than starting all: what a kill costs is the work of
/// those few. How many requests really go out together is the client's governor's to say.
struct SnapshotFiller: Sendable {
    /// What came of the courses of a list, each counted once, however many entries mean it.
    struct Result {
        var readCount: Int
        /// Entries turned out to mean one course, and the list is shorter now.
        var hasJoined = false
        /// Why courses could not be read, an error for each.
        var failures: [any Error] = []

        var courseCount: Int { readCount + failures.count }
    }

    let canvas: CanvasConnection
    let store: SnapshotStore
    /// Courses that are worked on at once.
    let width: Int
    let now: @Sendable () -> Instant
    let logger: Logger
    let arrivals: CourseArrivals
    /// Which of a course's quizzes are asked who has extra time or attempts in them; `nil` asks for none.
    var quizzesOfAccommodations: (@Sendable (CourseSnapshot) -> [CanvasID])?
    /// Courses are asked for their teachers, and the name of their account.
    var readsTeachers = false
    let events: @Sendable (RunEvent) -> Void

    /// A course that can't be read is a record in the snapshot, and no reason to stop. The arrivals are left open: whether
    /// what was read is enough to be published is for the caller to say, by ending or failing them.
    ///
    /// - Parameter complete: entries that need not be fetched, and the courses they mean.
    /// - Throws: `CanvasError` when the token is refused, `SnapshotError` when a course can't be saved,
    ///   `CancellationError`.
    func fill(
        _ references: [CourseReference],
        complete: [CourseReference.Identity: CanvasID]
    ) async throws -> Result {
        let claims = CourseClaims(references.filter { complete[$0.identity] != nil }, courses: complete)
        var result = Result(readCount: await claims.courseCount)
        try await withThrowingTaskGroup(of: Entry.self) { group in
            var waiting = references.lazy.filter { complete[$0.identity] == nil }.makeIterator()
            for _ in 0..<width {
                guard let reference = waiting.next() else { break }
                group.addTask { try await fetch(reference, claims) }
            }
            while let entry = try await group.next() {
                switch entry {
                case .read: result.readCount += 1
                case .failed(let error): result.failures.append(error)
                case .joined: break
                }
                guard let reference = waiting.next() else { continue }
                group.addTask { try await fetch(reference, claims) }
            }
        }
        let joined = await claims.joined(in: references)
        for (holder, entries, requestCount) in joined {
            guard let record = try store.record(for: holder) else { continue }
            try store.join(entries, record.joining(entries, requestCount: requestCount))
        }
        result.hasJoined = !joined.isEmpty
        return result
    }

    /// What came of one entry of the list.
    private enum Entry {
        case read
        case failed(any Error)
        /// Another entry means the same course.
        case joined
    }

    private func fetch(_ reference: CourseReference, _ claims: CourseClaims) async throws -> Entry {
        try Task.checkCancellation()
        events(.begun(course: reference.text))
        let client = canvas.client.scoped(budget: .forCourse(of: canvas.budget))
        let fetcher = CourseFetcher(
            client: client,
            habits: canvas.habits,
            readsQuizLimits: quizzesOfAccommodations != nil,
            readsTeachers: readsTeachers
        )
        let entry: Entry
        let outcome: CourseRecord.Outcome
        do {
            let course = try await fetcher.course(reference)
            if let other = await claims.claim(course.id, for: reference, requestCount: client.requestCount) {
                arrivals.join(reference)
                events(.joined(course: reference.text, to: other.text))
                return .joined
            }
            var pages = try await fetcher.pages(of: course)
            // Not beside the pages: a course that fails must not end what others wait for too.
            // By the run's client: whichever course asks first, its requests are its own.
            pages.term = try await canvas.terms.term(of: course, canvas.client)
            var snapshot = CourseNormalizer(pages, reference: reference, canvasURL: canvas.url.description).snapshot()
            if let quizzesOfAccommodations {
                let quizzes = quizzesOfAccommodations(snapshot)
                snapshot.add(accommodations: try await fetcher.submissions(of: quizzes, course: course.id))
            }
            try snapshot.checkDates()
            outcome = .read(snapshot)
            entry = .read
        } catch let error as CanvasError {
            // A refused token is no matter of one course: asking for the next would be refused as well.
            guard !error.isTokenRefused else { throw error }
            outcome = .failed(reason: error.reasonForCourse)
            entry = .failed(error)
        } catch let error as UnusableDate {
            outcome = .failed(reason: error.description)
            entry = .failed(error)
        }
        if case .failed(let error) = entry {
            logger.info("course \(reference.text) could not be read", metadata: ["reason": "\(error)"])
        }
        let record = CourseRecord(
            reference: reference,
            outcome: outcome,
            fetchedAt: now(),
            requestCount: client.requestCount
        )
        try store.save(record)
        arrivals.save(record)
        events(RunEvent(record))
        return entry
    }
}

/// Which entry of the list a course is read for, when several mean it: the one that Canvas answers first.
private actor CourseClaims {
    private struct Claim {
        let holder: CourseReference
        /// Of the other entries.
        var requestCount = 0
    }

    private var claims: [CanvasID: Claim] = [:]
    /// Entries that share a course, holders included.
    private var shared: [CourseReference.Identity: CanvasID] = [:]

    init(_ references: [CourseReference], courses: [CourseReference.Identity: CanvasID]) {
        for reference in references {
            guard let course = courses[reference.identity] else { continue }
            if let other = claims.updateValue(Claim(holder: reference), forKey: course) {
                shared[other.holder.identity] = course
                shared[reference.identity] = course
            }
        }
    }

    var courseCount: Int { claims.count }

    /// - Returns: who has the course already.
    func claim(_ course: CanvasID, for reference: CourseReference, requestCount: Int) -> CourseReference? {
        guard let holder = claims[course]?.holder else {
            claims[course] = Claim(holder: reference)
            return nil
        }
        claims[course]?.requestCount += requestCount
        shared[holder.identity] = course
        shared[reference.identity] = course
        return holder
    }

    /// The entries of each shared course in the list's order.
    func joined(
        in list: [CourseReference]
    ) -> [(holder: CourseReference, entries: [CourseReference], requestCount: Int)] {
        let entries = Dictionary(grouping: list.filter { shared[$0.identity] != nil }) { shared[$0.identity] }
        return entries.compactMap { course, entries in
            guard let course, let claim = claims[course] else { return nil }
            return (claim.holder, entries, claim.requestCount)
        }
    }
}
