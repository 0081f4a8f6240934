/// The names that somebody may have meant by one that is not there, nearest first, three at most: those a few slips of
/// the keyboard away, and those that hold what was typed, or are held by it. Case does not count.
package func nearest(to name: String, among names: [String]) -> [String] {
    let wanted = Array(name.lowercased())
    let near = names.enumerated().compactMap { index, candidate -> (distance: Int, index: Int, name: String)? in
        let letters = Array(candidate.lowercased())
        let distance = slips(from: wanted, to: letters)
        let isPart = min(wanted.count, letters.count) >= 3 && (letters.holds(wanted) || wanted.holds(letters))
        guard isPart || distance <= max(1, max(wanted.count, letters.count) / 3) else { return nil }
        return (distance, index, candidate)
    }
    return near.sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }.prefix(3).map(\.name)
}

extension Array where Element: Hashable {
    /// Without those that came before, in the order in which they came.
    package func uniqued() -> Self {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}

/// How many letters were put in, left out, taken for another, or changed places with their neighbour.
private func slips(from typed: [Character], to meant: [Character]) -> Int {
    guard !typed.isEmpty, !meant.isEmpty else { return max(typed.count, meant.count) }
    var (before, last) = ([Int](), Array(0...meant.count))
    for row in 1...typed.count {
        var current = [row]
        for column in 1...meant.count {
            let isSame = typed[row - 1] == meant[column - 1]
            var least = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (isSame ? 0 : 1))
            if row > 1, column > 1, typed[row - 1] == meant[column - 2], typed[row - 2] == meant[column - 1] {
                least = min(least, before[column - 2] + 1)
            }
            current.append(least)
        }
        (before, last) = (last, current)
    }
    return last[meant.count]
}

extension [Character] {
    fileprivate func holds(_ part: [Character]) -> Bool { firstRange(of: part) != nil }
}
