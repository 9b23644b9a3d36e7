internal import Jobs
internal import Platform

/// What eventing keeps: the log of what happened, who wants to know, and who tells them.
struct EventSource: Sendable {
    let log: EventLog
    let subscriptions: Subscriptions
    let jobs: JobProvider
    let delivery: EventDelivery

    /// Listens to the engine of the provider from now on.
    ///
    /// - Parameter sink: carries what is pushed; nil where only Pull mode is offered.
    init(
        _ limits: EndpointLimits, jobs: JobProvider, enumerations: Enumerations, sink: (any EventSink)?,
        time: any TimeSource, identifiers: any IdentifierSource, log logger: Logger, metrics: Metrics
    ) {
        self.jobs = jobs
        log = EventLog(jobs.engine, metrics: metrics)
        subscriptions = Subscriptions(limits: limits, time: time)
        delivery = EventDelivery(
            log: log, engine: jobs.engine, subscriptions: subscriptions, enumerations: enumerations,
            post: SinkPost(sink: sink, identifiers: identifiers), limits: limits, time: time, logger: logger)
    }
}
