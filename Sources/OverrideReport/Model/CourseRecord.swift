import CanvasAPI

/// What became of one course of the list: the unit that a snapshot stores in one transaction.
struct CourseRecord: Sendable, Equatable {
    enum Outcome: Sendable, Equatable {
        /// Read; partial when the snapshot has gaps that the dates depend on.
        case read(CourseSnapshot)
        /// Not read; the sentence says why and what to do.
        case failed(reason: String)
    }

    var reference: CourseReference
    var outcome: Outcome
    var fetchedAt: Instant
    var requestCount: Int
}

extension CourseRecord {
    var status: CourseRow.Status {
        switch outcome {
        case .read(let snapshot): snapshot.gaps.isEmpty ? .complete : .partial
        case .failed: .failed
        }
    }

    /// Why it is not complete; `nil` where it is.
    var reason: String? {
        switch outcome {
        case .failed(let reason): reason
        case .read(let snapshot): snapshot.gaps.isEmpty ? nil : snapshot.gaps.summary
        }
    }

    /// The same course for all entries of the list that mean it, under the first.
    ///
    /// - Parameters:
    ///   - entries: of the list, in its order.
    ///   - requestCount: of finding out which course the others mean.
    func joining(_ entries: [CourseReference], requestCount: Int) -> CourseRecord {
        var copy = self
        if let first = entries.first {
            copy.reference = CourseReference(
                identity: first.identity,
                text: first.text,
                lines: entries.flatMap(\.lines).sorted()
            )
        }
        copy.requestCount += requestCount
        // As if the course had been asked for by that id, whichever entry it was read for.
        if case .read(var snapshot) = outcome, entries.contains(where: \.identity.isSIS), snapshot.course.sisID == nil {
            snapshot.gaps.append(.sisIDsHidden)
            copy.outcome = .read(snapshot.canonicalized())
        }
        return copy
    }
}
