internal import Client
internal import Glibc
internal import Platform
internal import WSMan

/// Measures the library Client for `Benchmarks/run`. Not part of what is installed.
///
///     winch-load URL USER PASSWORD get INSTANCEID CONCURRENCY SECONDS     Gets of one job, so many at once
///     winch-load URL USER PASSWORD walk                                  all jobs, page by page
///
/// Prints how many there were, the microseconds that it took, and its own peak of resident memory in KiB.
@main
struct Load {
    static let namespace = "root/virtualization/v2"

    static func main() async {
        do {
            try await run()
        } catch {
            fail("\(error)")
        }
    }

    private static func run() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count > 3 else { fail("usage: winch-load URL USER PASSWORD get|walk …") }
        var configuration = ClientConfiguration(
            url: arguments[0], credentials: Credentials(user: arguments[1], password: arguments[2]))
        configuration.maximumConnections = arguments.count > 5 ? Int(arguments[5]) ?? 1 : 1
        let client = try Client(configuration)
        let start = ContinuousClock.now
        let count =
            arguments[3] == "walk"
            ? try await walk(client)
            : try await get(
                arguments[4], with: client, tasks: configuration.maximumConnections,
                until: start + .seconds(Int(arguments[6]) ?? 1))
        let microseconds = (ContinuousClock.now - start).microseconds
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        print(count, microseconds, usage.ru_maxrss)
    }

    private static func walk(_ client: Client) async throws -> Int {
        var count = 0
        let jobs = client.query("SELECT * FROM CIM_ConcreteJob", in: namespace, EnumerateOptions(pageSize: 1000))
        for try await item in jobs {
            guard item.instance?.text("InstanceID") != nil else { fail("an item is no job") }
            count += 1
        }
        return count
    }

    private static func get(_ id: String, with client: Client, tasks: Int, until end: ContinuousClock.Instant)
        async throws -> Int
    {
        let job = Target(
            resourceURI: .microsoft(namespace: namespace, className: "Msvm_ConcreteJob"),
            selectors: try SelectorSet([Selector("InstanceID", .text(id))]))
        return try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<tasks {
                group.addTask {
                    var count = 0
                    while ContinuousClock.now < end {
                        guard try await client.get(job).text("InstanceID") == id else {
                            fail("the reply is another job")
                        }
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
    }

    private static func fail(_ sentence: String) -> Never {
        _ = write(STDERR_FILENO, sentence + "\n", sentence.utf8.count + 1)
        exit(1)
    }
}
