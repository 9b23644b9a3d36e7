internal import Glibc

/// Where secrets would lie about that nobody has to see: in core dumps.
enum Hardening {
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
