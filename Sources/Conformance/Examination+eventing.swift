internal import Client
internal import SOAP
internal import WSMan
internal import XML

/// Subscriptions, made for a check and ended with it.
extension Examination {
    /// A Subscribe to what the profile names.
    ///
    /// - Parameters:
    ///   - mode: nil leaves the attribute out.
    ///   - delivery: what wse:Delivery holds.
    ///   - filter: in place of the profile's.
    ///   - others: what follows the filter.
    func subscribe(
        _ mode: DeliveryMode?, delivery: [XMLElement] = [], endTo: XMLElement? = nil, filter: [XMLElement]? = nil,
        _ others: [XMLElement] = []
    ) throws -> Message {
        var element = XMLElement(.eventing("Delivery"), [:], delivery)
        if let mode { element.attributes = [XMLAttribute(QName("", "Mode"), mode.uri)] }
        let before = (endTo.map { [$0] } ?? []) + [element]
        let usual = try eventFilter().map { [$0] } ?? []
        return message(
            Action.subscribe, to: try eventSource(),
            [XMLElement(.eventing("Subscribe"), [:], before + (filter ?? usual) + others)])
    }

    private func eventSource() throws -> Target { try subscription().target }

    private func subscription() throws -> Profile.Subscription {
        guard let subscription = profile.subscribe else {
            throw skip("The profile names nothing to subscribe to; give one (--profile).")
        }
        return subscription
    }

    /// The profile's filter.
    func eventFilter() throws -> XMLElement? {
        let subscription = try subscription()
        return subscription.filter.map {
            XMLElement(.wsman("Filter"), $0, ["Dialect": subscription.dialect ?? FilterDialect.xpath.uri])
        }
    }

    /// The same, for checks of filters.
    func requiredEventFilter() throws -> XMLElement {
        guard let filter = try eventFilter() else { throw skip("The profile names no filter of events.") }
        return filter
    }

    /// Makes something happen that the subscription of the profile is told of.
    func trigger(_ times: Int = 1) async throws {
        for _ in 0..<times {
            guard let call = try subscription().trigger else {
                // To come and to go are events for whoever watches instances.
                try await withScratch { _ in }
                continue
            }
            if !survey.options.permissions.contains(.invoke) { throw skip("It may not be tried without --invoke.") }
            let target = if let target = call.target { target } else { try await instance() }
            try expectReply(try await send(invoke(call.method, on: target)), "The method that brings an event")
        }
    }

    // MARK: - The manager of a subscription

    /// A request to the manager of a subscription that was just made.
    func message(_ action: String, toManagerOf subscribed: Answer, _ body: XMLElement) throws -> Message {
        let element = subscribed.body.first?.first(.eventing("SubscriptionManager"))
        guard let element, let manager = try? EndpointReference(element) else {
            throw Verdict.failed("The answer to Subscribe holds no SubscriptionManager that is an EPR.")
        }
        let target = manager.resourceURI.map { Target(resourceURI: $0, selectors: manager.selectors) }
        var request = message(action, to: target, [body])
        request.headers += manager.otherParameters
        return request
    }

    func unsubscribing(_ subscribed: Answer) throws -> Message {
        try message(Action.unsubscribe, toManagerOf: subscribed, XMLElement(.eventing("Unsubscribe")))
    }

    func renewing(_ subscribed: Answer) throws -> Message {
        let expires = XMLElement(.eventing("Expires"), "PT5M")
        return try message(
            Action.renewSubscription, toManagerOf: subscribed, XMLElement(.eventing("Renew"), [:], [expires]))
    }

    /// Whether a subscription is there, as far as Renew tells.
    func isAlive(_ subscribed: Answer) async throws -> Bool { try await send(try renewing(subscribed)).fault == nil }

    /// Ends a subscription that may be left over.
    func unsubscribe(_ subscribed: Answer) async throws {
        guard subscribed.fault == nil, subscribed.body.first?.name == .eventing("SubscribeResponse") else { return }
        _ = try await post(try unsubscribing(subscribed))
    }

    // MARK: - Pull mode

    /// A subscription in Pull mode for the length of `use`, which is given the SubscribeResponse.
    func withPulling(
        _ others: [XMLElement] = [], filter: [XMLElement]? = nil, _ use: (_ subscribed: Answer) async throws -> Void
    ) async throws {
        try await withSubscription(try subscribe(.pull, filter: filter, others), use)
    }

