import CanvasAPI
import Foundation

@testable import OverrideReport

/// Made-up courses, from a handful of rows to a large lecture, as snapshots and as flattened reports.
enum ReportFixtures {
    static let canvasURL = "https://canvas.example.edu"
    static let asOf = instant("2026-02-15T12:00:00Z")

    static let facts = RunFacts(
        version: "0.1.0",
        canvasURL: canvasURL,
        viewerName: "Registrar's Office",
        viewerID: 9,
        asOf: asOf,
        timeZone: .course,
        snapshotName: "snapshot.sqlite",
        firstFetchedAt: instant("2026-02-15T11:58:00Z"),
        lastFetchedAt: instant("2026-02-15T11:59:30Z"),
        requestCount: 1_234,
        options: ["format": "csv,html"]
    )

    static func instant(_ text: String) -> Instant {
        guard let instant = Instant(rfc3339: text) else { fatalError("no RFC 3339 time: \(text)") }
        return instant
    }

    static func report(_ snapshot: CourseSnapshot) -> CourseReport {
        let record = CourseRecord(
            reference: CourseReference(identity: .canvas(snapshot.course.id), text: snapshot.course.id.description),
            outcome: .read(snapshot),
            fetchedAt: instant("2026-02-15T11:59:00Z"),
            requestCount: 12
        )
        return CourseFlattener(options: FlattenOptions(asOf: asOf, canvasURL: canvasURL)).flatten(record)
    }

    static func failedReport(reference: String = "sis_course_id:HIST-900") -> CourseReport {
        CourseReport(
            row: CourseRow(
                reference: reference,
                course: nil,
                status: .failed,
                reason:
                    "Canvas refused to show the course (403). Ask for an enrollment or an account role that may read it.",
                sections: 0,
                students: 0,
                items: 0,
                overrides: 0,
                findings: 0,
                requests: 1,
                fetchedAt: asOf
            )
        )
    }

    /// Two sections, three students, two items: a section override and a student's own.
    static var smallCourse: CourseSnapshot {
        CourseSnapshot(
            course: Course(
                id: 101,
                sisID: "BIO-101",
                code: "BIO 101",
                name: "Biology <Cells & Genes>",
                timeZoneName: "America/New_York",
                term: Term(id: 5, name: "Spring 2026")
            ),
            sections: [Section(id: 11, name: "Day"), Section(id: 12, name: "Evening")],
            students: [
                Student(id: 1, sisID: "s1", sortableName: "Ames, Ada"),
                Student(id: 2, sortableName: "O'Neil, \"Bo\""),
                Student(id: 3, sortableName: "كريم, ليلى"),
            ],
            enrollments: [
                Enrollment(studentID: 1, sectionID: 11, state: .active),
                Enrollment(studentID: 2, sectionID: 12, state: .active),
                Enrollment(studentID: 3, sectionID: 12, state: .active),
            ],
            items: [
                Item(
                    key: .assignment(501),
                    kind: .assignment,
                    name: "Lab report",
                    url: "https://canvas.example.edu/courses/101/assignments/501",
                    base: DateSet(dueAt: instant("2026-02-14T04:59:59Z"))
                ),
                Item(
                    key: .assignment(502),
                    kind: .classicQuiz,
                    quizID: 602,
                    name: "Quiz 1",
                    base: DateSet(
                        dueAt: instant("2026-02-21T04:59:59Z"),
                        unlockAt: instant("2026-02-09T13:00:00Z"),
                        lockAt: instant("2026-02-23T04:59:59Z")
                    ),
                    idsListedByQuizEndpoint: [901]
                ),
            ],
            overrides: [
                Override(
                    id: 901,
                    origin: .item(.assignment(502)),
                    title: "Evening",
                    target: .section(12),
                    dueAt: .overridden(instant("2026-02-22T04:59:59Z"))
                ),
                Override(
                    id: 902,
                    origin: .item(.assignment(501)),
                    title: "1 student",
                    target: .students([2]),
                    dueAt: .overridden(instant("2026-02-21T04:59:59Z"))
                ),
            ]
        )
    }

