internal import Glibc

/// Covers the passwords of options with NAME:PASSWORD in what `ps` shows. They were there for a moment; a file is better.
///
/// The arguments that the program reads must have been copied before.
/// - Parameter flags: such as `--user`, whose value is the next argument or stands behind a `=`, and `-u`.
public func coverPasswords(of flags: [String]) {
    var isValue = false
    for index in 1..<max(1, Int(CommandLine.argc)) {
        guard let argument = CommandLine.unsafeArgv[index] else { return }
        let text = String(cString: argument)
        let isJoined = flags.contains { text.hasPrefix($0.hasPrefix("--") ? $0 + "=" : $0) && text != $0 }
        if isValue || isJoined, let colon = strchr(argument, Int32(UInt8(ascii: ":"))) {
            memset(colon + 1, Int32(UInt8(ascii: "*")), strlen(colon + 1))
        }
        isValue = flags.contains(text)
    }
}
