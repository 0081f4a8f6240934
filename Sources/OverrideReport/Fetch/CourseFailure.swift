import CanvasAPI

extension CanvasError {
    /// Why a course is missing from the reports, for people: first in plain words, then what Canvas answered.
    var reasonForCourse: String {
        "\(plainReason) The request: \(description)"
    }

    private var plainReason: String {
        switch kind {
        case .forbidden:
            "The token's owner may not read this course, or not all of it that a report needs."
        case .notFound:
            "Canvas does not have this course, or has deleted it."
        case .throttled, .server, .transport:
            "Canvas did not answer well enough to read this course; the next run tries it again."
        default:
            "What Canvas sent of this course can't be taken as whole, so none of it is reported."
        }
    }
}
