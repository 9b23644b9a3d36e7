import Client
import Testing

struct EndpointURLTests {
    @Test(arguments: [
        ("hv1", "http://hv1:5985/wsman"), ("hv1:5986", "https://hv1:5986/wsman"),
        ("https://hv1", "https://hv1:5986/wsman"),
        ("https://hv1:443", "https://hv1:443/wsman"), ("127.0.0.1:8080", "http://127.0.0.1:8080/wsman"),
        ("[::1]:8080/other", "http://[::1]:8080/other"), ("http://hv1/", "http://hv1:5985/"),
        ("http://hv1/wsman?x=1", "http://hv1:5985/wsman?x=1"),
    ])
    func `What people leave out is filled in`(given: String, expected: String) throws {
        #expect(try EndpointURL(given).text == expected)
    }

    @Test(arguments: ["", "ftp://hv1", "http://alice:secret@hv1", "http://hv1/#x", "http://", "http://a b"])
    func `What is no address of a service is refused`(given: String) {
        #expect(throws: ClientError.self) { try EndpointURL(given) }
    }

    @Test(arguments: [
        ("localhost", true), ("127.8.9.1", true), ("[::1]:1", true), ("127.evil.example", false), ("hv1", false),
    ])
    func `Only this host is this host`(given: String, isLoopback: Bool) throws {
        #expect(try EndpointURL(given).isLoopback == isLoopback)
    }
}
