internal import Glibc
internal import Usage

/// Does what the command line asks for.
/// - Returns: the exit code: 0 done, 1 something failed, 2 wrong usage.
func runWinchd(arguments: [String], environment: [String: String]) -> Int32 {
    do {
        let invocation = try Invocation(arguments: arguments, environment: environment)
        switch invocation.request {
        case .help: say(helpText(), terminator: "")
        case .version: say("winchd \(winchVersion)")
        case .command(.serve, _): try serve(invocation)
        case .command(.checkConfig, let file): try checkConfiguration(file ?? "")
        case .command(.hashPassword, _): try hashPassword()
        case .command(.makeCertificate, _): try makeCertificate(invocation)
        case .command(.man, _): say(manualPage(), terminator: "")
        case .command(.history, let instanceID): try showHistory(instanceID, invocation)
        case .command(.healthcheck, _): try checkHealth(invocation)
        case .command(.backup, let file): try backUp(to: file ?? "", invocation)
        case .command(.restore, let file): try restore(from: file ?? "", invocation)
        }
        return 0
    } catch {
        complain(error.sentence)
        return error.kind.rawValue
    }
}

/// Prints on standard output, at once: whoever reads a pipe is waiting for the line.
func say(_ text: String, terminator: String = "\n") {
    let bytes = Array((text + terminator).utf8)
    _ = write(STDOUT_FILENO, bytes, bytes.count)
}

func complain(_ sentence: String) {
    let bytes = Array("winchd: \(sentence)\n".utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
}

/// `winchd check-config FILE`: everything that is wrong with a configuration, or that nothing is.
func checkConfiguration(_ file: String) throws(Complaint) {
    let configuration = try Configuration(file: file)
    let (templates, bindings) = (configuration.templates.count, configuration.bindings.count)
    say("\(file): fine. \(templates) job templates, \(bindings) methods that start one.")
}
