import CanvasAPI
import Foundation

/// A line of a student's sheet in CSV and JSON: a row of `students.csv`, with what is different and why in words.
struct StudentSheetRow: Sendable {
    let row: StudentRow
    let difference: StudentDates.Difference
    let reasons: [String]
    /// What the student has beyond everyone, in the section of the row.
    let accommodation: AccommodationRow?

    static let columns: [ReportColumn<StudentSheetRow>] =
        Reports.students.columns.map { $0.read(from: \.row) } + [
            .code(
                "different",
                "Different",
                "own: not the dates of the student's section; section: the section's, which are not everyone's; none."
            ) { $0.difference },
            .text("why", "Why", "Why the dates are what they are, in sentences.") {
                $0.reasons.joined(separator: " ")
            },
        ]
        + Reports.accommodations.columns.named(
            "time_limit_minutes",
            "extra_time_minutes",
            "allowed_attempts",
            "extra_attempts",
            "manually_unlocked",
            "minutes_short"
        ).map { column in
            ReportColumn(header: column.header, part: nil) { $0.accommodation.map(column.value) ?? .empty }
        }
        + [
            ReportColumn(
                "sufficient_lock_at",
                "Lock that would do",
                .instant,
                "The earliest lock date with which no extra time is lost; empty where none is lost."
            ) { row in
                row.accommodation?.shortage.map { .instant($0.sufficientLock, zone: row.row.course.displayZone) }
                    ?? .empty
            }
        ]
}

extension StudentSheet {
    private var rows: [StudentSheetRow] {
        dates.flatMap { dates in
            zip(dates.rows, dates.accommodations).map { row, accommodation in
                StudentSheetRow(
                    row: row,
                    difference: dates.difference,
                    reasons: dates.reasons,
                    accommodation: accommodation
                )
            }
        }
    }

    /// Header first.
    package var csv: [UInt8] {
        var encoder = CSVEncoder(isRaw: false)
        encoder.begin(StudentSheetRow.columns)
        for row in rows { encoder.append(row, StudentSheetRow.columns) }
        return encoder.bytes
    }

    /// One object, whose keys do not change: new ones may come while `version` stays.
    package var json: [UInt8] {
        OrderedJSON.object([
            ("version", .integer(1)),
            ("student_id", .string(student.id.description)),
            ("sis_user_id", student.sisID.map(OrderedJSON.string) ?? .null),
            ("student_name", .string(student.sortableName)),
            ("source", facts.source),
            ("courses", .array(courses.map(\.json))),
            (
                "unread_courses",
                .array(unread.map { .object([("course_ref", .string($0.reference)), ("reason", .string($0.reason))]) })
            ),
            (
                "dates",
                .array(rows.map { row in .object(StudentSheetRow.columns.map { ($0.name, $0.value(row).json) }) })
            ),
        ]).pretty
    }
}

extension StudentCourse {
    fileprivate var json: OrderedJSON {
        .object([
            ("course_id", .string(course.course.id.description)),
            ("course_name", .string(course.course.name)),
            ("status", .string(row.status.rawValue)),
            ("reason", row.reason.isEmpty ? .null : .string(row.reason)),
            ("fetched_at", .string(DateText.text(row.fetchedAt, in: .gmt))),
            ("people_url", .string(peopleURL)),
            ("account_id", course.course.accountID.map { .string($0.description) } ?? .null),
            ("account_name", course.course.accountName.map(OrderedJSON.string) ?? .null),
            ("teachers", .strings(row.teachers)),
            ("accommodations_asked_for", .boolean(hasAccommodations)),
            ("accommodation_remark", accommodationRemark.isEmpty ? .null : .string(accommodationRemark)),
            (
                "findings",
                .array(
                    findings.map { finding in
                        .object([
                            ("severity", .string(finding.severity.rawValue)), ("rule", .string(finding.rule)),
                            ("message", .string(finding.message)),
                        ])
                    }
                )
            ),
        ])
    }
}

extension ReportValue {
    fileprivate var json: OrderedJSON {
        switch self {
        case .empty: .null
        case .text(let text): .string(text)
        case .identifier(let id): .string(id.description)
        case .boolean(let isTrue): .boolean(isTrue)
        case .integer(let number): .integer(number)
        case .instant(let instant, let zone): .string(DateText.text(instant, in: zone))
        }
    }
}
