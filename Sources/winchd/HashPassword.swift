internal import Glibc
internal import HTTPServer

/// `winchd hash-password`: one line from standard input, its hash on standard output.
///
///     $ winchd hash-password
///     Password:
///     $y$j9T$…
func hashPassword() throws(Complaint) {
    let isTerminal = isatty(STDIN_FILENO) == 1
    var password = try promptedPassword("Password: ", isTerminal: isTerminal)
    if isTerminal, try promptedPassword("Again: ", isTerminal: true) != password {
        throw .failure("the two passwords differ; nothing was hashed.")
    }
    defer { password = "" }
    do {
        say(try PasswordHash.make(password).text)
    } catch {
        throw .failure(error.description)
    }
}

/// A line of standard input; on a terminal after a prompt, and without showing what is typed.
private func promptedPassword(_ prompt: String, isTerminal: Bool) throws(Complaint) -> String {
    var settings = termios()
    if isTerminal {
        _ = write(STDERR_FILENO, prompt, prompt.utf8.count)
        tcgetattr(STDIN_FILENO, &settings)
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    }
    defer {
        if isTerminal {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
            _ = write(STDERR_FILENO, "\n", 1)
        }
    }
    guard let line = readLine(strippingNewline: true), !line.isEmpty else {
        throw .failure(
            "there is no password on standard input. Type one, or pipe one line: winchd hash-password < FILE")
    }
    return line
}
