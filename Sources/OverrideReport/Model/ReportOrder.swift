import CanvasAPI

/// The order of rows: text by its UTF-8 bytes (the same on every machine and in every language), dates ascending with
/// "none" last, ids at the end.
struct ReportOrder: Sendable {
    /// Section name, student sortable name, base due date, item name; empty or `nil` where a row has none.
    var sectionName: String = ""
    var studentName: String = ""
    var baseDueAt: Instant?
    var itemName: String = ""
    var ids: [Int64] = []

    static func precedes(_ left: ReportOrder, _ right: ReportOrder) -> Bool {
        if !sameBytes(left.sectionName, right.sectionName) {
            return bytesPrecede(left.sectionName, right.sectionName)
        }
        if !sameBytes(left.studentName, right.studentName) {
            return bytesPrecede(left.studentName, right.studentName)
        }
        if left.baseDueAt != right.baseDueAt { return datePrecedes(left.baseDueAt, right.baseDueAt) }
        if !sameBytes(left.itemName, right.itemName) { return bytesPrecede(left.itemName, right.itemName) }
        return left.ids.lexicographicallyPrecedes(right.ids)
    }

    /// Unlike `==`, which takes “é” and “e” with an accent of its own for equal: an order must not.
    static func sameBytes(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8)
    }

    static func bytesPrecede(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    static func datePrecedes(_ left: Instant?, _ right: Instant?) -> Bool {
        switch (left, right) {
        case (let left?, let right?): left < right
        case (.some, nil): true
        case (nil, _): false
        }
    }
}

extension Item {
    /// For ``ReportOrder/ids``: assignments before practice quizzes, then by id.
    var orderIDs: [Int64] {
        switch key.root {
        case .assignment(let id): [0, id.rawValue]
        case .practiceQuiz(let id): [1, id.rawValue]
        }
    }
}
