// swift-tools-version: 6.2
import PackageDescription

/// Warnings are errors where the build server says so; a developer's half-finished edit still compiles.
let strict = Context.environment["CI"] != nil

let settings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (strict ? [.treatAllWarnings(as: .error)] : [])

/// - Parameter exclude: scripts and styles of a face, which the service reads from their folder at start
func module(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

// Arrows point down only; docs/architecture.md holds the same table and a test compares the two.
let package = Package(
  name: "foyer",
  products: [
    .executable(name: "foyer", targets: ["foyer"]), .executable(name: "foyer-server", targets: ["foyer-server"]),
    .executable(name: "foyer-helper", targets: ["foyer-helper"]),
  ],
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", "3.12.3"..<"5.0.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CCmarkGFM", pkgConfig: "libcmark-gfm",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(name: "CGumbo", pkgConfig: "gumbo", providers: [.apt(["libgumbo-dev"])]),
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CBrotli", pkgConfig: "libbrotlienc", providers: [.apt(["libbrotli-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CVipsLibrary", pkgConfig: "vips", providers: [.apt(["libvips-dev"])]),
    .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
    // libvips is called with variable arguments, which Swift cannot write.
    .target(name: "CVips", dependencies: ["CVipsLibrary"]),
    // These open libcurl and libpq when something is sent or a PostgreSQL database is opened, so that other commands do not wait for them; only
    // their headers are needed here.
    .target(name: "CTargets", linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "CPostgreSQL", linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "CMarkdownMemory"),

    module("Model", []),
    module("Compression", ["CBrotli", "CZlib"]),
    module("Database", ["CSQLite", "CPostgreSQL", nioPosix]),
    module("Markup", ["CCmarkGFM", "CMarkdownMemory", "CLibXML2", "CGumbo"]),
    module("Media", ["Model", "Markup", crypto]),
    module("Store", ["Model", "Database", crypto]),
    module("SiteFolder", ["Model", "Markup", "Media", yams]),
    module("Builder", ["Model", "Markup"]),
    module("Publishing", ["Model", "Compression", "Store", "Builder", "SiteFolder", "Media", "CTargets", crypto]),
    module("Screenshots", ["Model", "Media", "Store", "Publishing"]),
    module("Access", ["Model", "Store", "CSodium", crypto]),
    module(
      "Web",
      [
        "Model", "Compression", "Markup", "Store", "Access", hummingbird, hummingbirdCore, httpTypes, nioCore, nioHTTP1,
        logging,
      ]),
    module(
      "Portal", ["Model", "Markup", "Store", "Publishing", "Access", "Web", hummingbird, httpTypes, nioCore, logging],
      exclude: ["Resources"]),
    module(
      "Editor",
      ["Model", "Markup", "Store", "Publishing", "Access", "Web", hummingbird, httpTypes, nioCore],
      exclude: ["Resources"]),
    module("Feedback", ["Model", "Markup", "Store", "Access", "Web", hummingbird, httpTypes, nioCore]),
    module("Host", ["Model", "Compression", "Store", "Publishing", "Web", crypto, hummingbird, httpTypes, nioCore]),
    module(
      "App",
      [
        "Model", "Database", "Store", "SiteFolder", "Publishing", "Access", "Web", "Portal",
        "Editor", "Feedback", "Host", "Media", "Screenshots",
        hummingbird, hummingbirdCore, httpTypes, nioCore, logging,
      ]),
    .executableTarget(
      name: "foyer-server", dependencies: ["App", "Model", "SiteFolder", "Builder", "Publishing", argumentParser],
      swiftSettings: settings),
    // Opens what strangers send, in a process with limits of its own: pictures and archives.
    .executableTarget(name: "foyer-helper", dependencies: ["CVips", "CArchive"], swiftSettings: settings),
    // Links no library that may be missing, so that it can say which one is.
    .executableTarget(name: "foyer", swiftSettings: settings),

    // Measures what the command line cannot: commits of the bare engine beside edits through the store.
    .executableTarget(
      name: "foyer-bench",
      dependencies: ["Model", "Database", "Store", "SiteFolder", "Publishing", "CSQLite", "CCmarkGFM", hummingbird],
      path: "bench/Sources",
      swiftSettings: settings),
    // A fresh database of each engine for a test; not part of the product.
    module("DatabaseTesting", ["Database"]),
    tests("ModelTests", ["Model"]),
    tests("CompressionTests", ["Compression"]),
    tests("DatabaseTests", ["Database", "DatabaseTesting"]),
    tests("MarkupTests", ["Markup"]),
    tests("StoreTests", ["Store", "Model", "Database", "DatabaseTesting"]),
    tests("SiteFolderTests", ["SiteFolder", "Model", "Markup", "Media"]),
    tests("BuilderTests", ["Builder", "Model"]),
    tests(
      "PublishingTests",
      ["Publishing", "Builder", "SiteFolder", "Store", "Database", "DatabaseTesting", "Model", crypto]),
    tests(
      "ScreenshotTests",
      ["Screenshots", "Publishing", "Store", "Database", "DatabaseTesting", "Model", "Media"]),
    tests(
      "AppTests",
      [
        "App", "Access", "Web", "Portal", "Feedback", "Publishing", "SiteFolder", "Store", "Model", "Database",
        "DatabaseTesting",
        hummingbird, hummingbirdTesting, httpTypes, nioCore,
      ]),
    tests(
      "ExchangeTests",
      ["Publishing", "Builder", "SiteFolder", "Store", "Model", "Markup", "Media", "Database", "DatabaseTesting"]),
    tests("ArchitectureTests", []),
  ],
  swiftLanguageModes: [.v6]
)
