internal import Client

extension Session {
    /// Sends a file as it is and prints what comes back as it is.
    func raw() async throws(Complaint) {
        let envelope = try contents(of: invocation.operands[0])
        let client = try client()
        let reply = try await asking { () throws(ClientError) in try await client.raw(envelope) }
        screen.write(reply.body)
        if screen.isTerminal || reply.body.last != UInt8(ascii: "\n") { screen.write("\n") }
        guard (200..<300).contains(reply.status) else {
            let isUnauthorized = reply.status == 401 || reply.status == 403
            throw Complaint(
                code: isUnauthorized ? .unauthorized : .refused, sentence: "The server answered HTTP \(reply.status).")
        }
    }
}
