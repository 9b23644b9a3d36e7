internal import Client
internal import Glibc
internal import Usage

/// Runs one command line.
///
/// - Parameter sink: takes what is written in place of standard output and standard error.
/// - Returns: the exit code.
func runWinch(arguments: [String], environment: [String: String], sink: Screen.Sink? = nil) async -> Int32 {
    signal(SIGPIPE, SIG_IGN)
    let plain = Screen(color: "auto", environment: environment, sink: sink)
    do throws(Complaint) {
        let invocation = try Invocation(arguments: arguments, environment: environment)
        switch invocation.request {
        case .version: plain.write("winch \(winchVersion)\n")
        case .help(let command): plain.write(Help.text(command))
        case .command(let command):
            let screen = Screen(color: try invocation.choice(.color) ?? "auto", environment: environment, sink: sink)
            defer { screen.flush() }
            try await run(command, Session(invocation, screen))
        }
        plain.flush()
        return ExitCode.done.rawValue
    } catch {
        plain.note("winch: \(error.sentence.lines.map(\.printable).joined(separator: "\n       "))")
        return error.code.rawValue
    }
}

private func run(_ command: Command, _ session: Session) async throws(Complaint) {
    switch command {
    case .identify: try await session.identify()
    case .get: try await session.get()
    case .put: try await session.put()
    case .create: try await session.create()
    case .delete: try await session.delete()
    case .enumerate: try await session.enumerate()
    case .query: try await session.query()
    case .invoke: try await session.invoke()
    case .jobs: try await session.jobs()
    case .watch: try await session.watch()
    case .start, .resume: try await session.change(.start)
    case .suspend: try await session.change(.suspend)
    case .cancel: try await session.change(session.invocation.has(.kill) ? .kill : .terminate)
    case .error: try await session.error()
    case .subscribe: try await session.subscribe()
    case .listen: try await session.listen()
    case .explain: try session.explain()
    case .raw: try await session.raw()
    case .conform: try await session.conform()
    case .completion: try session.completion()
    case .man: try session.manual()
    }
}

/// The variables of this process.
func processEnvironment() -> [String: String] {
    var variables: [String: String] = [:]
    var next = environ
    while let entry = next.pointee {
        let text = String(cString: entry)
        if let equals = text.firstIndex(of: "=") {
            variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        next += 1
    }
    return variables
}

extension String {
    var lines: [String] { split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
}
