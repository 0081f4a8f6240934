import Testing

@testable import CanvasAPI
@testable import OverrideReport

/// One made-up course with four modules:
/// 51 for everyone; 52 for the section Day and the student Cedar; 53 for nobody (its students are gone); 54 for a tag.
enum SampleModules {
    static let asOf = Instant(secondsSince1970: 1_772_323_200)  // 2026-03-01T00:00:00Z

    static let everyone = ModuleState(id: 51, name: "Week 1", overrides: [])
    static let mixed = ModuleState(
        id: 52,
        name: "Week 2",
        overrides: [
            ModuleOverrideState(id: 31, title: "Day", target: .section(11)),
            ModuleOverrideState(id: 32, title: "=Crew", target: .students([3])),
        ]
    )
    static let nobody = ModuleState(
        id: 53,
        name: "Week 3",
        overrides: [ModuleOverrideState(id: 33, title: "No Title", target: .students([]))]
    )
    static let tagged = ModuleState(
        id: 54,
        name: "Week 4",
        overrides: [ModuleOverrideState(id: 34, title: "More time", target: .group(71))]
    )

    static let all = [everyone, mixed, nobody, tagged]

    static func pages(
        modules: [ModuleState] = all,
        isLimitedToSections: Bool = false
    ) throws -> CoursePages {
        let caller = Canvas.CallerEnrollment(limitPrivilegesToCourseSection: isLimitedToSections)
        return CoursePages(
            course: Canvas.Course(id: 7, name: "Botany", timeZone: "America/New_York", enrollments: [caller]),
            sections: [Canvas.Section(id: 11, name: "Day"), Canvas.Section(id: 12, name: "Evening")],
            enrollments: [
                enrollment(1, "Ash, Ida", section: 11), enrollment(2, "Birch, Lev", section: 11),
                enrollment(3, "Cedar, Mo", section: 12), enrollment(4, "Dogwood, Al", section: 12, state: "completed"),
            ],
            assignments: [
                try assignment(501, "Leaf sketch", due: "2026-03-10T03:59:59Z"),
                try assignment(502, "Root essay", due: "2026-02-10T04:59:59Z"),
                try assignment(503, "Seed log", due: "2026-03-20T03:59:59Z"),
            ],
            modules: .read(
                modules.map { module in Canvas.Module(id: module.id, name: module.name, items: items(module)) }
            ),
            moduleOverrides: Dictionary(
                uniqueKeysWithValues: modules.map { ($0.id, .read($0.overrides.map(Canvas.ModuleOverride.init))) }
            ),
            groups: .read([
                Canvas.Group(id: 71, name: "More time", nonCollaborative: true), Canvas.Group(id: 72, name: "Team A"),
            ]),
            groupMembers: [71: .read([2])]
        )
    }

    static func course(_ pages: CoursePages) -> CourseModules {
        CourseModules(pages, canvasURL: "https://canvas.example.edu")
    }

    private static func items(_ module: ModuleState) -> [Canvas.ModuleItem] {
        let content: [CanvasID] = module.id == 51 ? [501, 502] : module.id == 52 ? [503] : []
        return content.map { Canvas.ModuleItem(id: $0, type: "Assignment", contentID: $0) }
    }

    private static func enrollment(
        _ user: CanvasID,
        _ name: String,
        section: CanvasID,
        state: String = "active"
    ) -> Canvas.Enrollment {
        Canvas.Enrollment(
            id: user,
            userID: user,
            courseSectionID: section,
            type: "StudentEnrollment",
            enrollmentState: state,
            user: Canvas.User(id: user, sortableName: name)
        )
    }

    private static func assignment(_ id: CanvasID, _ name: String, due: String) throws -> Canvas.Assignment {
        Canvas.Assignment(id: id, name: name, dueAt: try SampleRows.instant(due), published: true, overrides: [])
    }
}

extension Canvas.ModuleOverride {
    init(_ state: ModuleOverrideState) {
        let target: Canvas.ModuleOverrideTarget =
            switch state.target {
            case .students(let ids): .students(ids.map { Canvas.ModuleOverrideStudent(id: $0, name: nil) })
            case .section(let id): .section(id: id, name: state.title)
            case .group(let id): .group(id: id, isNonCollaborative: true)
            case .unknown: .unknown
            }
        self.init(id: state.id, title: state.title, target: target)
    }
}

/// Plan files for the sample course.
enum SamplePlan {
    static let header = "course_id,module_id,module_name,override_id,title,section_id,student_ids,group_id,fingerprint"

    /// What `modules plan` would write of the sample course.
    static var unchanged: String {
        String(
            decoding: ModulePlanWriter.csv(ModulePlanWriter.rows(course: 7, modules: SampleModules.all)),
            as: UTF8.self
        )
    }

    static func plan(_ text: String) throws -> ModulePlan {
        try ModulePlanReader.plan(InputText(Array(text.utf8), file: "plan.csv"))
    }

    /// Rows of one module below the header.
    static func text(_ rows: String...) -> String {
        ([header] + rows).joined(separator: "\r\n") + "\r\n"
    }
}
