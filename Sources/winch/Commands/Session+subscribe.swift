internal import Client
internal import SOAP
internal import WSMan

extension Session {
    /// Subscribes and prints what happens, until it is interrupted or --limit is reached.
    func subscribe() async throws(Complaint) {
        let limit = try invocation.number(.limit) ?? .max
        let options = try subscribeOptions()
        let printer = try DeliveryPrinter(invocation, screen)
        let target = try eventTarget(options)
        let client = try client()
        let subscription = try await open(target, options, with: client)
        screen.note("winch: subscribed; Ctrl-C ends it.")
        let problem = await read(subscription, printer, limit: limit)
        // Whatever ended it, the service shall not wait for us.
        try? await subscription.unsubscribe()
        printer.finish()
        if let bookmark = subscription.bookmark { screen.note("winch: go on with --bookmark '\(bookmark.printable)'") }
        if let problem { throw problem }
    }

    /// Takes the events of subscriptions that others made, until it is interrupted or --limit is reached.
    func listen() async throws(Complaint) {
        let limit = try invocation.number(.limit) ?? .max
        let printer = try DeliveryPrinter(invocation, screen)
        let listener: EventListener
        do {
            listener = try EventListener(listenerConfiguration())
        } catch {
            throw Complaint(error)
        }
        screen.note("winch: events are taken at \(listener.url); Ctrl-C ends it.")
        let problem = await read(listener, printer, limit: limit)
        printer.finish()
        if let problem { throw problem }
    }

    /// Prints deliveries; nil when it was interrupted or had enough.
    private func read<Deliveries: AsyncSequence & Sendable>(
        _ deliveries: Deliveries, _ printer: DeliveryPrinter, limit: Int
    ) async -> Complaint? where Deliveries.Element == EventDelivery, Deliveries.Failure == ClientError {
        let reader = Task<ClientError?, Never> { () async -> ClientError? in
            var count = 0
            do throws(ClientError) {
                for try await delivery in deliveries {
                    printer.print(delivery)
                    if case .event = delivery { count += 1 }
                    if count == limit { break }
                }
                return nil
            } catch {
                return error
            }
        }
        Interruption.handle { reader.cancel() }
        let error = await reader.value
        return error == .cancelled ? nil : error.map { Complaint($0) }
    }

    /// Bookmarks cost nothing, but not every service has them.
    private func open(_ target: Target, _ options: SubscribeOptions, with client: Client) async throws(Complaint)
        -> Subscription
    {
        do throws(ClientError) {
            return try await client.subscribe(to: target, options)
        } catch {
            guard case .fault(let fault) = error, case .unsupportedFeature(.bookmarks) = fault.code,
                options.sendsBookmarks, options.bookmark == nil
            else { throw Complaint(error) }
        }
        var options = options
        options.sendsBookmarks = false
        return try await asking { () throws(ClientError) in try await client.subscribe(to: target, options) }
    }

    /// The resource named, or the namespace that the query is for.
    private func eventTarget(_ options: SubscribeOptions) throws(Complaint) -> Target {
        if let operand = invocation.operands.first, options.filter == nil {
            return try invocation.resource(operand).target
        }
        return Target(resourceURI: .microsoft(namespace: invocation.namespace, className: nil))
    }

    private func subscribeOptions() throws(Complaint) -> SubscribeOptions {
        var options = SubscribeOptions(
            mode: try invocation.choice(.delivery).flatMap { DeliveryMode(word: $0) } ?? .pull,
            expires: try invocation.seconds(.expires))
        options.filter = eventFilter
        options.heartbeats = try invocation.seconds(.heartbeats)
        options.bookmark = invocation[.bookmark].map { $0 == "earliest" ? Subscribe.earliestBookmark : $0 }
        options.sendsBookmarks = true
        options.listener = listenerConfiguration()
        if options.mode == .pull, let given = Option.listening.first(where: { invocation.isGiven($0) }) {
            throw .usage("\(given.flag) is for deliveries that are pushed; add --delivery push, pushwithack or events.")
        }
        return options
    }

    /// A query, or what happens to jobs; nil for a class of events.
    private var eventFilter: Filter? {
        guard let text = invocation.operands.first else {
            return .wql(
                "SELECT * FROM __InstanceOperationEvent WITHIN 1 WHERE TargetInstance ISA '\(jobClass)'")
        }
        return text.contains(" ") ? .wql(text) : nil
    }

    private func listenerConfiguration() -> EventListenerConfiguration {
        var configuration = EventListenerConfiguration()
        if let address = invocation[.listen] { configuration.listen = address }
        configuration.host = invocation[.notifyHost]
        configuration.path = invocation[.path]
        configuration.certificateFile = invocation[.listenCert]
        configuration.keyFile = invocation[.listenKey]
        return configuration
    }
}

extension DeliveryMode {
    /// What --delivery takes.
    static let words = ["pull", "push", "pushwithack", "events"]

    init?(word: String) {
        switch word {
        case "pull": self = .pull
        case "push": self = .push
        case "pushwithack": self = .pushWithAck
        case "events": self = .events
        default: return nil
        }
    }
}
