internal import Endpoint
internal import HTTPServer
internal import Jobs

extension Configuration {
    /// Caps on everything that a client can make grow.
    mutating func readLimits(_ limits: ConfigurationSection) {
        readServer(limits.section("http"))
        readOperations(limits.section("operations"))
        readJobs(limits.section("jobs"))
        let log = limits.section("log")
        log.integer("lineBytes", in: 1024...1_048_576).map { lineBytes = $0 }
        log.finish()
        limits.finish()
        // One fact in two places of the code: the server refuses what the endpoint would, and the endpoint tells clients
        // how many connections there may be.
        server.maximumBodyBytes = operations.envelopeBytes
        server.maximumAnonymousBodyBytes = operations.anonymousBytes
        operations.connections = server.maximumConnections
    }

    private mutating func readServer(_ http: ConfigurationSection) {
        let count = 1...100_000
        let deadline = Duration.seconds(1)...Duration.seconds(3600)
        http.integer("headerBytes", in: 1024...1_048_576).map { server.maximumHeaderBytes = $0 }
        http.integer("connections", in: count).map { server.maximumConnections = $0 }
        http.integer("connectionsPerAddress", in: count).map { server.maximumConnectionsPerAddress = $0 }
        http.duration("headerDeadline", in: deadline).map { server.headerDeadline = $0 }
        http.duration("bodyDeadline", in: deadline).map { server.bodyDeadline = $0 }
        http.duration("responseDeadline", in: deadline).map { server.responseDeadline = $0 }
        http.duration("idleTimeout", in: deadline).map { server.idleTimeout = $0 }
        http.finish()
    }

    private mutating func readOperations(_ section: ConfigurationSection) {
        let count = 1...1_000_000
        // 8192 octets are what DSP0226 R6.2-3 lets every client ask for.
        section.integer("envelopeBytes", in: 8192...67_108_864).map { operations.envelopeBytes = $0 }
        section.integer("anonymousBytes", in: 512...65_536).map { operations.anonymousBytes = $0 }
        section.integer("batchItems", in: count).map { operations.batchItems = $0 }
        section.duration("operationTimeout", in: .milliseconds(500)...Duration.seconds(86_400)).map {
            operations.operationTimeout = $0
        }
        section.integer("operationsPerUser", in: count).map { operations.operationsPerUser = $0 }
        section.integer("enumerations", in: count).map { operations.enumerations = $0 }
        section.integer("enumerationsPerUser", in: count).map { operations.enumerationsPerUser = $0 }
        section.duration("enumerationIdle", in: .seconds(1)...Duration.seconds(86_400)).map {
            operations.enumerationIdle = $0
        }
        section.duration("enumerationLifetime", in: .seconds(1)...Duration.seconds(604_800)).map {
            operations.enumerationLifetime = $0
        }
        section.integer("subscriptions", in: count).map { operations.subscriptions = $0 }
        section.integer("subscriptionsPerUser", in: count).map { operations.subscriptionsPerUser = $0 }
        section.duration("subscriptionLifetime", in: .seconds(1)...Duration.seconds(604_800)).map {
            operations.subscriptionLifetime = $0
        }
        section.integer("events", in: count).map { jobs.changes = $0 }
        section.duration("eventAge", in: .seconds(1)...Duration.seconds(2_592_000)).map { jobs.changeAge = $0 }
        section.finish()
    }

    private mutating func readJobs(_ section: ConfigurationSection) {
        let count = 1...100_000_000
        let bytes = 1024...67_108_864
        section.integer("jobs", in: count).map { jobs.jobs = $0 }
        section.integer("jobsPerOwner", in: count).map { jobs.jobsPerOwner = $0 }
        section.integer("unfinishedJobs", in: count).map { jobs.unfinishedJobs = $0 }
        section.integer("unfinishedJobsPerOwner", in: count).map { jobs.unfinishedJobsPerOwner = $0 }
        section.integer("runningProcesses", in: 1...10_000).map { jobs.runningProcesses = $0 }
        section.integer("runningJobs", in: count).map { jobs.runningJobs = $0 }
        section.integer("argumentBytes", in: bytes).map { jobs.argumentBytes = $0 }
        section.integer("argumentCount", in: 1...10_000).map { jobs.argumentCount = $0 }
        section.integer("propertyBytes", in: bytes).map { jobs.propertyBytes = $0 }
        section.integer("outputReadBytes", in: bytes).map { jobs.outputReadBytes = $0 }
        section.integer("cachedJobs", in: 0...10_000_000).map { jobs.cachedJobs = $0 }
        section.integer("elements", in: count).map { jobs.elements = $0 }
        section.finish()
    }
}
