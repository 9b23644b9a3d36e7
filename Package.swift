// swift-tools-version: 6.2
import PackageDescription

// Every folder under Sources is one target. Arrows point downward only; the compiler keeps them
// (`--explicit-target-dependency-import-check error`). Documentation/Architecture.md holds the picture.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let strictC: [CSetting] = [.enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error)]

func library(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "winch",
    products: [
        .executable(name: "winchd", targets: ["winchd"]),
        .executable(name: "winch", targets: ["winch"]),
        .executable(name: "winch-supervisor", targets: ["winch-supervisor"]),
        // With the modules whose types the client takes and returns.
        .library(name: "Client", targets: ["Client", "WSMan", "CIM", "SOAP", "XML"]),
    ],
    targets: [
        // C libraries of the host, each wrapped by exactly one Swift target.
        .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CMicroHTTPD", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
        .systemLibrary(name: "CGnuTLS", pkgConfig: "gnutls", providers: [.apt(["libgnutls28-dev"])]),
        // krb5-gssapi.pc has flags that SwiftPM warns about, and nothing that a build here needs.
        .systemLibrary(name: "CGSSAPI", providers: [.apt(["libkrb5-dev"])]),
        // Loads libpam at run time, where a configuration asks for it.
        .target(name: "CPAM", cSettings: strictC),
        .systemLibrary(name: "CCrypt", pkgConfig: "libcrypt", providers: [.apt(["libcrypt-dev"])]),

        // What every layer takes from the operating system: locks, clocks, random identifiers, the log.
        library("Platform"),

        // SOAP and WS-Management.
        library("XML", ["CLibXML2", "Platform"]),
        library("SOAP", ["XML", "Platform"]),
        library("WSMan", ["SOAP", "XML"]),

        // CIM, and the only place where it meets XML. The MOF texts reach the program through CSchema.
        .target(name: "CSchema"),
        library("CIM", ["CSchema", "Platform"], exclude: ["Schema"]),
        library("WSCIM", ["WSMan", "SOAP", "XML", "CIM", "Platform"]),

        // XSD and WSDL of the classes; the program that writes them is for this repository alone, no product.
        .target(name: "CDescriptions"),
        library("WSDL", ["WSMan", "XML", "CIM", "CDescriptions"]),
        .executableTarget(name: "winch-wsdl", dependencies: ["WSDL", "CIM"], swiftSettings: strict),

        // The job engine; knows neither CIM nor XML.
        library("SQLite", ["CSQLite"]),
        .target(name: "CSupervision", cSettings: strictC),
        .executableTarget(name: "winch-supervisor", dependencies: ["CSupervision"], cSettings: strictC),
        library("Jobs", ["SQLite", "Platform", "CSupervision"]),

        // The service: bytes in, bytes out.
        library("HTTPMessage"),
        library("Endpoint", ["HTTPMessage", "WSCIM", "WSMan", "SOAP", "XML", "CIM", "Jobs", "Platform"]),

        // The doors.
        library("HTTPServer", ["HTTPMessage", "Platform", "CMicroHTTPD", "CCrypt", "CGnuTLS", "CGSSAPI", "CPAM"]),

        // The other side.
        library(
            "Client", ["HTTPServer", "HTTPMessage", "WSCIM", "WSMan", "SOAP", "XML", "CIM", "Platform", "CCurl"]),

        // DSP0226's rules as data, and a check of each that a client can see, against any service.
        library("Conformance", ["Client", "HTTPServer", "HTTPMessage", "WSMan", "SOAP", "XML", "Platform"]),

        // The load of the benchmarks, for this repository alone.
        .executableTarget(name: "winch-load", dependencies: ["Client", "WSMan", "Platform"], swiftSettings: strict),

        // The programs, and the little that both say alike.
        library("Usage"),
        .executableTarget(
            name: "winchd",
            dependencies: [
                "HTTPServer", "HTTPMessage", "Endpoint", "Client", "WSDL", "XML", "CIM", "Jobs", "Platform", "Usage",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "winch",
            dependencies: ["Conformance", "Client", "WSCIM", "WSMan", "SOAP", "XML", "CIM", "Platform", "Usage"],
            swiftSettings: strict),

        // For tests alone: a disk that fails on demand, below SQLite.
        .target(
            name: "CFaultyDisk", cSettings: strictC, linkerSettings: [.linkedLibrary("sqlite3")]),
        library("TestSupport", ["Endpoint", "HTTPMessage", "CIM", "Jobs", "Platform"]),
        tests("Platform", ["Platform"]),
        tests("XML", ["XML"]),
        tests("SOAP", ["SOAP", "XML"], exclude: ["faults.tsv", "fault-details.tsv"]),
        tests("WSMan", ["WSMan", "SOAP", "XML"]),
        tests("CIM", ["CIM"], exclude: ["Facts"]),
        tests("WSCIM", ["WSCIM", "WSMan", "SOAP", "XML", "CIM"]),
        tests("WSDL", ["WSDL", "WSCIM", "WSMan", "XML", "CIM"]),
        tests("SQLite", ["SQLite"]),
        tests("Jobs", ["Jobs", "SQLite", "Platform", "CFaultyDisk"], exclude: ["Stores"]),
        tests("HTTPMessage", ["HTTPMessage"]),
        tests("HTTPServer", ["HTTPServer", "HTTPMessage", "Platform", "CGnuTLS"]),
        tests(
            "Endpoint",
            ["Endpoint", "TestSupport", "HTTPMessage", "WSCIM", "WSMan", "SOAP", "XML", "CIM", "Jobs", "Platform"],
            exclude: ["Exchanges", "unsent-faults.tsv"]),
        tests("Client", ["Client", "TestSupport", "WSCIM", "WSMan", "SOAP", "XML", "CIM", "HTTPMessage", "Platform"]),
        tests(
            "Conformance",
            [
                "Conformance", "winchd", "Client", "HTTPServer", "HTTPMessage", "Endpoint", "TestSupport", "WSMan",
                "CIM", "Jobs", "Platform",
            ],
            exclude: ["rules.tsv"]),
        tests("Winchd", ["winchd", "HTTPServer", "Endpoint", "CIM", "Jobs", "Platform"]),
        tests("Winch", ["winch", "TestSupport", "HTTPMessage", "Client", "WSMan", "SOAP", "XML", "Platform"]),
        tests("Usage", ["Usage"]),
        tests("Soundness", []),
    ]
)

// The fuzzers of Tests/Fuzz have a build of their own: every module is instrumented, and winchd, whose configuration they
// read, is a library there.
if Context.environment["WINCH_FUZZ"] != nil {
    let dependencies = package.targets.first { $0.name == "winchd" }?.dependencies ?? []
    package.targets.removeAll { $0.type == .test || $0.type == .executable }
    package.targets += [
        .target(
            name: "winchd", dependencies: dependencies, path: "Sources/winchd", exclude: ["main.swift"],
            swiftSettings: strict),
        .target(
            name: "FuzzTargets",
            dependencies: [
                "winchd", "HTTPServer", "HTTPMessage", "WSCIM", "WSMan", "SOAP", "XML", "CIM", "Platform",
            ],
            path: "Tests/Fuzz/Targets", swiftSettings: strict),
        .executableTarget(
            name: "winch-fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzz/Program", cSettings: strictC),
    ]
    package.products = [.executable(name: "winch-fuzz", targets: ["winch-fuzz"])]
}
