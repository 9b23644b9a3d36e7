/// Where a server listens: a numeric address and a port.
///
///     127.0.0.1:5985      0.0.0.0:5985      [::1]:5985      [::]:0
///
/// Names are not resolved: what a name means may change between two starts, and with it who can reach the service.
public struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address in network byte order: 4 bytes of IPv4 or 16 of IPv6.
    public let address: [UInt8]
    /// 0 lets the system choose a free one.
    public let port: UInt16

    public init(address: [UInt8], port: UInt16) {
        self.address = address
        self.port = port
    }
}
