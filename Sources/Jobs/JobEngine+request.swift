internal import Platform

extension JobEngine {
    /// Asks a job to change its state.
    ///
    /// - Parameters:
    ///   - key: which job.
    ///   - change: what is asked for.
    ///   - timeout: nil or zero; the engine keeps no limit on transitions.
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
        let now = moment
        do throws(InvalidTransition) {
            switch change {
            case .start:
                try job.apply(.start, at: now, texts: template(job)?.statusTexts ?? [:])
                job.retry = nil
                if job.isHandedOver { try runner(job).resume(&job, at: now) }
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
    ///
    /// - Parameter failure: why, where it is not a client that asked.
    func end(
        _ job: inout Job, _ event: JobEvent, because failure: JobFailure? = nil, at now: Moment
    ) throws(InvalidTransition) {
        let texts = template(job)?.statusTexts ?? [:]
        try job.apply(event, at: now, texts: texts)
        // Not that of an earlier run.
        job.error = failure
        if job.isHandedOver { return try runner(job).end(&job, at: now) }
        // No runner has it: nothing has to go first.
        try job.apply(.finished(.terminated, nil), at: now, texts: texts)
    }

    /// Kills a job, as `request` does, and says what becomes of it then (CIM_Job.KillJob).
    ///
    /// - Parameters:
    ///   - key: the job.
    ///   - removes: in place of DeleteOnCompletion: true removes it as soon as it has ended, false leaves it until a client
    ///     does.
    public func kill(_ key: JobKey, removes: Bool) throws(JobError) -> JobRequestOutcome {
        let job = try store.writer.write { [self] (transaction) throws(JobError) in
            guard let stored = try transaction.job(key) else { throw .notFound }
            var settled = stored.job
            settled.deleteOnCompletion = removes
            if removes { settled.timeBeforeRemoval = .zero }
            let previous = StoredJob(settled)
            if settled != stored.job { try transaction.writeSettings(settled, after: stored) }
            let job = try make(.kill, of: previous, transaction)
            if removes, job.phase.isEnded, let ended = try transaction.job(key) {
                try transaction.remove(ended, at: time.now)
            }
            return job
        }
        return RequestedJobState.kill.isReached(job.phase) ? .done : .started
    }

    /// Removes an ended job with its output.
    ///
    /// - Throws: `notFound`; `busy` when it has not ended.
    public func remove(_ key: JobKey) throws(JobError) {
        try store.writer.write { [self] (transaction) throws(JobError) in
            guard let stored = try transaction.job(key) else { throw .notFound }
            guard stored.job.phase.isEnded else {
                throw .busy("The job is \(stored.job.state): only an ended job can be removed. Terminate it first.")
            }
            try transaction.remove(stored, at: time.now)
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