    /// A lecture with as many students, sections and items as asked for: section overrides on every fifth item, student
    /// overrides for every tenth student, one group of twenty with a date of its own on every tenth item.
    static func largeCourse(students: Int, sections: Int, items: Int, id: Int64 = 202) -> CourseSnapshot {
        let course = CanvasID(id)
        let start = instant("2026-01-12T04:59:59Z")
        let sectionIDs = (0..<sections).map { CanvasID(course.rawValue * 100 + Int64($0)) }
        let studentIDs = (0..<students).map { CanvasID(10_000 + Int64($0)) }
        let kinds: [ItemKind] = [.assignment, .classicQuiz, .discussion, .newQuiz]
        let allItems = (0..<items).map { index in
            let due = start.adding(seconds: Int64(index) * 2 * 86_400)
            return Item(
                key: .assignment(CanvasID(50_000 + Int64(index))),
                kind: kinds[index % kinds.count],
                name: "\(["Essay", "Quiz", "Discussion", "Practical"][index % 4]) \(index + 1)",
                url: "\(canvasURL)/courses/\(course)/assignments/\(50_000 + index)",
                base: DateSet(
                    dueAt: due,
                    unlockAt: due.adding(seconds: -7 * 86_400),
                    lockAt: index.isMultiple(of: 3) ? due.adding(seconds: 2 * 86_400) : nil
                ),
                groupCategoryID: index.isMultiple(of: 10) ? 7 : nil
            )
        }
        var overrides: [Override] = []
        for (index, item) in allItems.enumerated() {
            guard let due = item.base.dueAt else { continue }
            if index.isMultiple(of: 5) {
                let section = index / 5 % sections
                overrides.append(
                    Override(
                        id: CanvasID(90_000 + Int64(index)),
                        origin: .item(item.key),
                        title: sectionName(section),
                        target: .section(sectionIDs[section]),
                        dueAt: .overridden(due.adding(seconds: 86_400)),
                        lockAt: .overridden(due.adding(seconds: 3 * 86_400))
                    )
                )
            }
            if index.isMultiple(of: 10) {
                overrides.append(
                    Override(
                        id: CanvasID(91_000 + Int64(index)),
                        origin: .item(item.key),
                        title: "Team Blue",
                        target: .group(77),
                        dueAt: .overridden(due.adding(seconds: 4 * 86_400))
                    )
                )
            }
            let own = studentIDs.enumerated().filter { $0.offset % 10 == 3 && ($0.offset / 10 + index) % 20 == 0 }
            if !own.isEmpty {
                overrides.append(
                    Override(
                        id: CanvasID(92_000 + Int64(index)),
                        origin: .item(item.key),
                        title: "\(own.count) students",
                        target: .students(own.map(\.element)),
                        dueAt: .overridden(due.adding(seconds: 7 * 86_400))
                    )
                )
            }
        }
        return CourseSnapshot(
            course: Course(
                id: course,
                sisID: "CHEM-\(course)",
                code: "CHEM \(course)",
                name: "General Chemistry",
                timeZoneName: "Europe/Berlin",
                term: Term(id: 5, name: "Spring 2026")
            ),
            sections: sectionIDs.enumerated().map { Section(id: $0.element, name: sectionName($0.offset)) },
            students: studentIDs.enumerated().map { index, id in
                Student(id: id, sisID: "S\(id)", sortableName: studentName(index))
            },
            enrollments: studentIDs.enumerated().map { index, id in
                Enrollment(studentID: id, sectionID: sectionIDs[index % sections], state: .active)
            },
            groups: [Group(id: 77, name: "Team Blue", categoryID: 7, memberIDs: Array(studentIDs.prefix(20)))],
            items: allItems,
            overrides: overrides
        )
    }

    private static func sectionName(_ index: Int) -> String {
        "Section \(String(index + 1).count < 2 ? "0" : "")\(index + 1)"
    }

    private static func studentName(_ index: Int) -> String {
        let family = [
            "Abara", "Brandt", "Castillo", "Dvořák", "Eriksen", "Fontaine", "Gupta", "Hassan", "Ito", "Jónsdóttir",
        ]
        let given = ["Amina", "Bruno", "Chiara", "Daniel", "Elif", "Farid", "Grace", "Hana", "Ivo", "Jules", "Kofi"]
        return "\(family[index % family.count]), \(given[index / family.count % given.count]) \(index + 1)"
    }
}
