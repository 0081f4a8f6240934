import CanvasAPI

extension CanvasError {
    /// Why a course is missing from the reports, for people: first in plain words, then what Canvas answered.
    var reasonForCourse: String {
        "\(plainReason) The request: \(isForbidden ? trouble : description)"
    }

    /// Without them no course is read.
    static let permissionsForCourse = ["Course Content - view", "Users - view list"]

    private var plainReason: String {
        switch kind {
        case .forbidden:
            "The token's owner is not allowed to read this course, or not everything that a report needs. Ask a Canvas "
                + "administrator for the permissions \(Self.permissionsForCourse.map(\.quoted).joined(separator: " and "))."
        case .notFound:
            "Canvas does not have this course, or has deleted it."
        case .throttled, .server, .transport:
            "Canvas did not answer properly, so this course could not be read; the next run tries again."
        default:
            "What Canvas sent for this course may be incomplete, so none of it is reported."
        }
    }
}
