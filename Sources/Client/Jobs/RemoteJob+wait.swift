internal import Platform
internal import WSMan

extension RemoteJob {
    /// Follows the job to its end: told by events where the service has them, by asking now and then otherwise.
    ///
    /// - Parameters:
    ///   - byEvents: whether to try a subscription in Pull mode. It occupies a connection; so at most half of the
    ///     client's connections are used that way, and the other waits ask.
    ///   - polling: the pauses without events; whenever the state changed they begin anew.
    ///   - onChange: sees each status that differs from the one before, the last one too.
    /// - Throws: what ``Client/get(_:options:)`` throws; DestinationUnreachable also when the job was removed meanwhile.
    @discardableResult
    public func wait(
        byEvents: Bool = true, polling: Backoff = Backoff(), onChange: @Sendable (JobStatus) async -> Void = { _ in }
    ) async throws(ClientError) -> JobStatus {
        var last = try await status()
        await onChange(last)
        if byEvents, !last.hasEnded, client.eventWaits.enter() {
            defer { client.eventWaits.leave() }
            if let subscription = try await subscription(to: last) {
                last = try await follow(subscription, from: last, onChange)
                try? await subscription.unsubscribe()
            }
        }
        return last.hasEnded ? last : try await poll(polling, from: last, onChange)
    }

    /// Asks whenever an event says that something happened, and when nothing did for a while: an event is only a sign, so
    /// that a lost one costs time and nothing else.
    ///
    /// - Returns: the last status, which is not the job's end when the subscription broke.
    private func follow(
        _ subscription: Subscription, from first: JobStatus, _ onChange: @Sendable (JobStatus) async -> Void
    ) async throws(ClientError) -> JobStatus {
        var last = first
        var deliveries = subscription.makeAsyncIterator()
        // The first question is about what happened before the subscription began.
        repeat {
            let status = try await status()
            if status != last { await onChange(status) }
            last = status
            if status.hasEnded { break }
            do throws(ClientError) {
                guard try await deliveries.next() != nil else { break }
            } catch {
                if case .cancelled = error { throw error }
                break
            }
        } while true
        return last
    }

    private func poll(
        _ polling: Backoff, from first: JobStatus, _ onChange: @Sendable (JobStatus) async -> Void
    ) async throws(ClientError) -> JobStatus {
        var last = first
        var pause: Duration?
        repeat {
            let next = polling.pause(after: pause)
            do { try await Task.sleep(for: next) } catch { throw .cancelled }
            let status = try await status()
            if status != last { await onChange(status) }
            pause = status.stateNumber == last.stateNumber ? next : nil
            last = status
        } while !last.hasEnded
        return last
    }

    /// A subscription to what happens to this job; nil where the service has none.
    private func subscription(to status: JobStatus) async throws(ClientError) -> Subscription? {
        guard let identifier = status.instanceID, let namespace = target.resourceURI.namespace,
            !identifier.contains(where: { $0 == "'" || $0 == "\\" })
        else { return nil }
        let options = SubscribeOptions(
            expires: .seconds(600),
            operation: OperationOptions(timeout: min(client.configuration.operationTimeout, .seconds(15))))
        do {
            return try await client.subscribe(
                """
                SELECT * FROM __InstanceOperationEvent WITHIN 1 \
                WHERE TargetInstance ISA '\(status.instance.className)' AND TargetInstance.InstanceID = '\(identifier)'
                """, in: namespace, options)
        } catch {
            if case .cancelled = error { throw error }
            return nil
        }
    }
}

/// How many waits may have a subscription at once.
final class EventWaits: Sendable {
    private let count = Lock(0)
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    func enter() -> Bool {
        count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
    }

    func leave() { count.withLock { $0 -= 1 } }
}
