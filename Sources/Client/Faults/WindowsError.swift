/// A number as Windows puts it into f:WSManFault: WinRM's own, a Win32 error or an HRESULT of WMI.
public struct WindowsError: Hashable, Sendable {
    public let number: UInt32

    public init(_ number: UInt32) { self.number = number }

    /// Reads `2150858843`, `0x8033805B`, the signed `-2144108453` that PowerShell shows, or a name with or without its
    /// `ERROR_WSMAN_`; nil for anything else.
    public init?(_ text: String) {
        if text.lowercased().hasPrefix("0x"), let number = UInt32(text.dropFirst(2), radix: 16) {
            self.number = number
        } else if let number = UInt32(text) {
            self.number = number
        } else if let number = Int32(text) {
            self.number = UInt32(bitPattern: number)
        } else {
            let name = text.uppercased().filter { $0 != "_" }
            let names = ["", "ERROR", "ERRORWSMAN"].map { $0 + name }
            guard let known = Self.known.first(where: { names.contains($0.name.filter { $0 != "_" }) }) else {
                return nil
            }
            number = known.number
        }
    }

    /// `0x8033805B`
    public var hexadecimal: String {
        let digits = String(number, radix: 16, uppercase: true)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// `ERROR_WSMAN_UNEXPECTED_SELECTORS`; nil for numbers that are not WinRM's.
    public var symbol: String? { Self.known.first { $0.number == number }.map(\.name) }

    /// All that have a name: WinRM's.
    public static var named: [WindowsError] { known.map { WindowsError($0.number) } }

    /// The names of WinRM's numbers.
    private static let known: [(number: UInt32, name: String)] = windowsErrorNames.split(separator: "\n").compactMap {
        let parts = $0.split(separator: " ")
        return UInt32(parts[0], radix: 16).map { (0x8033_0000 + $0, "ERROR_" + parts[1]) }
    }
}
