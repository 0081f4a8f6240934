import CanvasAPI
import Foundation

/// `--concluded`: what section overrides of an enrollment that is not active count for.
enum ConcludedPolicy: String, Sendable, Hashable, CaseIterable {
    /// Set aside while any other override sets the field, as Canvas does.
    case asCanvas = "as-canvas"
    /// Counted like those of an active enrollment.
    case asActive = "as-active"
}

/// Everything that shapes rows besides the data.
struct FlattenOptions: Sendable, Equatable {
    /// The moment that counts as now.
    var asOf: Instant
    var concluded: ConcludedPolicy = .asCanvas
    /// Which enrollments get rows. Those left out still decide dates: a student is one person in all sections.
    var enrollmentStates: Set<EnrollmentState> = Set(EnrollmentState.allCases)
    var timeZone: TimeZoneChoice = .course
    /// Without a trailing slash.
    var canvasURL: String
}
