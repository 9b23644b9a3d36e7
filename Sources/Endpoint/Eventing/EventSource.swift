internal import Jobs
internal import Platform

/// What eventing keeps: the log of what happened and who wants to know.
struct EventSource: Sendable {
    let log: EventLog
    let subscriptions: Subscriptions
    let jobs: JobProvider

    /// Listens to the engine of the provider from now on.
    init(_ limits: EndpointLimits, jobs: JobProvider, time: any TimeSource, identifiers: any IdentifierSource) {
        let log = EventLog(capacity: limits.events, age: limits.eventAge, time: time)
        self.log = log
        self.jobs = jobs
        subscriptions = Subscriptions(limits: limits, time: time, identifiers: identifiers)
        jobs.engine.observe { log.append($0) }
    }
}
