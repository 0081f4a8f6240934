import CanvasAPI
import Foundation

/// `--concluded`: what section overrides of an enrollment that is not active count for.
package enum ConcludedPolicy: String, Sendable, Hashable, CaseIterable {
    /// Set aside while any other override sets the field, as Canvas does.
    case asCanvas = "as-canvas"
    /// Counted like those of an active enrollment.
    case asActive = "as-active"
}

/// Everything that shapes rows besides the data.
package struct FlattenOptions: Sendable, Equatable {
    /// The moment that counts as now.
    package var asOf: Instant
    package var concluded: ConcludedPolicy
    /// Which enrollments get rows. Those left out still decide dates: a student is one person in all sections.
    package var enrollmentStates: Set<EnrollmentState>
    package var timeZone: TimeZoneChoice
    /// Without a trailing slash.
    package var canvasURL: String

    package init(
        asOf: Instant,
        concluded: ConcludedPolicy = .asCanvas,
        enrollmentStates: Set<EnrollmentState> = Set(EnrollmentState.allCases),
        timeZone: TimeZoneChoice = .course,
        canvasURL: String
    ) {
        self.asOf = asOf
        self.concluded = concluded
        self.enrollmentStates = enrollmentStates
        self.timeZone = timeZone
        self.canvasURL = canvasURL
    }
}
