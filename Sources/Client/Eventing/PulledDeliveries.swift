internal import Platform
internal import SOAP
internal import WSMan
internal import XML

/// Pull mode (DSP0226 10.2.9.5): one Pull at a time waits at the service, sent when the reader asks.
final class PulledDeliveries: DeliverySource {
    private let client: Client
    private let manager: EndpointReference
    private let options: SubscribeOptions
    private let state: Lock<State>

    private struct State {
        /// A PullResponse may bring a new one (DSP0226 R10.2.9.5-6).
        var context: String
        var isFinished = false
        var failure: ClientError?
    }

    /// What is asked for at most when nobody said.
    private static let pageSize = 100
    private static let shortestWait = Duration.seconds(1)

    init(_ client: Client, _ manager: EndpointReference, context: String, _ options: SubscribeOptions) {
        self.client = client
        self.manager = manager
        self.options = options
        state = Lock(State(context: context))
    }

    func finish(_ error: ClientError?) {
        state.withLock { state in
            guard !state.isFinished else { return }
            state.isFinished = true
            state.failure = error
        }
    }

    /// When nothing happened in the time of an operation, that is a heartbeat.
    func next() async throws(ClientError) -> DeliveryBatch? {
        let state = state.withLock { $0 }
        if let failure = state.failure { throw failure }
        if state.isFinished { return nil }
        let start = ContinuousClock.now
        if let batch = try await pull(state.context) { return batch }
        // A service that says "nothing yet" at once shall not be asked without pause.
        let rest = Self.shortestWait - (ContinuousClock.now - start)
        if rest > .zero { do { try await Task.sleep(for: rest) } catch { throw .cancelled } }
        return DeliveryBatch(deliveries: self.state.withLock { $0.isFinished } ? [] : [.heartbeat])
    }

    /// One Pull; nil when nothing happened in its time.
    private func pull(_ context: String) async throws(ClientError) -> DeliveryBatch? {
        let envelope: Envelope
        do throws(ClientError) {
            envelope = try await client.exchange(message(context))
        } catch {
            if case .fault(let fault) = error, case .timedOut = fault.code { return nil }
            // Unsubscribe has overtaken this Pull.
            if state.withLock({ $0.isFinished && $0.failure == nil }) { return nil }
            throw error
        }
        let element = envelope.body.first
        guard let element, element.name == QName(Namespace.enumeration, "PullResponse") else {
            throw .unexpected("The reply to Pull is \(element.map { "\($0.name)" } ?? "empty"), not a PullResponse.")
        }
        if let context = element.first(QName(Namespace.enumeration, "EnumerationContext"))?.trimmedText,
            !context.isEmpty
        {
            state.withLock { $0.context = context }
        }
        let items = element.elements.filter { $0.name.localName == "Items" }.flatMap(\.elements)
        let deliveries: [EventDelivery]
        do throws(Fault) {
            deliveries = try items.map { item throws(Fault) in try EventDelivery(EventMessage.Event(item: item)) }
        } catch {
            throw .unexpected("The reply to Pull cannot be read: \(error.reason)")
        }
        if element.elements.contains(where: { $0.name.localName == "EndOfSequence" }) {
            finish(.subscriptionEnded(status: nil, reason: "the service said EndOfSequence"))
        }
        guard !deliveries.isEmpty else { return nil }
        return DeliveryBatch(
            deliveries: deliveries, bookmark: envelope.header(QName(Namespace.wsman, "Bookmark")))
    }

    /// Never repeated: the events of a page come once.
    private func message(_ context: String) -> RequestMessage {
        let content = RequestContent(action: Action.pull) { [options] writer in
            writer.start("n:Pull")
            writer.element("n:EnumerationContext", context)
            writer.element("n:MaxElements", String(options.maximumElements ?? Self.pageSize))
            writer.end("n:Pull")
        }
        return client.message(content, to: manager, options.operation)
    }
}
