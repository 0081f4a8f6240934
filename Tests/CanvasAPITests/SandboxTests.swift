import CanvasSandbox
import Foundation
import TestSupport
import Testing

@testable import CanvasAPI

/// The client against a whole Canvas of the repository's own, over real HTTP.
@Suite("Against the sandbox", .timeLimit(.minutes(10)))
struct SandboxTests {
    /// Everything that a report needs of one course.
    private struct Reading: Equatable {
        var course: Canvas.Course
        var sections: [Canvas.Section]
        var enrollments: [Canvas.Enrollment]
        var assignments: [Canvas.Assignment]
        var quizzes: [Canvas.Quiz]
        var classic: [Canvas.QuizAssignmentOverrides]
        var new: [Canvas.QuizAssignmentOverrides]
        var modules: [Canvas.Module]
        var moduleOverrides: [[Canvas.ModuleOverride]]
        var dateDetails: [Canvas.DateDetails]
        var groups: [Canvas.Group]
        var members: [[CanvasID]]
        var dueDates: Canvas.EffectiveDueDates

        init(_ client: CanvasClient, course id: CanvasID) async throws {
            self.course = try await client.course(.id(id))
            self.sections = try await client.sections(course: id)
            self.enrollments = try await client.studentEnrollments(course: id)
            self.assignments = try await client.assignments(course: id)
            self.quizzes = try await client.quizzes(course: id)
            self.classic = try await client.quizAssignmentOverrides(course: id)
            self.new = try await client.newQuizAssignmentOverrides(course: id)
            self.modules = try await client.modules(course: id)
            self.moduleOverrides = []
            for module in modules {
                moduleOverrides.append(try await client.moduleAssignmentOverrides(course: id, module: module.id))
            }
            self.dateDetails = []
            for quiz in quizzes {
                dateDetails.append(try await client.dateDetails(course: id, quiz: quiz.id))
            }
            self.groups = try await client.groups(course: id)
            self.members = []
            for group in groups { members.append(try await client.groupMembers(group: group.id)) }
            self.dueDates = try await client.effectiveDueDates(course: id)
            // The only thing that depends on the port that the sandbox got.
            for index in assignments.indices { assignments[index].htmlURL = nil }
            for index in quizzes.indices { quizzes[index].htmlURL = nil }
        }
    }

    private static let token = "sandbox-token-not-a-secret"
    private static let courses: [CanvasID] = [101, 102, 103, 104, 105]

    private static func institution() throws -> SandboxInstitution {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try .load(from: tests.deletingLastPathComponent().appending(path: "samples"))
    }

    private static func readings(
        _ options: SandboxOptions = SandboxOptions(),
        idFormat: CanvasClientOptions.IDFormat = .strings,
        pageSize: Int = 100,
        courses: [CanvasID] = courses
    ) async throws -> [Reading] {
        let server = SandboxServer(institution: try institution(), options: options, logger: CollectedLog().logger)
        return try await server.whileRunning { url in
            let client = try TestClient(
                url,
                token: token,
                pageSize: pageSize,
                idFormat: idFormat,
                settings: TransferSettings(firstByte: .seconds(5), idle: .seconds(5))
            ).client
            var readings: [Reading] = []
            for course in courses { readings.append(try await Reading(client, course: course)) }
            return readings
        }
    }

    /// Names what differs rather than printing whole courses.
    private func expectSame(_ readings: [Reading], _ expected: [Reading]) {
        #expect(readings.map(\.course) == expected.map(\.course))
        for (reading, expected) in zip(readings, expected) {
            let (fields, others) = (Mirror(reflecting: reading).children, Mirror(reflecting: expected).children)
            let differing = zip(fields, others).filter { String(describing: $0.value) != String(describing: $1.value) }
            let names = differing.map { $0.0.label ?? "" }.filter { $0 != "dueDates" }
            #expect(names == [], "course \(expected.course.id)")
            #expect(reading.dueDates == expected.dueDates)
        }
    }

    @Test("ids as numbers and as strings, pages of 1 and of 100: the same values")
    func formats() async throws {
        let expected = try await Self.readings(idFormat: .numbers)
        #expect(expected.map(\.course.id) == Self.courses)
        #expect(expected.allSatisfy { !$0.sections.isEmpty && !$0.enrollments.isEmpty && !$0.assignments.isEmpty })
        let withStrings = try await Self.readings(idFormat: .strings)
        expectSame(withStrings, expected)
        let small: [CanvasID] = [101, 103]
        let ofOne = try await Self.readings(SandboxOptions(maximumPageSize: 1), pageSize: 1, courses: small)
        expectSame(ofOne, expected.filter { small.contains($0.course.id) })
    }

