/// One message as ``ClientConfiguration/trace`` sees it. Credentials are in none: libcurl adds them later.
public enum TraceEvent: Sendable {
    case request(url: String, headers: [(name: String, value: String)], body: [UInt8])
    case reply(status: Int, headers: [(name: String, value: String)], body: [UInt8])
    /// The exchange ended without a reply.
    case failure(ClientError)
}
