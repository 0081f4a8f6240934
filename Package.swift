// swift-tools-version: 6.2
import PackageDescription

/// Warnings are errors everywhere; a target that needs Foundation's calendars or file system imports it itself.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
]

let package = Package(
    name: "override-report",
    products: [
        .executable(name: "override-report", targets: ["override-report"])
    ],
    dependencies: [
        // The command line: options, help texts, completions, manual page.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Ordered sets and dictionaries where the order of a report depends on them.
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        // SHA-256 for the manifest and for module fingerprints.
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        // Log lines, as text or JSON, to standard error.
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        // Byte buffers and event loops: what the HTTP client and the sandbox server speak.
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        // The snapshot file: SQLite with transactions, typed rows and readable errors.
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        // The sandbox Canvas: an HTTP server on loopback.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        // HTML report templates that users can edit.
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        // The HTTP client: connection pool, time-outs, decompression. URLSession on Linux is not steady enough.
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        // UnixSignals: SIGINT and SIGTERM as an async sequence.
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CXLSXWriter",
            pkgConfig: "xlsxwriter",
            providers: [.apt(["libxlsxwriter-dev", "zlib1g-dev"]), .brew(["libxlsxwriter"])]
        ),
        .target(name: "Spreadsheet", dependencies: ["CXLSXWriter"], swiftSettings: strict),
        .target(
            name: "CanvasAPI",
            dependencies: [
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOFoundationCompat", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        // The files of `templates/`, compiled in: a link beside this target's source leads there.
        .target(
            name: "ReportTemplates",
            resources: [.embedInCode("templates")],
            swiftSettings: strict
        ),
        .target(
            name: "OverrideReport",
            dependencies: [
                "CanvasAPI",
                "ReportTemplates",
                "Spreadsheet",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "OrderedCollections", package: "swift-collections"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "SnapshotStore",
            dependencies: ["OverrideReport", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict
        ),
        .target(
            name: "CanvasSandbox",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "OrderedCollections", package: "swift-collections"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "override-report",
            dependencies: [
                "CanvasAPI", "CanvasSandbox", "OverrideReport", "SnapshotStore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .testTarget(name: "SpreadsheetTests", dependencies: ["Spreadsheet"], swiftSettings: strict),
        .testTarget(
            name: "CanvasAPITests",
            dependencies: [
                "CanvasAPI", "CanvasSandbox",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "OverrideReportTests",
            dependencies: ["CanvasSandbox", "OverrideReport", "Spreadsheet"],
            exclude: ["Fixtures"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "SnapshotStoreTests",
            dependencies: ["SnapshotStore", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict
        ),
        .testTarget(
            name: "CanvasSandboxTests",
            dependencies: [
                "CanvasSandbox",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "Benchmarks",
            dependencies: [
                "CanvasAPI", "CanvasSandbox", "OverrideReport", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "override-report", "CanvasSandbox", "OverrideReport", "Spreadsheet",
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["Fixtures"],
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)
