/// A build of Windows whose classes the service shows.
///
/// Hyper-V's classes grew over the years: build 14393 has no ExportedGuestStateFilePaths, MigrationStateList came with
/// 28000. The qualifiers MinBuild and MaxBuild in the MOF say which builds have a class or member.
public struct WindowsBuild: Hashable, Sendable, Comparable {
    /// The build number, `20348`.
    public let number: Int
    /// What people call it: `Server 2022`.
    public let name: String

    private init(_ number: Int, _ name: String) {
        self.number = number
        self.name = name
    }

    /// The known build with this number; nil for any other.
    public init?(number: Int) {
        guard let build = Self.known.first(where: { $0.number == number }) else { return nil }
        self = build
    }

    /// Every known build, oldest first.
    public static let known: [WindowsBuild] = [
        WindowsBuild(9200, "Windows 8 / Server 2012"),
        WindowsBuild(9600, "Windows 8.1 / Server 2012 R2"),
        WindowsBuild(10240, "Windows 10 1507"),
        WindowsBuild(10586, "Windows 10 1511"),
        WindowsBuild(14393, "Windows 10 1607 / Server 2016"),
        WindowsBuild(15063, "Windows 10 1703"),
        WindowsBuild(16299, "Windows 10 1709"),
        WindowsBuild(17134, "Windows 10 1803"),
        WindowsBuild(17763, "Windows 10 1809 / Server 2019"),
        WindowsBuild(18362, "Windows 10 1903"),
        WindowsBuild(19041, "Windows 10 2004"),
        WindowsBuild(19045, "Windows 10 22H2"),
        WindowsBuild(20348, "Server 2022"),
        WindowsBuild(22000, "Windows 11 21H2"),
        WindowsBuild(22621, "Windows 11 22H2/23H2"),
        WindowsBuild(26100, "Windows 11 24H2 / Server 2025"),
        WindowsBuild(28000, "Windows 11 26H1"),
        WindowsBuild(29617, "Insider"),
    ]

    /// The build whose classes are shown unless another one is chosen.
    public static let server2022 = WindowsBuild(20348, "Server 2022")

    /// The build whose schema this one has: 19045 is an update of 19041 and changed no class.
    var schemaNumber: Int { number == 19045 ? 19041 : number }

    public static func < (left: WindowsBuild, right: WindowsBuild) -> Bool { left.number < right.number }
}
