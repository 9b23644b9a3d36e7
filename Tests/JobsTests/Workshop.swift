internal import Glibc
import Jobs
import Platform
import Testing

/// A clock that stands where it is set.
final class SetClock: TimeSource {
    private let time = Lock(Timestamp(microseconds: 1_790_000_000_000_000))
    private let uptime = Lock(Duration.seconds(1000))

    var now: Timestamp { time.withLock { $0 } }
    var monotonic: Duration { uptime.withLock { $0 } }

    func advance(_ duration: Duration) {
        set(by: duration)
        uptime.withLock { $0 += duration }
    }

    /// Sets the wall clock alone.
    func set(by duration: Duration) { time.withLock { $0 = $0 + duration } }
}

/// Identifiers in order: …0001, …0002.
final class CountedIdentifiers: IdentifierSource {
    private let count = Lock<UInt64>(0)

    func next() -> GUID {
        count.withLock {
            $0 += 1
            return GUID(high: 0, low: $0)
        }
    }
}

/// A data directory of its own and an engine on it, both gone with the object.
final class Workshop: Sendable {
    let path: String
    let clock = SetClock()
    let identifiers = CountedIdentifiers()
    private let changes = Lock<[JobChange]>([])

    init() throws {
        var template = Array("/tmp/winch-jobs-XXXXXX".utf8CString)
        path = try template.withUnsafeMutableBufferPointer { buffer in
            String(cString: try #require(buffer.baseAddress.flatMap { mkdtemp($0) }))
        }
    }

    deinit { Workshop.remove(path) }

    /// A started engine.
    func engine(
        _ templates: [JobTemplate], limits: JobLimits = JobLimits(), realTime: Bool = false,
        missedRuns: MissedRuns = .runOnce, usesCgroups: Bool = true, boot: String = "boot"
    ) throws -> JobEngine {
        let store = try JobStore(directory: DataDirectory(path), limits: limits)
        let engine = JobEngine(
            store: store, templates: templates, time: realTime ? SystemTime() : clock, identifiers: identifiers,
            limits: limits, supervisor: Workshop.supervisor, usesCgroups: usesCgroups, zone: UniversalTime(),
            missedRuns: missedRuns, boot: boot,
            onChange: { [changes] change in changes.withLock { $0.append(change) } })
        try engine.start()
        return engine
    }

    var seenChanges: [JobChange] { changes.withLock { $0 } }

    /// Lets time pass and the engine do what came due.
    func pass(_ duration: Duration, _ engine: JobEngine) {
        clock.advance(duration)
        engine.runDue()
    }

    func read(_ name: String) -> String? { Workshop.contents(of: path + "/" + name) }

    func size(_ name: String) -> Int? {
        var status = stat()
        return stat(path + "/" + name, &status) == 0 ? Int(status.st_size) : nil
    }

    static func contents(of path: String) -> String? {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = Glibc.read(file, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    }

    func write(_ text: String, to name: String) {
        let file = open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        _ = Glibc.write(file, text, text.utf8.count)
        close(file)
    }

    func overwrite(_ name: String, at offset: Int, with bytes: [UInt8]) throws {
        let file = open(path + "/" + name, O_WRONLY)
        defer { close(file) }
        try #require(pwrite(file, bytes, bytes.count, off_t(offset)) == bytes.count)
    }

    func remove(_ name: String) { unlink(path + "/" + name) }

    func makeExecutable(_ name: String) { chmod(path + "/" + name, 0o700) }

    func touch(_ name: String) { close(open(path + "/" + name, O_WRONLY | O_CREAT, 0o600)) }

    static func pause(milliseconds: UInt32) { usleep(milliseconds * 1000) }

    /// Whether a process is there and not merely waiting to be cleared away.
    static func isAlive(_ process: String) -> Bool {
        guard let text = contents(of: "/proc/\(process)/stat") else { return false }
        return !text.contains(") Z ") && !text.contains(") X ")
    }

    /// How many live processes have a word in their command line.
    static func processes(naming word: String) -> Int {
        names(in: "/proc").filter { name in
            name.allSatisfy(\.isNumber) && isAlive(name)
                && contents(of: "/proc/\(name)/cmdline")?.contains(word) == true
        }.count
    }

    static func parent(of process: String) -> pid_t? {
        let text = contents(of: "/proc/\(process)/stat") ?? ""
        // `pid (name) state parent`
        return text.split(separator: ")").last?.split(separator: " ").dropFirst().first.flatMap { pid_t($0) }
    }

    /// Whether a process with a word in its command line has been stopped by a signal.
    static func isStopped(naming word: String) -> Bool {
        names(in: "/proc").contains { name in
            name.allSatisfy(\.isNumber) && contents(of: "/proc/\(name)/stat")?.contains(") T ") == true
                && contents(of: "/proc/\(name)/cmdline")?.contains(word) == true
        }
    }

    /// Where hierarchies of cgroups of version 2 are mounted.
    static var cgroups: [String] {
        let lines = (contents(of: "/proc/self/mounts") ?? "").split(separator: "\n")
        let mounts = lines.map { line in line.split(separator: " ").map(String.init) }
        return mounts.filter { $0.count > 2 && $0[2] == "cgroup2" }.map { $0[1] }
    }

    /// What is in a folder, in order.
    func entries(_ name: String) -> [String] { Workshop.names(in: path + "/" + name).sorted() }

    func exists(_ name: String) -> Bool { access(path + "/" + name, F_OK) == 0 }

    /// Built beside the test bundle.
    static var supervisor: String {
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? ""
        let folder = bundle.prefix { $0 != " " }.split(separator: "/", omittingEmptySubsequences: false)
        let place = folder.firstIndex { $0.hasSuffix(".xctest") } ?? folder.endIndex
        return (folder[..<place] + ["winch-supervisor"]).joined(separator: "/")
    }

    private static func remove(_ path: String) {
        for name in names(in: path) { remove(path + "/" + name) }
        if unlink(path) != 0 { rmdir(path) }
    }

    private static func names(in path: String) -> [String] {
        var names: [String] = []
        guard let entries = opendir(path) else { return [] }
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        closedir(entries)
        return names
    }
}

/// Waits for something another thread or process does; fails the test when it does not come.
func eventually<Value>(
    _ what: Comment, location: SourceLocation = #_sourceLocation, _ value: () throws -> Value?
) throws -> Value {
    for _ in 0..<1500 {
        if let value = try value() { return value }
        usleep(10_000)
    }
    return try #require(nil as Value?, what, sourceLocation: location)
}

extension JobTemplate {
    /// Three seconds in two steps.
    static func simulated(
        _ name: String = "export",
        steps: [SimulatedSpecification.Step] = [
            .init(percent: 50, status: "Copying", duration: .seconds(2)),
            .init(percent: 100, status: "Finishing", duration: .seconds(1)),
        ], outcome: SimulatedSpecification.Outcome = .completed
    ) -> JobTemplate {
        JobTemplate(
            name: name, namespace: "root/virtualization/v2", className: "Msvm_ConcreteJob",
            runner: .simulated(SimulatedSpecification(steps: steps, outcome: outcome)))
    }

    static func process(_ program: String, _ arguments: [String] = [], parameters: [JobParameter] = []) -> JobTemplate {
        JobTemplate(
            name: "process", namespace: "root/winch", className: "Winch_ConcreteJob", parameters: parameters,
            runner: .process(ProcessSpecification(program: program, arguments: arguments)), gracePeriod: .seconds(60))
    }
}
