/// The rows of one course in pieces: neighbouring columns that one part of the row decides. A piece is made once for each
/// part, and used in every row that has it.
struct RowPieces<Row, Piece> {
    private struct Run {
        var columns: Range<Int>
        let part: Int
        /// Among the runs of its part.
        let place: Int
    }

    private let parts: [RowPart<Row>?]
    private let runs: [Run]
    /// By part, the columns of its runs.
    private let columns: [[Range<Int>]]
    private var made: [MadeOfParts<[Piece]>]
    /// By part, those of the row at hand.
    private var current: [[Piece]]

    /// - Parameter columns: what decides each column, from the first to the last.
    init(_ columns: [RowPart<Row>?]) {
        var parts: [RowPart<Row>?] = []
        var runs: [Run] = []
        for (index, part) in columns.enumerated() {
            let known = parts.firstIndex { $0?.name == part?.name }
            if known == nil { parts.append(part) }
            let place = known ?? parts.count - 1
            if let last = runs.last, last.part == place {
                runs[runs.count - 1].columns = last.columns.lowerBound..<index + 1
            } else {
                let earlier = runs.count { $0.part == place }
                runs.append(Run(columns: index..<index + 1, part: place, place: earlier))
            }
        }
        self.parts = parts
        self.runs = runs
        self.columns = parts.indices.map { part in runs.filter { $0.part == part }.map(\.columns) }
        made = parts.map { _ in MadeOfParts() }
        current = parts.map { _ in [] }
    }

    /// Hands on the pieces of a row, from left to right.
    ///
    /// - Parameter make: a piece of these columns.
    mutating func forEach(of row: Row, make: (Range<Int>) -> Piece, _ use: (Piece) -> Void) {
        for index in parts.indices {
            current[index] = made[index].made(of: parts[index]?.object(row)) { columns[index].map(make) }
        }
        for run in runs { use(current[run.part][run.place]) }
    }

    /// Forgets the pieces: the next course has other parts.
    mutating func removeAll() {
        for index in parts.indices { (made[index], current[index]) = (MadeOfParts(), []) }
    }
}

/// What was made of the parts of rows. It keeps the parts, so that no other comes to stand at the same place in memory.
struct MadeOfParts<Made> {
    private var all: [(part: AnyObject, made: Made)] = []
    private var places: [ObjectIdentifier: Int] = [:]
    /// By place, the place of what came after it the last time: students of a course have the same items in one order,
    /// so that it is most often what comes now.
    private var following: [Int] = []
    private var last = 0

    /// - Parameter make: is called once for each part, and for each row without one.
    mutating func made(of part: AnyObject?, _ make: () -> Made) -> Made {
        guard let part else { return make() }
        if last < all.count {
            if all[last].part === part { return all[last].made }
            let next = following[last]
            if all[next].part === part {
                last = next
                return all[next].made
            }
        }
        let key = ObjectIdentifier(part)
        let place = places[key] ?? all.count
        if place == all.count {
            all.append((part, make()))
            places[key] = place
            following.append(place)
        }
        following[last] = place
        last = place
        return all[place].made
    }
}
