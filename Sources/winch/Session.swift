internal import Client
internal import Glibc
internal import WSMan

/// One run of a command: its command line, the screen, and a client when it needs one.
struct Session {
    let invocation: Invocation
    let screen: Screen

    init(_ invocation: Invocation, _ screen: Screen) {
        self.invocation = invocation
        self.screen = screen
    }

    /// The client that options and environment describe.
    func client() throws(Complaint) -> Client {
        let configuration = try configuration()
        do {
            return try Client(configuration)
        } catch {
            throw Complaint(error)
        }
    }

    /// Where that client connects and how, and who sees its messages.
    func configuration() throws(Complaint) -> ClientConfiguration {
        var configuration = try invocation.configuration { screen.note("winch: warning: \($0)") }
        let hasCredentials = configuration.credentials != nil
        if invocation.has(.asCurl) {
            let curl = try CurlCommand(invocation)
            configuration.trace = { [screen] event in
                guard case .request(let url, let headers, let body) = event else { return }
                screen.write(curl.text(url: url, headers: headers, body: body) + "\n")
                screen.flush()
                exit(ExitCode.done.rawValue)
            }
        } else if invocation.has(.trace) {
            configuration.trace = { [screen] event in screen.note(Trace.text(event, hasCredentials: hasCredentials)) }
        }
        return configuration
    }

    /// The target that the operand at this place names.
    func target(_ index: Int = 0) throws(Complaint) -> Target {
        try invocation.resource(invocation.operands[index]).target
    }

    /// Runs an operation of the client; its error becomes a complaint.
    func asking<Result: Sendable>(
        _ operation: () async throws(ClientError) -> Result
    ) async throws(Complaint) -> Result {
        do {
            return try await operation()
        } catch {
            throw Complaint(error)
        }
    }
}
