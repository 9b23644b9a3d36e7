// The compiler finds what <sys/socket.h> declares in whichever of the two modules it loads first.
internal import CMicroHTTPD
internal import Glibc

/// Where a server listens: a numeric address and a port.
///
///     127.0.0.1:5985      0.0.0.0:5985      [::1]:5985      [::]:0
///
/// Names are not resolved: what a name means may change between two starts, and with it who can reach the service.
public struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// An IP address in network byte order: 4 bytes of IPv4 or 16 of IPv6.
    let bytes: [UInt8]
    /// 0 lets the system choose a free one.
    public let port: UInt16

    /// - Throws: `SocketAddressError`, a sentence, when the text is not `ADDRESS:PORT` or `[IPV6]:PORT`.
    public init(parsing text: String) throws(SocketAddressError) {
        guard let colon = text.lastIndex(of: ":") else {
            throw SocketAddressError(text, "the port is missing")
        }
        let digits = text[text.index(after: colon)...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), let port = UInt16(digits) else {
            throw SocketAddressError(text, "\"\(digits)\" is not a port between 0 and 65535")
        }
        var host = text[..<colon]
        let isBracketed = host.first == "[" && host.last == "]"
        if isBracketed { host = host.dropFirst().dropLast() }
        guard isBracketed || !host.contains(":") else {
            throw SocketAddressError(text, "an IPv6 address stands in brackets")
        }
        guard let bytes = Self.parse(String(host), family: isBracketed ? AF_INET6 : AF_INET) else {
            throw SocketAddressError(
                text, "\"\(host)\" is not \(isBracketed ? "an IPv6" : "an IPv4") address in figures")
        }
        self.bytes = bytes
        self.port = port
    }

    /// Only this host can connect to it: 127.0.0.0/8, ::1, and the former written as an IPv6 address.
    public var isLoopback: Bool {
        if bytes.count == 4 { return bytes[0] == 127 }
        if bytes.starts(with: Self.mappedPrefix) { return bytes[12] == 127 }
        return bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
    }

    /// It stands for every address of this host: `0.0.0.0`, `::`.
    public var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }

    /// Whether it has 16 bytes, not 4.
    public var isIPv6: Bool { bytes.count == 16 }

    /// The address without the port and without brackets. An IPv4 address that arrived on an IPv6 socket
    /// (`::ffff:192.0.2.7`) is written as what it is.
    public var host: String {
        bytes.count == 16 && bytes.starts(with: Self.mappedPrefix)
            ? Self.text(of: Array(bytes[12...])) : Self.text(of: bytes)
    }

    /// The form that `init(parsing:)` reads, and that stands in a URL.
    public var description: String {
        isIPv6 ? "[\(Self.text(of: bytes))]:\(port)" : "\(Self.text(of: bytes)):\(port)"
    }

    private static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]

    private static func parse(_ host: String, family: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: family == AF_INET6 ? 16 : 4)
        return inet_pton(family, host, &bytes) == 1 ? bytes : nil
    }

    private static func text(of bytes: [UInt8]) -> String {
        var text = [UInt8](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        text.withUnsafeMutableBytes { buffer in
            _ = inet_ntop(
                bytes.count == 16 ? AF_INET6 : AF_INET, bytes,
                buffer.baseAddress!.assumingMemoryBound(to: CChar.self),  // because the array is never empty
                socklen_t(buffer.count))
        }
        return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    }
}

// MARK: - Wire

extension SocketAddress {
    /// Reads the system's form; nil for a family other than IPv4 and IPv6.
    init?(_ address: UnsafePointer<sockaddr>) {
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            let known = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self)
            bytes = withUnsafeBytes(of: known.sin_addr) { Array($0) }
            port = UInt16(bigEndian: known.sin_port)
        case AF_INET6:
            let known = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self)
            bytes = withUnsafeBytes(of: known.sin6_addr) { Array($0) }
            port = UInt16(bigEndian: known.sin6_port)
        default: return nil
        }
    }

    var family: Int32 { isIPv6 ? AF_INET6 : AF_INET }

    /// Calls `body` with the system's form of the address and its length.
    func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        var storage = sockaddr_storage()
        return withUnsafeMutableBytes(of: &storage) { raw in
            let start = raw.baseAddress!  // because a sockaddr_storage has bytes
            let length: Int
            if isIPv6 {
                var address = sockaddr_in6()
                address.sin6_family = sa_family_t(AF_INET6)
                address.sin6_port = port.bigEndian
                withUnsafeMutableBytes(of: &address.sin6_addr) { $0.copyBytes(from: bytes) }
                start.storeBytes(of: address, as: sockaddr_in6.self)
                length = MemoryLayout<sockaddr_in6>.size
            } else {
                var address = sockaddr_in()
                address.sin_family = sa_family_t(AF_INET)
                address.sin_port = port.bigEndian
                withUnsafeMutableBytes(of: &address.sin_addr) { $0.copyBytes(from: bytes) }
                start.storeBytes(of: address, as: sockaddr_in.self)
                length = MemoryLayout<sockaddr_in>.size
            }
            return body(start.assumingMemoryBound(to: sockaddr.self), socklen_t(length))
        }
    }
}

/// A text that names no address to listen on.
public struct SocketAddressError: Error, CustomStringConvertible {
    /// A sentence that repeats the text, says what is wrong with it and what is expected.
    public let description: String

    init(_ text: String, _ reason: String) {
        description = "\"\(text)\" is no address to listen on: \(reason). Write 127.0.0.1:5985 or [::1]:5985."
    }
}
