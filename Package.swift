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
        // Log lines, as text or JSON, to standard error.
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        // The snapshot file: SQLite with transactions, typed rows and readable errors.
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        // HTML report templates that users can edit.
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        // The configuration file.
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        // The sandbox Canvas: an HTTP server on loopback, without dependencies of its own.
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        // The HTTP client: connection pool, TLS, proxies, HTTP/2, decompression.
        .systemLibrary(
            name: "CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]
        ),
        // SHA-256, and what libcurl's TLS needs to be told.
        .systemLibrary(
            name: "CCrypto",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"]), .brew(["openssl"])]
        ),
        .systemLibrary(
            name: "CXLSXWriter",
            pkgConfig: "xlsxwriter",
            providers: [.apt(["libxlsxwriter-dev", "zlib1g-dev"]), .brew(["libxlsxwriter"])]
        ),
        .target(name: "Spreadsheet", dependencies: ["CXLSXWriter"], swiftSettings: strict),
        .target(
            name: "CanvasAPI",
            dependencies: ["CCrypto", "CCurl", .product(name: "Logging", package: "swift-log")],
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
                "CanvasAPI", "CCrypto", "ReportTemplates", "Spreadsheet",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "OrderedCollections", package: "swift-collections"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "CanvasSandbox",
            dependencies: [
                .product(name: "FlyingFox", package: "FlyingFox"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "OrderedCollections", package: "swift-collections"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "override-report",
            dependencies: [
                "CanvasAPI", "CanvasSandbox", "CCrypto", "OverrideReport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict
        ),
        // What all test targets share: scratch directories, seeded random numbers, a small disk, a log.
        .target(
            name: "TestSupport",
            dependencies: [.product(name: "Logging", package: "swift-log")],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
        .testTarget(name: "SpreadsheetTests", dependencies: ["Spreadsheet", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "CanvasAPITests",
            dependencies: [
                "CanvasAPI", "CanvasSandbox", "TestSupport", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "OverrideReportTests",
            dependencies: [
                "CanvasSandbox", "OverrideReport", "Spreadsheet", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["Fixtures"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "CanvasSandboxTests",
            dependencies: ["CanvasAPI", "CanvasSandbox", .product(name: "Logging", package: "swift-log")],
            swiftSettings: strict
        ),
        .testTarget(
            name: "Benchmarks",
            dependencies: [
                "CanvasAPI", "CanvasSandbox", "CXLSXWriter", "OverrideReport", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "override-report", "CanvasSandbox", "OverrideReport", "Spreadsheet", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["Fixtures"],
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)
