/// Where a server listens and whether it speaks TLS there.
///
///     127.0.0.1:5985      http://127.0.0.1:5985      https://0.0.0.0:5986      https://[::]:5986
public struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    public let address: SocketAddress
    public let isSecure: Bool

    public init(_ address: SocketAddress, isSecure: Bool) {
        self.address = address
        self.isSecure = isSecure
    }

    /// An address without a scheme is one of HTTP.
    /// - Throws: `SocketAddressError`, a sentence, when what follows the scheme is no address.
    public init(parsing text: String) throws(SocketAddressError) {
        for (scheme, isSecure) in [("https://", true), ("http://", false)] where text.hasPrefix(scheme) {
            self.init(try SocketAddress(parsing: String(text.dropFirst(scheme.count))), isSecure: isSecure)
            return
        }
        self.init(try SocketAddress(parsing: text), isSecure: false)
    }

    /// Only this host can connect to it.
    public var isLoopback: Bool { address.isLoopback }

    /// The form that `init(parsing:)` reads; with TLS only the scheme is written.
    public var description: String { isSecure ? "https://\(address)" : "\(address)" }
}