    /// The subscription that a Subscribe makes.
    func withSubscription(_ message: Message, _ use: (_ subscribed: Answer) async throws -> Void) async throws {
        let subscribed = try await send(message)
        try expectReply(subscribed, "Subscribe")
        do {
            try await use(subscribed)
        } catch {
            try await unsubscribe(subscribed)
            throw error
        }
        try await unsubscribe(subscribed)
    }

    /// A Pull of events that waits for two seconds.
    func pulling(_ subscribed: Answer, context: XMLElement? = nil, items: Int = 100) throws -> Message {
        guard let context = context ?? subscribed.enumerationContext else {
            throw Verdict.failed("The answer to Subscribe in Pull mode holds no EnumerationContext.")
        }
        let request = try message(Action.pull, toManagerOf: subscribed, .pull(context, items: items))
        return request.with(XMLElement(.wsman("OperationTimeout"), "PT2S"))
    }

    /// The answers to Pulls until one finds nothing more, or there were `count` events.
    func pullAll(_ subscribed: Answer, items: Int = 100, count: Int = 100) async throws -> [Answer] {
        var (answers, context): ([Answer], XMLElement?) = ([], nil)
        while answers.reduce(0, { $0 + $1.items.count }) < count, answers.count < 20 {
            let answer = try await send(try pulling(subscribed, context: context, items: items))
            if answer.fault?.isA(.timedOut) ?? false { break }
            try expectReply(answer, "A Pull of events")
            answers.append(answer)
            context = answer.enumerationContext ?? context
        }
        return answers
    }

    // MARK: - Whichever mode

    /// Subscribes in a mode that is offered, Pull mode first.
    ///
    /// - Parameter use: is given the mode and what wse:Delivery has to hold for it.
    func withAnyMode(_ use: (_ mode: DeliveryMode, _ delivery: [XMLElement]) async throws -> Void) async throws {
        if try await offers(.pullMode) { return try await use(.pull, []) }
        let mode = try await requiredPushingMode()
        let sink = try await sink()
        defer { sink.close() }
        try await use(mode, [.notifyTo(sink.url)])
    }

    /// A subscription in such a mode for the length of `use`.
    func withSubscription(_ others: [XMLElement] = [], _ use: (_ subscribed: Answer) async throws -> Void) async throws
    {
        try await withAnyMode { mode, delivery in
            try await withSubscription(try subscribe(mode, delivery: delivery, others), use)
        }
    }

    /// The answer to a Subscribe in such a mode. What it makes is gone again.
    func subscribing(filter: [XMLElement]? = nil, _ others: [XMLElement] = []) async throws -> Answer {
        let kept = Kept<Answer>()
        try await withAnyMode { mode, delivery in
            let answer = try await send(try subscribe(mode, delivery: delivery, filter: filter, others))
            try await unsubscribe(answer)
            kept.value = answer
        }
        guard let answer = kept.value else { throw skip("No mode of delivery is offered.") }
        return answer
    }

    // MARK: - Modes that push

    /// A subscription with a sink for the length of `use`.
    ///
    /// - Parameters:
    ///   - delivery: what follows NotifyTo.
    ///   - endsAtSink: whether EndTo is the sink too.
    func withPushing(
        _ mode: DeliveryMode, delivery: [XMLElement] = [], endsAtSink: Bool = false, _ others: [XMLElement] = [],
        conduct: EventSink.Conduct = .take, _ use: (_ subscribed: Answer, _ sink: EventSink) async throws -> Void
    ) async throws {
        let sink = try await sink(conduct)
        defer { sink.close() }
        let message = try subscribe(
            mode, delivery: [.notifyTo(sink.url)] + delivery, endTo: endsAtSink ? .endTo(sink.url) : nil, others)
        try await withSubscription(message) { try await use($0, sink) }
    }

    /// What is pushed when something has happened, until `isEnough` or for five seconds.
    func pushed(
        _ mode: DeliveryMode, delivery: [XMLElement] = [], _ others: [XMLElement] = [],
        until isEnough: ([EventSink.Delivery]) -> Bool = { $0.contains(where: \.isEvent) }
    ) async throws -> [EventSink.Delivery] {
        let kept = Kept<[EventSink.Delivery]>()
        try await withPushing(mode, delivery: delivery, others) { _, sink in
            try await trigger()
            kept.value = try await sink.wait(.seconds(5), until: isEnough)
        }
        return kept.value ?? []
    }

