internal import Platform

/// Deliveries on their way from the threads that take them to the one task that reads them: in order, and no more than
/// fit. A full queue makes the service wait.
final class DeliveryQueue: Sendable {
    enum Admission { case taken, full, closed }

    private struct State {
        var batches: [DeliveryBatch] = []
        var count = 0
        /// One, as a rule; whoever finds nothing waits again.
        var readers: [CheckedContinuation<Void, Never>] = []
        var isFinished = false
        var failure: ClientError?

        /// Lets the readers look again.
        mutating func wakeReaders() {
            for reader in readers { reader.resume() }
            readers = []
        }
    }

    private let state = Condition(State())
    private let capacity: Int

    /// - Parameter capacity: how many deliveries may wait; a single larger batch is taken all the same.
    init(capacity: Int) { self.capacity = capacity }

    /// Blocks until there is room; for a thread that may.
    func offer(_ batch: DeliveryBatch, within timeout: Duration) -> Admission {
        state.wait(timeout: timeout) { state -> Admission? in
            if state.isFinished { return .closed }
            guard state.count == 0 || state.count + batch.deliveries.count <= capacity else { return nil }
            state.batches.append(batch)
            state.count += batch.deliveries.count
            state.wakeReaders()
            return .taken
        } ?? .full
    }

    /// Lets nothing more in: what is there can still be read, then the error or the end.
    func finish(_ error: ClientError?) {
        state.update { state in
            guard !state.isFinished else { return }
            state.isFinished = true
            state.failure = error
            state.wakeReaders()
        }
    }

    /// What comes next; nil after the end.
    func next() async throws(ClientError) -> DeliveryBatch? {
        while true {
            if Task.isCancelled { throw .cancelled }
            let (batch, isFinished, failure) = state.update { state -> (DeliveryBatch?, Bool, ClientError?) in
                guard !state.batches.isEmpty else { return (nil, state.isFinished, state.failure) }
                let batch = state.batches.removeFirst()
                state.count -= batch.deliveries.count
                return (batch, false, nil)
            }
            if let batch { return batch }
            if let failure { throw failure }
            if isFinished { return nil }
            await waitForMore()
        }
    }

    private func waitForMore() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.update { state in
                    guard state.batches.isEmpty, !state.isFinished, !Task.isCancelled else {
                        continuation.resume()
                        return
                    }
                    state.readers.append(continuation)
                }
            }
        } onCancel: {
            state.update { $0.wakeReaders() }
        }
    }
}
