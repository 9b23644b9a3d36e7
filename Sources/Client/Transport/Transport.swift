internal import Platform

/// Sends POSTs over connections that are kept and reused. All of libcurl runs on one thread of its own, so that nothing
/// blocks Swift's pool; that thread ends when the transport is released.
final class Transport: Sendable {
    private let loop: TransferLoop
    private let destination: Destination
    private let maximumReplyBytes: Int

    /// - Throws: ``ClientError/invalidArgument(_:)`` for a configuration that libcurl refuses.
    init(_ configuration: ClientConfiguration, url: EndpointURL) throws(ClientError) {
        maximumReplyBytes = configuration.maximumReplyBytes
        let schemes = configuration.credentials.map { configuration.schemes ?? .default(for: url, $0) } ?? []
        destination = Destination(url: url, schemes: schemes, credentials: configuration.credentials)
        loop = try TransferLoop(configuration)
        loop.start()
    }

    deinit { loop.stop() }

    /// Sends one POST and waits for all of its reply, without a thread. Cancelling the task aborts the transfer.
    func send(_ post: Post) async throws(ClientError) -> PostReply {
        // Without this a reply could come before the cancellation that was there first.
        if Task.isCancelled { throw .cancelled }
        let slot = Slot()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation {
                (continuation: CheckedContinuation<Result<PostReply, ClientError>, Never>) in
                let transfer = Transfer(post, to: destination, maximumReplyBytes: maximumReplyBytes) {
                    continuation.resume(returning: $0)
                }
                loop.submit(transfer)
                if !slot.fill(transfer) { loop.cancel(transfer) }
            }
        } onCancel: {
            if let transfer = slot.cancel() { loop.cancel(transfer) }
        }
        return try result.get()
    }
}

/// Where the canceller finds the transfer, if it was submitted before the cancellation.
private final class Slot: Sendable {
    private let state = Lock<(transfer: Transfer?, isCancelled: Bool)>((nil, false))

    /// False when the task was cancelled already: its canceller did not see the transfer.
    func fill(_ transfer: Transfer) -> Bool {
        state.withLock { state in
            guard !state.isCancelled else { return false }
            state.transfer = transfer
            return true
        }
    }

    func cancel() -> Transfer? {
        state.withLock { state in
            state.isCancelled = true
            return state.transfer
        }
    }
}
