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
        do throws(InvalidTransition) {
            switch change {
            case .start:
                try job.apply(.start, at: now, texts: template(job)?.statusTexts ?? [:])
                if job.attempt > 0 { try runner(job).resume(&job, at: now) }
            case .suspend: try job.apply(.suspend, at: now, texts: template(job)?.statusTexts ?? [:])
            case .terminate: try end(&job, .terminate, at: now)
            case .kill: try end(&job, .kill, at: now)
            }
        } catch {
            throw .invalidTransition(from: previous.job.state, change)
        }
        try write(job, after: previous, transaction)
        return job
    }

    /// Sets a job on its way to the end that `event` asks for.
    func end(_ job: inout Job, _ event: JobEvent, at now: Timestamp) throws(InvalidTransition) {
        let texts = template(job)?.statusTexts ?? [:]
        try job.apply(event, at: now, texts: texts)
        if job.attempt > 0 { return try runner(job).end(&job, at: now) }
        // Never handed to a runner: nothing has to go first.
        try job.apply(.finished(.terminated, nil), at: now, texts: texts)
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
    /// Whether the job is where the request leads.
    fileprivate func isReached(_ phase: JobPhase) -> Bool {
        switch (self, phase) {
        case (.start, .live(.running, _)), (.start, .live(.queryPending, _)), (.suspend, .live(.suspended, _)): true
        case (.terminate, .ended), (.kill, .ended): true
        default: false
        }
    }
}
