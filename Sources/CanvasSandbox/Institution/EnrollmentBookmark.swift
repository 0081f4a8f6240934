/// Where an enrollment stands in Canvas's order: type, sortable name, id. It is what a `bookmark:` page continues after.
struct EnrollmentBookmark: Comparable, Sendable {
    var type: String
    var sortableName: String
    var id: Int64

    static func < (left: EnrollmentBookmark, right: EnrollmentBookmark) -> Bool {
        (left.type, left.sortableName, left.id) < (right.type, right.sortableName, right.id)
    }
}

extension SandboxEnrollment {
    var bookmark: EnrollmentBookmark {
        EnrollmentBookmark(type: role.enrollmentType, sortableName: sortableName.lowercased(), id: id)
    }
}
