import Foundation

/// Which courses of a run's list have been saved: told by whoever fetches, waited for by whoever writes.
///
/// Waiting blocks a thread, so that it is for threads of one's own, never for the cooperative pool.
final class CourseArrivals: @unchecked Sendable {
    /// What became of an entry of the list.
    enum Arrival {
        case saved(CourseRecord?)
        /// It means the course of another entry: which of them stands in the list is known at the end.
        case joined
    }

    private enum Ending {
        case whole(hasJoined: Bool)
        case failed(any Error)
    }

    /// Records kept for whoever writes, so that they need not be read again; more than these are in the snapshot.
    private static let keptRecords = 4

    private let condition = NSCondition()
    // Under the condition's lock.
    private var saved: Set<CourseReference.Identity>
    private var joined: Set<CourseReference.Identity> = []
    private var kept: [CourseReference.Identity: CourseRecord] = [:]
    private var ending: Ending?

    init(alreadySaved: some Sequence<CourseReference.Identity>) {
        saved = Set(alreadySaved)
    }

    func save(_ record: CourseRecord) {
        changing {
            saved.insert(record.reference.identity)
            if kept.count < Self.keptRecords { kept[record.reference.identity] = record }
        }
    }

    func join(_ reference: CourseReference) {
        changing { _ = joined.insert(reference.identity) }
    }

    /// Nothing more comes. `hasJoined`: entries turned out to mean one course, and the list is shorter now.
    func end(hasJoined: Bool) {
        changing {
            ending = ending ?? .whole(hasJoined: hasJoined)
            // Joined courses are other records now.
            if hasJoined { kept = [:] }
        }
    }

    /// Who waits, and who asks later, gets this error; the first counts.
    func fail(_ error: any Error) {
        changing { if case .failed = ending {} else { ending = .failed(error) } }
    }

    /// Waits for one entry of the list.
    ///
    /// - Returns: its record, where it is still kept.
    func wait(for reference: CourseReference) throws -> Arrival {
        try waiting {
            if saved.contains(reference.identity) {
                return .saved(kept.removeValue(forKey: reference.identity))
            }
            return joined.contains(reference.identity) || ending != nil ? .joined : nil
        }
    }

    /// Waits until nothing more comes.
    ///
    /// - Returns: whether the list has become shorter.
    func waitForEnd() throws -> Bool {
        try waiting { if case .whole(let hasJoined) = ending { hasJoined } else { nil } }
    }

    private func changing(_ change: () -> Void) {
        condition.withLock(change)
        condition.broadcast()
    }

    private func waiting<Value>(until value: () -> Value?) throws -> Value {
        try condition.withLock {
            while true {
                if case .failed(let error) = ending { throw error }
                if let value = value() { return value }
                condition.wait()
            }
        }
    }
}

extension SnapshotStore {
    /// Of a finished snapshot: everything is there.
    func arrivals() throws -> CourseArrivals {
        let arrivals = CourseArrivals(alreadySaved: try courseList().map(\.identity))
        arrivals.end(hasJoined: false)
        return arrivals
    }
}