    @Test("no reading has a target or a type that is not known")
    func known() async throws {
        for reading in try await Self.readings() {
            let overrides =
                reading.assignments.flatMap { $0.overrides ?? [] } + reading.dateDetails.flatMap(\.overrides)
            #expect(overrides.allSatisfy { $0.target != .unknown })
            #expect(reading.moduleOverrides.joined().allSatisfy { $0.target != .unknown })
            #expect(reading.modules.allSatisfy { $0.items != nil })
        }
    }

    @Test("each fault alone, at one request in ten: whole and right", arguments: SandboxFault.allCases)
    func fault(_ fault: SandboxFault) async throws {
        let faults = SandboxFaults(rules: [SandboxFaultRule(fault, fraction: 0.1)], delay: .milliseconds(20))
        let options = SandboxOptions(faults: faults, maximumPageSize: 20)
        let damaged = try await Self.readings(options, courses: [101, 103])
        expectSame(damaged, try await Self.readings(courses: [101, 103]))
    }

    @Test("all faults together, at one request in ten: whole and right", arguments: [1, 2, 3] as [UInt64])
    func allFaults(_ seed: UInt64) async throws {
        let kinds = SandboxFault.allCases
        let rules = kinds.map { SandboxFaultRule($0, fraction: 0.1 / Double(kinds.count)) }
        let faults = SandboxFaults(rules: rules, seed: seed, delay: .milliseconds(20))
        let options = SandboxOptions(faults: faults, maximumPageSize: 10)
        let damaged = try await Self.readings(options)
        expectSame(damaged, try await Self.readings())
    }

    @Test("a module's overrides are replaced, and put back")
    func moduleOverrides() async throws {
        let server = SandboxServer(institution: try Self.institution(), logger: CollectedLog().logger)
        try await server.whileRunning { url in
            let client = try TestClient(url, token: Self.token).client
            let modules = try await client.modules(course: 101)
            let sections = try await client.sections(course: 101)
            let module = try #require(modules.first).id
            try await client.replaceModuleAssignmentOverrides(
                course: 101,
                module: module,
                with: [.new(.section(sections[0].id))]
            )
            let written = try await client.moduleAssignmentOverrides(course: 101, module: module)
            #expect(written.map(\.target) == [.section(id: sections[0].id, name: sections[0].name)])
            try await client.replaceModuleAssignmentOverrides(course: 101, module: module, with: [])
            let emptied = try await client.moduleAssignmentOverrides(course: 101, module: module)
            #expect(emptied == [])
        }
    }

    @Test("a token that is unknown, expired or without rights is told apart")
    func tokens() async throws {
        let server = SandboxServer(institution: try Self.institution(), logger: CollectedLog().logger)
        try await server.whileRunning { url in
            for (token, isForbidden) in [
                ("nobody-gave-me-this", false), ("sandbox-token-expired", false),
                ("sandbox-token-no-permissions", true),
            ] {
                let client = try TestClient(url, token: token).client
                let error = await #expect(throws: CanvasError.self) { try await client.course(.id(101)) }
                switch error?.kind {
                case .unauthenticated: #expect(!isForbidden)
                case .forbidden: #expect(isForbidden)
                default: Issue.record("\(String(describing: error))")
                }
            }
        }
    }

    @Test("under a bucket like Canvas's, hardly any request is refused")
    func throttle() async throws {
        // Dear requests on a fast bucket: a night's worth of pressure in a few seconds.
        let throttle = SandboxThrottle(outflow: 1_000, costPerRequest: 15)
        let options = SandboxOptions(faults: SandboxFaults(throttle: throttle))
        let server = SandboxServer(institution: try Self.institution(), options: options, logger: CollectedLog().logger)
        try await server.whileRunning { url in
            let test = try TestClient(url, token: Self.token, ceiling: 8, timekeeper: Timekeeper())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<120 {
                    group.addTask { _ = try await test.client.sections(course: 101) }
                }
                try await group.waitForAll()
            }
            let statistics = await test.governor.statistics
            #expect(statistics.requests >= 120)
            #expect(statistics.refusals * 50 <= statistics.requests)
        }
    }
}