    func sink(_ conduct: EventSink.Conduct = .take) async throws -> EventSink {
        guard let listen = survey.listen else {
            throw skip("The service is on another host; say with --listen where it can send events to.")
        }
        // A port that was asked for is free again a moment after the check before has closed it.
        let end = ContinuousClock.now + .seconds(3)
        while true {
            do {
                return try EventSink(listen: listen, host: survey.options.notifyHost, conduct) { [self] in keep($0) }
            } catch {
                guard ContinuousClock.now < end else {
                    throw skip("No events can be taken at \(listen): \(error)")
                }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    // MARK: - Probes

    /// Whether a mode of delivery is offered; for nil, whether any is.
    func probeDelivery(_ mode: DeliveryMode?) async throws -> Offer {
        guard profile.subscribe != nil else { return .absent("the profile names nothing to subscribe to") }
        guard let mode else {
            let answer = try await send(try subscribe(.pull))
            try await unsubscribe(answer)
            return offer(answer, unless: FaultCode.noSuchEvents)
        }
        return try await probe(
            mode, unless: FaultCode.noSuchEvents + [.deliveryModeRequestedUnavailable(supported: [])])
    }

    /// Parts of eventing that are asked for in a Subscribe.
    func probeEventing(_ feature: Feature) async throws -> Offer {
        switch feature {
        case .bookmarks:
            guard try await offers(.pullMode) else { return .absent("Pull mode is not, in which it is tried") }
            let answer = try await send(try subscribe(.pull, [.sendBookmarks]))
            try await unsubscribe(answer)
            return offer(answer, unless: [.unsupportedFeature(.bookmarks)])
        case .heartbeats:
            return try await probePushing(delivery: [.heartbeats], unless: .unsupportedFeature(.heartbeats))
        case .subscriptionEnd:
            return try await probePushing(endsAtSink: true, unless: .unsupportedFeature(.addressingMode))
        default:
            return try await probePushing(delivery: [.maxEnvelopeSize(.smallest)], unless: .unsupportedFeature())
        }
    }

    private func probePushing(
        delivery: [XMLElement] = [], endsAtSink: Bool = false, unless code: FaultCode
    ) async throws -> Offer {
        guard let mode = try await pushingMode() else { return .absent("nothing is pushed") }
        return try await probe(mode, delivery: delivery, endsAtSink: endsAtSink, unless: [code])
    }

    private func probe(
        _ mode: DeliveryMode, delivery: [XMLElement] = [], endsAtSink: Bool = false, unless codes: [FaultCode]
    ) async throws -> Offer {
        let sink = mode == .pull ? nil : try await sink()
        defer { sink?.close() }
        let notifyTo = sink.map { [XMLElement.notifyTo($0.url)] } ?? []
        let endTo = endsAtSink ? sink.map { XMLElement.endTo($0.url) } : nil
        let answer = try await send(try subscribe(mode, delivery: notifyTo + delivery, endTo: endTo))
        try await unsubscribe(answer)
        return offer(answer, unless: codes)
    }

    /// The first of the modes that push which is offered.
    func pushingMode() async throws -> DeliveryMode? {
        for (mode, feature) in [(DeliveryMode.push, Feature.push), (.pushWithAck, .pushWithAck), (.events, .batches)]
        where try await offers(feature) {
            return mode
        }
        return nil
    }

    func requiredPushingMode() async throws -> DeliveryMode {
        guard let mode = try await pushingMode() else { throw skip("Nothing is pushed.") }
        return mode
    }
}

extension XMLElement {
    static let sendBookmarks = XMLElement(.wsman("SendBookmarks"))
    static let heartbeats = XMLElement(.wsman("Heartbeats"), "PT1S")

    /// A sink's address with a reference parameter.
    static func notifyTo(_ url: String) -> XMLElement {
        reference(.eventing("NotifyTo"), address: url, parameters: [mark])
    }

    static func endTo(_ url: String) -> XMLElement {
        reference(.eventing("EndTo"), address: url, parameters: [mark])
    }

    static func bookmark(_ text: String) -> XMLElement { XMLElement(.wsman("Bookmark"), text) }

    static func maxEnvelopeSize(_ octets: Int, policy: String? = nil) -> XMLElement {
        var element = XMLElement(.wsman("MaxEnvelopeSize"), String(octets))
        if let policy { element.attributes = [XMLAttribute(QName("", "Policy"), policy)] }
        return element
    }
}

extension Int {
    /// Octets of an envelope into which a notice of dropped events fits, and no event.
    static let smallest = 2500
}
