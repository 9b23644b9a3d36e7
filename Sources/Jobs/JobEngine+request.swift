internal import Platform

extension JobEngine {
    /// Asks a job to change its state.
    ///
    /// - Parameter timeout: nil or zero; the engine keeps no limit on transitions.
    /// - Throws: in this order `notFound`, `timeoutNotSupported`, `notCancellable`, `invalidTransition`; `busy`; `store`.
    public func request(
        _ key: JobKey, _ change: RequestedJobState, timeout: Duration? = nil
    ) throws(JobError) -> JobRequestOutcome {
        let job = try store.writer.write { [self] (transaction) throws(JobError) in
            guard let stored = try transaction.job(key) else { throw .notFound }
            guard timeout == nil || timeout == .zero else { throw .timeoutNotSupported }
            return try make(change, of: stored, transaction)
        }
        return change.isReached(job.phase) ? .done : .started
    }

    private func make(_ change: RequestedJobState, of previous: StoredJob, _ transaction: JobTransaction)
        throws(JobError)
        -> Job
    {
        if change == .terminate || change == .kill, !previous.job.cancellable { throw .notCancellable }
        var job = previous.job
        let now = time.now
        let runner = runner(job)
        do throws(InvalidTransition) {
            try job.apply(change.event, at: now, texts: template(job)?.statusTexts ?? [:])
            switch change {
            case .start: if job.attempt > 0 { try runner.resume(&job, at: now) }
            case .suspend: break
            case .terminate, .kill:
                if job.attempt > 0 {
                    try runner.end(&job, at: now)
                } else {
                    // Never handed to a runner: nothing has to go first.
                    try job.apply(.finished(.terminated, nil), at: now, texts: template(job)?.statusTexts ?? [:])
                }
            }
        } catch {
            throw .invalidTransition(from: previous.job.state, change)
        }
        try write(job, after: previous, transaction)
        return job
    }

    /// Removes an ended job with its output.
    ///
    /// - Throws: `notFound`; `busy` when it has not ended.
    public func remove(_ key: JobKey) throws(JobError) {
        try store.writer.write { (transaction) throws(JobError) in
            guard let stored = try transaction.job(key) else { throw .notFound }
            guard stored.job.phase.isEnded else {
                throw .busy("The job is \(stored.job.state): only an ended job can be removed. Terminate it first.")
            }
            try transaction.remove(stored)
        }
    }
}

extension RequestedJobState {
    fileprivate var event: JobEvent {
        switch self {
        case .start: .start
        case .suspend: .suspend
        case .terminate: .terminate
        case .kill: .kill
        }
    }

    /// Whether the job is where the request leads.
    fileprivate func isReached(_ phase: JobPhase) -> Bool {
        switch (self, phase) {
        case (.start, .live(.running, _)), (.start, .live(.queryPending, _)), (.suspend, .live(.suspended, _)): true
        case (.terminate, .ended), (.kill, .ended): true
        default: false
        }
    }
}
