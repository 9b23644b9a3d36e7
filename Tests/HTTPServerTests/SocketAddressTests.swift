internal import HTTPServer
internal import Testing

struct SocketAddressTests {
    @Test(arguments: ["127.0.0.1:5985", "0.0.0.0:0", "[::1]:5985", "[::]:65535", "[2001:db8::7]:80"])
    func `An address is written as it was read`(text: String) throws {
        #expect(try SocketAddress(parsing: text).description == text)
    }

    @Test(arguments: [
        ("127.0.0.1:1", true), ("127.9.9.9:1", true), ("[::1]:1", true), ("[::ffff:127.0.0.1]:1", true),
        ("0.0.0.0:1", false), ("[::]:1", false), ("192.0.2.1:1", false), ("[::ffff:192.0.2.1]:1", false),
    ])
    func `Loopback is what only this host can reach`(text: String, isLoopback: Bool) throws {
        #expect(try SocketAddress(parsing: text).isLoopback == isLoopback)
    }

    @Test(arguments: [
        ("5985", "the port is missing"), ("127.0.0.1:", "\"\" is not a port"), ("127.0.0.1:65536", "is not a port"),
        ("127.0.0.1:http", "\"http\" is not a port"), ("::1:5985", "stands in brackets"),
        ("localhost:5985", "\"localhost\" is not an IPv4 address"), ("[127.0.0.1]:1", "is not an IPv6 address"),
        (":5985", "\"\" is not an IPv4 address"), ("127.0.0.1:+1", "is not a port"),
    ])
    func `What is no address says why`(text: String, reason: String) {
        let error = #expect(throws: SocketAddressError.self) { try SocketAddress(parsing: text) }
        #expect(error?.description.contains(reason) == true)
        #expect(error?.description.contains("\"\(text)\"") == true)
    }

    @Test func `An IPv4 address that came through an IPv6 socket is shown as IPv4`() throws {
        #expect(try SocketAddress(parsing: "[::ffff:192.0.2.7]:1").host == "192.0.2.7")
        #expect(try SocketAddress(parsing: "[::1]:1").host == "::1")
    }
}
