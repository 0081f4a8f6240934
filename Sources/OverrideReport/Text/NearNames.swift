/// The names that are most like one that is not there, nearest first: at most three, and only such as may have been
/// meant.
package func nearest(to name: String, among names: [String]) -> [String] {
    let wanted = Array(name.lowercased().unicodeScalars.prefix(200))
    let limit = max(2, wanted.count / 3)
    let ranked = Set(names).compactMap { candidate -> (distance: Int, name: String)? in
        let other = Array(candidate.lowercased().unicodeScalars.prefix(200))
        let distance = editDistance(wanted, other)
        return distance <= limit ? (distance, candidate) : nil
    }
    return ranked.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
}

/// How many characters are to be changed, added or left out.
private func editDistance(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Int {
    var row = Array(0...other.count)
    for (index, scalar) in one.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for (column, otherScalar) in other.enumerated() {
            let changed = diagonal + (scalar == otherScalar ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(changed, row[column] + 1, row[column + 1] + 1)
        }
    }
    return row[other.count]
}
