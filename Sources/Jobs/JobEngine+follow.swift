internal import Platform

/// What follows from committed changes. On the engine's thread, in the order of commits.
extension JobEngine {
    func follow(_ change: JobChange) {
        guard let job = change.after?.job else {
            if let job = change.before?.job, limits.history.age == .zero {
                discard(job.rowID, job.template, job.attempt)
            }
            return
        }
        let previous = change.before?.job
        let isSetAnew = previous.map { followSettings(job, after: $0) } ?? true
        let runner = runner(job)
        if let action = RunnerAction(change) {
            runner.act(action, on: job)
            if action == .launch { forgetAttempts(of: job) }
        }
        if previous?.isHandedOver == true, !job.isHandedOver { release(job.template) }
        if previous?.isHandedOver == false, job.phase.isEnded || job.state == .suspended {
            slots.withLock { $0.forget(job.rowID) }
        }
        if job.phase.isEnded {
            if previous?.phase.isEnded != true { ended(job) }
        } else {
            arrange(job, after: previous, isSetAnew: isSetAnew, runner)
        }
    }

    private func ended(_ job: Job) {
        log.log(
            .info, "job \(job.key.instanceID) is \(job.state)",
            [("template", job.template), ("owner", job.owner), ("error", job.error.map { String($0.code) } ?? "0")])
        if let removal = job.removal { agenda.withLock { $0.removal = min($0.removal ?? removal, removal) } }
    }

    /// Sees to it that a job that has not ended gets its place or its next time.
    ///
    /// - Parameter isSetAnew: the job is new, or a client's schedule has cleared its times.
    private func arrange(_ job: Job, after previous: Job?, isSetAnew: Bool, _ runner: any JobRunner) {
        if let until = job.untilTime, isSetAnew { insert(job.rowID, due: until) }
        if job.isHandedOver {
            let due = runner.due(job)
            if let due, due != previous.flatMap({ $0.isHandedOver ? runner.due($0) : nil }) {
                agenda.withLock { $0.timers.insert(job.rowID, due: due) }
            }
        } else if isSetAnew || job.phase != previous?.phase || job.retry != previous?.retry {
            awaitPlace(job)
        }
    }

    func awaitPlace(_ job: Job) {
        enqueue(job)
        giveOutPlaces()
    }

    /// Lets a job wait for a place, or first for its time.
    func enqueue(_ job: Job) {
        let now = moment
        switch job.phase {
        // Where a missed time is skipped, it is first stored that this one has come while there was an engine.
        case .waiting(let due?) where due > now.wall || (missedRuns == .skip && job.retry == nil):
            insert(job.rowID, due: due)
        case .live(.starting, _):
            if let retry = job.retry, retry > now.steady {
                return agenda.withLock { $0.timers.insert(job.rowID, due: retry) }
            }
            fallthrough
        case .waiting:
            slots.withLock { $0.wait(job, at: time.monotonic) }
        case .live, .ended: return
        }
    }

    func insert(_ rowID: Int64, due: Timestamp) { agenda.withLock { $0.due.insert(rowID, due: due) } }

    // MARK: Places

    /// A place is free again.
    func release(_ template: String) {
        slots.withLock { $0.release(template) }
        giveOutPlaces()
    }

    /// Starts waiting jobs for which there are places.
    func giveOutPlaces() {
        while let (rowID, template) = slots.withLock({ $0.next(at: time.monotonic) }) {
            let begun = Lock(false)
            store.writer.enqueue { [self] (transaction) throws(JobError) in
                guard let previous = try transaction.job(row: rowID) else { return }
                var job = previous.job
                let now = moment
                guard job.awaitsPlace(at: now) else { return recall(job, at: now) }
                // Its timer ends it, and has not come to it yet: so it is after the service was away.
                if let until = job.untilTime, until <= now.wall { return }
                do throws(InvalidTransition) { try begin(&job, at: now) } catch { return }
                try transaction.write(job, after: previous)
                begun.withLock { $0 = true }
            } completion: { [self] error in
                if error == .stopped { return }
                // Whoever was to have it has ended, was suspended or given another time meanwhile.
                if error != nil || !begun.withLock({ $0 }) { release(template) }
                // The store may be full for a while: the job is not forgotten.
                if let error { retry(rowID, error) }
            }
        }
    }

    /// Hands a job to its runner: another attempt, of the same run or the next.
    func begin(_ job: inout Job, at now: Moment) throws(InvalidTransition) {
        let texts = template(job)?.statusTexts ?? [:]
        if case .waiting = job.phase { try job.apply(.start, at: now, texts: texts) }
        if job.attempt > 0 { job.forgetRun(properties: template(job)?.properties(of: job) ?? job.properties) }
        job.attempt += 1
        job.isHandedOver = true
        job.retry = nil
        try runner(job).begin(&job, at: now)
    }

    /// A job that was to have a place and whose time has moved away meanwhile.
    private func recall(_ job: Job, at now: Moment) {
        if case .waiting(let due?) = job.phase, due > now.wall { insert(job.rowID, due: due) }
    }

    // MARK: Leftovers

    /// Removes what the runner has kept of a removed job.
    func discard(_ rowID: Int64, _ template: String, _ attempts: Int) {
        if attempts == 0 { return }
        if case .simulated = templatesByName[template.foldedASCII]?.runner { return }
        supervision.discard(rowID, attempts: max(1, attempts - limits.history.attempts)...attempts)
    }

    /// Of a job that runs again and again, output is kept of the last attempts only.
    private func forgetAttempts(of job: Job) {
        let last = job.attempt - limits.history.attempts - 1
        if last > 0, runner(job) is ProcessRunner { supervision.discard(job.rowID, attempts: last...last) }
    }
}

extension Job {
    /// Whether its time has come and it is not being worked on.
    func awaitsPlace(at now: Moment) -> Bool {
        guard !isHandedOver else { return false }
        return switch phase {
        case .waiting(let due): due.map { $0 <= now.wall } ?? true
        case .live(.starting, _): retry.map { $0 <= now.steady } ?? true
        case .live, .ended: false
        }
    }
}
