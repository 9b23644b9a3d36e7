internal import Glibc

/// Asks for a password on the terminal, without showing it.
enum Password {
    /// - Returns: nil when there is no terminal to ask on, or nothing was typed.
    static func ask(for user: String, at host: String) -> String? {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else { return nil }
        defer { close(terminal) }
        var before = termios()
        guard tcgetattr(terminal, &before) == 0 else { return nil }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        // Whoever is interrupted here would be left with a terminal that shows nothing.
        Interruption.beforeEnd { [before] in
            var before = before
            tcsetattr(terminal, TCSAFLUSH, &before)
        }
        // First the silence: who types at once is not shown either.
        tcsetattr(terminal, TCSAFLUSH, &silent)
        write("Password of \(user) at \(host): ", to: terminal)
        defer {
            tcsetattr(terminal, TCSAFLUSH, &before)
            write("\n", to: terminal)
            Interruption.beforeEnd(nil)
        }
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count < 1024, read(terminal, &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { _ = Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
}
