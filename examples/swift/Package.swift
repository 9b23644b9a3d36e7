// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "export-job",
    // In a project of your own: .package(url: "…", from: "…").
    dependencies: [.package(name: "winch", path: "../..")],
    targets: [
        .executableTarget(
            name: "export-job",
            dependencies: [.product(name: "Client", package: "winch")])
    ]
)
