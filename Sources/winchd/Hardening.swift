internal import Glibc

/// Where secrets would lie about that nobody has to see: in the list of processes and in core dumps.
enum Hardening {
    /// Covers the passwords of `--user NAME:PASSWORD` in what `ps` shows. They were there for a moment; a file is better.
    static func coverPasswords(in arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, count: Int32) {
        let flag = Option.user.flag
        var isValue = false
        for index in 1..<max(1, Int(count)) {
            guard let argument = arguments[index] else { return }
            let text = String(cString: argument)
            if isValue || text.hasPrefix(flag + "="), let colon = strchr(argument, Int32(UInt8(ascii: ":"))) {
                memset(colon + 1, Int32(UInt8(ascii: "*")), strlen(colon + 1))
            }
            isValue = text == flag
        }
    }

    /// No core dump of this process holds its memory, neither as a file nor for a program that collects dumps. Jobs inherit
    /// both settings; one that wants dumps may raise its limit and set its filter, for the hard limit stays.
    static func forbidCoreDumps() {
        var limit = rlimit()
        getrlimit(Int32(RLIMIT_CORE.rawValue), &limit)
        limit.rlim_cur = 0
        setrlimit(Int32(RLIMIT_CORE.rawValue), &limit)
        let file = open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = write(file, "0\n", 2)
        close(file)
    }
}
