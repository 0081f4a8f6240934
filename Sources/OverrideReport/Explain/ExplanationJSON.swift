import CanvasAPI

/// An explanation as JSON. Keys and their order are part of the interface: new ones may come, none goes away or changes
/// its meaning while ``version`` stays.
///
/// Ids are text, dates are ISO 8601 with the offset of `time_zone`, `null` is "no date" or "none".
struct ExplanationJSON {
    static let version = 2

    private let explanation: Explanation

    init(_ explanation: Explanation) {
        self.explanation = explanation
    }

    /// Indented, with a line break at the end.
    var text: String { String(decoding: document.pretty, as: UTF8.self) }

    private var document: OrderedJSON {
        .object([
            ("version", .integer(Self.version)),
            ("time_zone", .string(explanation.zone.identifier)),
            ("as_of", date(explanation.options.asOf)),
            ("concluded", .string(explanation.options.concluded.rawValue)),
            ("course", course), ("student", student), ("item", item), ("modules", modules),
            ("assigned", assigned),
            ("dates", .object(explanation.resolution.contests.map { ($0.field.rawValue, field($0)) })),
            ("overrides", .array(explanation.overrides.map(override))),
            ("accommodation", accommodation),
            ("canvas", canvas),
            ("certain", .boolean(explanation.isCertain)),
            ("notes", .array(explanation.notes.map(note))),
            ("source", explanation.facts.source),
        ])
    }

    private var course: OrderedJSON {
        .object([
            ("course_id", id(explanation.course.id)),
            ("sis_course_id", optional(explanation.course.sisID)),
            ("course_name", .string(explanation.course.name)),
        ])
    }

    private var student: OrderedJSON {
        let sections = explanation.places.map { place in
            OrderedJSON.object([
                ("section_id", id(place.section.id)),
                ("section_name", .string(place.section.name)),
                ("enrollment_state", .string(place.state.rawValue)),
            ])
        }
        return .object([
            ("student_id", id(explanation.student.id)),
            ("sis_user_id", optional(explanation.student.sisID)),
            ("student_name", .string(explanation.student.sortableName)),
            ("sections", .array(sections)),
        ])
    }

    private var item: OrderedJSON {
        let item = explanation.item
        return .object([
            ("item_kind", .string(item.kind.rawValue)),
            ("assignment_id", optional(item.assignmentID?.description)),
            ("quiz_id", optional(item.quizID?.description)),
            ("item_name", .string(item.name)),
            ("item_part", optional(item.part)),
            ("published", .boolean(item.isPublished)),
            ("only_visible_to_overrides", .boolean(item.onlyVisibleToOverrides)),
            ("base", .object(DateField.allCases.map { ("\($0.rawValue)_at", date(item.base[$0])) })),
        ])
    }

    private var modules: OrderedJSON {
        .array(
            explanation.modules.map { holding in
                .object([
                    ("module_id", id(holding.module.id)),
                    ("module_name", .string(holding.module.name)),
                    ("overrides", holding.overrideCount.map(OrderedJSON.integer) ?? .null),
                ])
            }
        )
    }

    private var assigned: OrderedJSON {
        let (decision, reason) = (explanation.effective.assignment, explanation.resolution.assignment.reason)
        return .object([
            ("assigned", .boolean(decision.isAssigned)),
            ("source", optional(decision.source?.rawValue)),
            ("override_id", optional(decision.overrideID?.description)),
            ("rule", .string(reason.rawValue)),
            ("because", .string(explanation.hedged(reason))),
        ])
    }

    /// `null` for an item that is not assigned: it has no dates.
    private func field(_ contest: FieldContest) -> OrderedJSON {
        guard explanation.effective.assignment.isAssigned else { return .null }
        let decision = explanation.effective[contest.field]
        return .object([
            ("at", date(decision.instant)),
            ("source", .string(decision.source.rawValue)),
            ("override_id", optional(decision.overrideID?.description)),
            ("rule", .string(contest.reason.rawValue)),
            ("because", .string(explanation.hedged(contest.reason))),
        ])
    }

    private func override(_ considered: ConsideredOverride) -> OrderedJSON {
        let override = considered.override
        let dates = zip(DateField.allCases, considered.roles).map { field, role in
            let value = OrderedJSON.object([
                ("overridden", .boolean(override[field].isOverridden)),
                ("at", date(override[field].instant)),
                ("role", .string(role.rawValue)),
            ])
            return (name: field.rawValue, value: value)
        }
        return .object([
            ("override_id", id(override.id)),
            ("title", .string(override.title)),
            ("origin", .string(override.isFromModule ? "module" : "item")),
            ("module_id", optional(considered.module?.id.description)),
            ("set_type", .string(override.target.setType)),
            ("target", .string(considered.target)),
            ("unassigns", .boolean(override.unassigns)),
            ("reaches", considered.reaches.map(OrderedJSON.boolean) ?? .null),
            ("reason", .string(considered.reason)),
            ("decides_assignment", .boolean(considered.decidesAssignment)),
            ("dates", .object(dates)),
        ])
    }

    private var accommodation: OrderedJSON {
        guard let (accommodation, shortage) = explanation.accommodation else { return .null }
        let limits = explanation.item.limits
        return .object([
            ("time_limit_minutes", limits?.timeLimit.map(OrderedJSON.integer) ?? .null),
            ("extra_time_minutes", .integer(accommodation.extraTime)),
            ("allowed_attempts", limits?.allowedAttempts.map(OrderedJSON.integer) ?? .null),
            ("extra_attempts", .integer(accommodation.extraAttempts)),
            ("manually_unlocked", .boolean(accommodation.isManuallyUnlocked)),
            ("state", .string(accommodation.state)),
            ("minutes_short", shortage.map { .integer($0.minutes) } ?? .null),
        ])
    }

    private var canvas: OrderedJSON {
        .object([
            ("canvas_due_at", date(explanation.canvas.entry?.dueAt)),
            ("canvas_check", .string(explanation.canvas.check(of: explanation.effective).rawValue)),
        ])
    }

    private func note(_ note: RowNote) -> OrderedJSON {
        .object([("code", .string(note.rawValue)), ("explanation", .string(note.sentence))])
    }

    // MARK: Values

    private func id(_ id: CanvasID) -> OrderedJSON { .string(id.description) }

    private func optional(_ text: String?) -> OrderedJSON { text.map(OrderedJSON.string) ?? .null }

    private func date(_ instant: Instant?) -> OrderedJSON {
        instant.map { .string(DateText.text($0, in: explanation.zone)) } ?? .null
    }
}
