internal import SOAP
public import WSMan
internal import XML

extension Client {
    /// Subscribes to events of a resource: a namespace's `*` with a query, or a class of events.
    ///
    /// In the modes that push, a listener opens first, where ``SubscribeOptions/listener`` says; it closes with the
    /// subscription.
    public func subscribe(
        to target: Target, _ options: SubscribeOptions = SubscribeOptions()
    ) async throws(ClientError) -> Subscription {
        let listener =
            options.mode == .pull
            ? nil : try EventListener(options.listener, heartbeats: options.heartbeats)
        let response: SubscribeResponse
        do throws(ClientError) {
            response = try await self.response(to: subscribeMessage(target, options, notifyTo: listener?.url))
        } catch {
            listener?.finish(nil)
            throw error
        }
        let lease = SubscriptionLease(
            self, manager: response.manager, lifetime: response.expires?.fromNow, wanted: options.expires,
            operation: options.operation)
        if let listener { return Subscription(lease, listener, bookmark: options.bookmark) }
        guard let context = response.context else {
            throw .unexpected("The SubscribeResponse lacks the EnumerationContext that events are pulled with.")
        }
        return Subscription(
            lease, PulledDeliveries(self, lease.manager, context: context, options), bookmark: options.bookmark)
    }

    /// Subscribes to what a WQL query for events selects in a CIM namespace, `root/virtualization/v2`.
    public func subscribe(
        _ wql: String, in namespace: String, _ options: SubscribeOptions = SubscribeOptions()
    ) async throws(ClientError) -> Subscription {
        var options = options
        options.filter = .wql(wql)
        let uri = ResourceURI.microsoft(namespace: namespace, className: nil)
        return try await subscribe(to: Target(resourceURI: uri), options)
    }

    // MARK: - Wire

    private func response(to message: RequestMessage) async throws(ClientError) -> SubscribeResponse {
        let element = try await element(of: message)
        do {
            return try SubscribeResponse(body: element)
        } catch {
            throw .unexpected("The reply to Subscribe cannot be read: \(error.reason)")
        }
    }

    /// Never repeated: a second subscription would bring everything twice.
    private func subscribeMessage(_ target: Target, _ options: SubscribeOptions, notifyTo: String?) -> RequestMessage {
        let content = RequestContent(action: Action.subscribe) { writer in
            options.subscribe(notifyTo: notifyTo).write(to: &writer)
        }
        return message(content, to: target, options.operation)
    }

    /// A request to a subscription's manager: its reference parameters become header blocks. It goes to the URL of this
    /// client whatever address the reference has, so that credentials stay there.
    func message(
        _ content: RequestContent, to manager: EndpointReference, _ options: OperationOptions
    ) -> RequestMessage {
        var content = content
        content.blocks = { writer in
            for parameter in manager.otherParameters { writer.copy(parameter) }
        }
        return message(content, to: manager.target, options)
    }
}
