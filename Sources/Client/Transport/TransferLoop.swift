internal import CCurl
internal import Glibc
internal import Platform

/// The thread that drives libcurl's multi handle.
///
/// Other threads leave transfers and cancellations in the mailbox and wake it; everything else belongs to the thread.
final class TransferLoop: @unchecked Sendable {  // because all but `mailbox` and `multi` belongs to the loop's thread
    private struct Mailbox {
        var submitted: [Transfer] = []
        var cancelled: [Transfer] = []
        var isStopping = false
    }

    private let mailbox = Lock(Mailbox())
    private let multi: UnsafeMutableRawPointer
    private let configuration: ClientConfiguration

    private var running: [UnsafeMutableRawPointer: Transfer] = [:]
    private var waiting: [Transfer] = []
    private var idle: [EasyHandle]

    /// - Throws: ``ClientError/invalidArgument(_:)`` for a configuration that libcurl refuses: here, not in each transfer.
    init(_ configuration: ClientConfiguration) throws(ClientError) {
        _ = Self.isInitialised
        idle = [try EasyHandle(configuration)]
        guard let multi = curl_multi_init() else { fatalError("out of memory for a libcurl multi handle") }
        self.multi = multi
        self.configuration = configuration
        winch_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, max(1, configuration.maximumHostConnections))
        winch_multi_set_long(multi, CURLMOPT_MAXCONNECTS, max(1, configuration.maximumConnections))
    }

    deinit {
        idle.removeAll()
        curl_multi_cleanup(multi)
    }

    private static let isInitialised: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    // MARK: - From any thread

    func start() {
        let context = Unmanaged.passRetained(self).toOpaque()
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<TransferLoop>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context)
        guard code == 0 else { fatalError("no thread for libcurl: error \(code)") }
        pthread_detach(thread)
    }

    func submit(_ transfer: Transfer) {
        let isStopping = mailbox.withLock { mailbox in
            if !mailbox.isStopping { mailbox.submitted.append(transfer) }
            return mailbox.isStopping
        }
        if isStopping { transfer.fail(.cancelled) } else { curl_multi_wakeup(multi) }
    }

    func cancel(_ transfer: Transfer) {
        mailbox.withLock { $0.cancelled.append(transfer) }
        curl_multi_wakeup(multi)
    }

    func stop() {
        mailbox.withLock { $0.isStopping = true }
        curl_multi_wakeup(multi)
    }

    // MARK: - On the loop's thread

    private func run() {
        while true {
            let mail = mailbox.withLock { mailbox in
                let mail = mailbox
                mailbox = Mailbox(isStopping: mail.isStopping)
                return mail
            }
            waiting += mail.submitted
            for transfer in mail.cancelled { abort(transfer) }
            if mail.isStopping { break }
            startWaiting()
            var active: Int32 = 0
            curl_multi_perform(multi, &active)
            collect()
            // Nothing is lost by waiting long: new work wakes the poll, and libcurl knows its own timeouts.
            if waiting.isEmpty { curl_multi_poll(multi, nil, 0, 60_000, nil) }
        }
        for transfer in waiting { transfer.fail(.cancelled) }
        for transfer in running.values { abort(transfer) }
    }

    private func startWaiting() {
        for transfer in waiting {
            do throws(ClientError) {
                let handle = if let used = idle.popLast() { used } else { try EasyHandle(configuration) }
                try handle.prepare(transfer)
                transfer.handle = handle
                running[handle.pointer] = transfer
                curl_multi_add_handle(multi, handle.pointer)
            } catch {
                transfer.fail(error)
            }
        }
        waiting.removeAll()
    }

    private func abort(_ transfer: Transfer) {
        if let handle = release(transfer) {
            curl_multi_remove_handle(multi, handle.pointer)  // which closes the connection
            transfer.fail(.cancelled)
        } else if let index = waiting.firstIndex(where: { $0 === transfer }) {
            waiting.remove(at: index)
            transfer.fail(.cancelled)
        }
    }

    private func collect() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let pointer = message.pointee.easy_handle,
                let transfer = running[pointer], let handle = release(transfer)
            else { continue }
            let code = message.pointee.data.result
            curl_multi_remove_handle(multi, pointer)
            if code == CURLE_OK {
                transfer.succeed(status: handle.status)
            } else {
                transfer.fail(ClientError(code, message: handle.message, transfer: transfer))
            }
            if idle.count < configuration.maximumConnections { idle.append(handle) }
        }
    }

    /// Parts a running transfer from its handle.
    private func release(_ transfer: Transfer) -> EasyHandle? {
        guard let handle = transfer.handle else { return nil }
        transfer.handle = nil
        running[handle.pointer] = nil
        return handle
    }
}
