internal import Platform
internal import SOAP
internal import WSMan
internal import XML

/// The life of one subscription at the service: how long it lasts, Renew and Unsubscribe.
final class SubscriptionLease: Sendable {
    let client: Client
    let manager: EndpointReference
    private let wanted: Duration?
    private let operation: OperationOptions
    private let state: Lock<(end: ContinuousClock.Instant?, isCancelled: Bool)>

    /// - Parameter lifetime: what the service granted; nil when the subscription does not expire.
    init(
        _ client: Client, manager: EndpointReference, lifetime: Duration?, wanted: Duration?,
        operation: OperationOptions
    ) {
        self.client = client
        self.manager = manager
        self.wanted = wanted
        self.operation = operation
        state = Lock((lifetime.map { ContinuousClock.now + $0 }, false))
    }

    /// How long the subscription still lives; nil for ever.
    var remaining: Duration? { state.withLock { $0.end }.map { ContinuousClock.now.duration(to: $0) } }

    /// Renews again and again, until the task is cancelled.
    ///
    /// - Returns: why the subscription is over although nobody cancelled it; nil otherwise.
    func keep() async -> ClientError? {
        while let remaining {
            // A service that grants next to nothing is asked once a second and not without pause.
            do { try await Task.sleep(for: max(remaining * 2 / 3, .seconds(1))) } catch { return nil }
            do throws(ClientError) {
                try await renew()
            } catch {
                if case .cancelled = error { return nil }
                guard let end = await waitForEnd(after: error) else { continue }
                return end
            }
        }
        return nil
    }

    /// What to make of a Renew that failed: nil to try again. A refusal is final, but what is left is still lived.
    private func waitForEnd(after error: ClientError) async -> ClientError? {
        let rest = remaining ?? .zero
        let isRefused =
            switch error {
            case .fault, .unknownFault: true
            default: false
            }
        guard isRefused || rest <= .zero else { return nil }
        if rest > .zero { do { try await Task.sleep(for: rest) } catch { return nil } }
        return .subscriptionEnded(
            status: nil, reason: "it expired, and the service did not renew it: \(error.reason)")
    }

    /// Asks for the lifetime that was wanted, once more.
    func renew() async throws(ClientError) {
        let wanted = wanted
        let content = RequestContent(action: Action.renewSubscription, isRepeatable: true) { writer in
            writer.start("e:Renew")
            if let wanted { writer.element("e:Expires", XSDDuration.text(wanted)) }
            writer.end("e:Renew")
        }
        _ = try await lifetime(content)
    }

    /// Tells the service that no more is wanted; once, whatever comes of it.
    func cancel() async throws(ClientError) {
        let isDone = state.withLock { state in
            defer { state.isCancelled = true }
            return state.isCancelled
        }
        if isDone { return }
        let content = RequestContent(action: Action.unsubscribe, isRepeatable: true) { writer in
            writer.start("e:Unsubscribe")
            writer.end("e:Unsubscribe")
        }
        _ = try await client.exchange(client.message(content, to: manager, operation))
    }

    /// Asks how long the subscription still lives; nil for ever.
    func status() async throws(ClientError) -> Duration? {
        let content = RequestContent(action: Action.subscriptionStatus, isRepeatable: true) { writer in
            writer.start("e:GetStatus")
            writer.end("e:GetStatus")
        }
        return try await lifetime(content)
    }

    private func lifetime(_ content: RequestContent) async throws(ClientError) -> Duration? {
        let reply = try await client.element(of: client.message(content, to: manager, operation))
        let lifetime = try Expiration.fromNow(in: reply)
        state.withLock { $0.end = lifetime.map { ContinuousClock.now + $0 } }
        return lifetime
    }
}

extension Expiration {
    /// How long what an answer is about still lives; nil for ever.
    static func fromNow(in answer: XMLElement) throws(ClientError) -> Duration? {
        do {
            return try granted(in: answer)?.fromNow
        } catch {
            throw .unexpected("The \(answer.name.localName) cannot be read: \(error.reason)")
        }
    }

    /// How long that is from now; negative when it is past.
    var fromNow: Duration {
        switch self {
        case .duration(let duration): duration
        case .dateTime(let microseconds): .microseconds(microseconds - SystemTime().now.microseconds)
        }
    }
}
