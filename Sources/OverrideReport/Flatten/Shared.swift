/// One immutable value that many rows point at: a course of a thousand students and sixty items has 60,000 rows, but
/// only a thousand students and sixty items.
@dynamicMemberLookup
package final class Shared<Value: Sendable>: Sendable {
    package let value: Value

    package init(_ value: Value) {
        self.value = value
    }

    package subscript<Member>(dynamicMember path: KeyPath<Value, Member>) -> Member {
        value[keyPath: path]
    }
}

extension Shared: Equatable where Value: Equatable {
    package static func == (left: Shared, right: Shared) -> Bool {
        left === right || left.value == right.value
    }
}
