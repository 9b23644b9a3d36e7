internal import SOAP
internal import WSMan
internal import XML

extension Examination {
    /// A Subscribe to what the profile names.
    ///
    /// - Parameters:
    ///   - mode: nil leaves the attribute out.
    ///   - delivery: what wse:Delivery holds.
    ///   - children: what follows the Delivery in place of the profile's filter; nil for that.
    func subscribe(
        _ mode: DeliveryMode?, delivery: [XMLElement] = [], _ children: [XMLElement]? = nil
    ) async throws -> Message {
        guard let subscription = profile.subscribe else {
            throw skip("The profile names nothing to subscribe to; give one (--profile).")
        }
        var element = XMLElement(.eventing("Delivery"), [:], delivery)
        if let mode { element.attributes = [XMLAttribute(QName("", "Mode"), mode.uri)] }
        let filter = subscription.filter.map { text in
            let dialect = subscription.dialect ?? FilterDialect.xpath.uri
            return [XMLElement(.wsman("Filter"), text, ["Dialect": dialect])]
        }
        return message(
            Action.subscribe, to: subscription.target,
            [XMLElement(.eventing("Subscribe"), [:], [element] + (children ?? filter ?? []))])
    }

    /// A request to the manager of a subscription that was just made: Unsubscribe, Renew or GetStatus.
    func manage(_ action: String, _ name: String, _ subscribed: Answer, _ children: [XMLElement] = []) throws -> Message
    {
        let element = subscribed.body.first?.first(.eventing("SubscriptionManager"))
        guard let element, let manager = try? EndpointReference(element) else {
            throw Verdict.failed("The answer to Subscribe holds no SubscriptionManager that is an EPR.")
        }
        let target = manager.resourceURI.map { Target(resourceURI: $0, selectors: manager.selectors) }
        var request = message(action, to: target, [XMLElement(.eventing(name), [:], children)])
        request.headers += manager.otherParameters
        return request
    }

    /// Ends a subscription that may be left over.
    func unsubscribe(_ subscribed: Answer) async throws {
        guard subscribed.fault == nil, subscribed.body.first?.name == .eventing("SubscribeResponse") else { return }
        _ = try await post(try manage(Action.unsubscribe, "Unsubscribe", subscribed))
    }

    /// Whether a mode of delivery is offered; for nil, whether any is.
    func probeDelivery(_ mode: DeliveryMode?) async throws -> Offer {
        guard profile.subscribe != nil else { return .absent("the profile names nothing to subscribe to") }
        let refusals: [FaultCode] = [.actionNotSupported(action: ""), .deliveryModeRequestedUnavailable(supported: [])]
        guard let mode else {
            let answer = try await send(try await subscribe(.pull))
            try await unsubscribe(answer)
            return offer(answer, unless: [.actionNotSupported(action: "")])
        }
        guard mode == .pull else { return .absent("no event sink can be offered to it") }
        let answer = try await send(try await subscribe(mode))
        try await unsubscribe(answer)
        return offer(answer, unless: refusals)
    }

    /// Parts of eventing that are asked for in a Subscribe.
    func probeEventing(_ feature: Feature) async throws -> Offer {
        guard try await offers(.pullMode) else { return .absent("no mode of delivery can be tried") }
        switch feature {
        case .bookmarks:
            let filter = try await subscribe(.pull).body[0].first(.wsman("Filter"))
            let children = (filter.map { [$0] } ?? []) + [XMLElement(.wsman("SendBookmarks"))]
            let answer = try await send(try await subscribe(.pull, children))
            try await unsubscribe(answer)
            return offer(answer, unless: [.unsupportedFeature(.bookmarks)])
        default: return .absent("it needs an event sink")
        }
    }
}
