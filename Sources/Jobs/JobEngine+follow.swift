internal import Platform

/// What follows from committed changes, and from the passing of time. On the engine's thread, in the order of commits.
extension JobEngine {
    func follow(_ change: JobChange) {
        guard let job = change.after?.job else {
            if let job = change.before?.job, job.attempt > 0, runner(job) is ProcessRunner {
                supervision.discard(job.rowID, attempts: job.attempt)
            }
            return
        }
        if let previous = change.before?.job { followSettings(job, after: previous) }
        let runner = runner(job)
        if let action = RunnerAction(change) { runner.act(action, on: job) }
        if job.phase.isEnded {
            if change.before?.job.phase.isEnded != true { ended(job) }
        } else {
            arrange(job, after: change.before?.job, runner)
        }
    }

    private func ended(_ job: Job) {
        log.log(
            .info, "job \(job.key.instanceID) is \(job.state)",
            [("template", job.template), ("owner", job.owner), ("error", job.error.map { String($0.code) } ?? "0")])
        if let removal = job.removal { agenda.withLock { $0.removal = min($0.removal ?? removal, removal) } }
        if job.attempt > 0 { release(job.template) }
    }

    /// Sees to it that a job that has not ended gets its place or its next time.
    private func arrange(_ job: Job, after previous: Job?, _ runner: any JobRunner) {
        // A new schedule has cleared the agenda of the job.
        let isRescheduled = job.schedule != previous?.schedule
        if let until = job.untilTime, isRescheduled { insert(job.rowID, due: until) }
        if job.attempt > 0 {
            let due = runner.due(job)
            if let due, isRescheduled || due != previous.flatMap({ $0.attempt > 0 ? runner.due($0) : nil }) {
                insert(job.rowID, due: due)
            }
        } else if case .waiting(let due?) = job.phase {
            if isRescheduled { insert(job.rowID, due: due) }
        } else if job.state == .starting, previous?.state != .starting {
            slots.withLock { $0.wait(job) }
            giveOutPlaces()
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
        while let (rowID, template) = slots.withLock({ $0.next() }) {
            let begun = Lock(false)
            store.writer.enqueue { [self] (transaction) throws(JobError) in
                guard let previous = try transaction.job(row: rowID), previous.job.state == .starting,
                    previous.job.attempt == 0
                else { return }
                var job = previous.job
                job.attempt = 1
                do throws(InvalidTransition) { try runner(job).begin(&job, at: time.now) } catch { return }
                try transaction.write(job, after: previous)
                begun.withLock { $0 = true }
            } completion: { [self] error in
                if let error, error != .stopped { log.log(.error, "a waiting job was not started: \(error)") }
                // Whoever was to have it has ended or was suspended meanwhile.
                if error != .stopped, error != nil || !begun.withLock({ $0 }) { release(template) }
            }
        }
    }

    // MARK: Time

    /// Sets going what is due; false when nothing is.
    func runDueJobs() -> Bool {
        let now = time.now
        let (rows, reports, removes) = agenda.withLock { agenda in
            var rows: [Int64] = []
            while let row = agenda.due.take(by: now) { rows.append(row) }
            let reports = agenda.unstored.filter { $0.due <= now }
            agenda.unstored.removeAll { $0.due <= now }
            let removes = agenda.removal.map { $0 <= now } ?? false
            if removes { agenda.removal = nil }
            return (rows, reports, removes)
        }
        for (_, rowID, report) in reports { take(report, of: rowID) }
        for row in rows {
            store.writer.enqueue { [self] (transaction) throws(JobError) in
                try advance(row, until: now, transaction)
            } completion: { [self] error in
                // The store may be full for a while: the job is not forgotten.
                if let error, error != .stopped { retry(row, error) }
            }
        }
        if removes { removeJobs(at: now) }
        return !rows.isEmpty || !reports.isEmpty || removes
    }

    private func advance(_ row: Int64, until now: Timestamp, _ transaction: JobTransaction) throws(JobError) {
        guard let previous = try transaction.job(row: row), !previous.job.phase.isEnded else { return }
        var job = previous.job
        do throws(InvalidTransition) {
            if let until = job.untilTime, until <= now, job.state != .shuttingDown {
                try end(&job, .terminate, at: now)
            } else if case .waiting(let due?) = job.phase, due <= now {
                try job.apply(.start, at: now, texts: template(job)?.statusTexts ?? [:])
            } else if job.attempt > 0 {
                try runner(job).advance(&job, until: now)
            }
        } catch {
            // The state has moved on meanwhile, and with it what is due.
            return
        }
        try write(job, after: previous, transaction)
    }

    private func retry(_ row: Int64, _ error: JobError) {
        log.log(.error, "a job could not go on and is tried again: \(error)")
        insert(row, due: time.now + .seconds(1))
        wake()
    }

    private func removeJobs(at now: Timestamp) {
        store.writer.enqueue { (transaction) throws(JobError) in
            for stored in try transaction.removable(at: now.microseconds, limit: JobEngine.removalSlice) {
                try transaction.remove(stored)
            }
        } completion: { [self] error in
            if error == .stopped { return }
            if let error { log.log(.error, "ended jobs could not be removed: \(error)") }
            let next: Timestamp?
            do throws(JobError) {
                next =
                    error == nil ? try store.nextRemoval().map(Timestamp.init(microseconds:)) : time.now + .seconds(1)
            } catch {
                next = time.now + .seconds(1)
            }
            agenda.withLock { $0.removal = [$0.removal, next].compactMap(\.self).min() }
            wake()
        }
    }

    /// Jobs removed in one transaction: few enough that nobody waits for it.
    private static let removalSlice = 200

    // MARK: Writing

    /// Writes what has become of a job; with an end the time of its removal, with a good one its effects.
    func write(_ job: Job, after previous: StoredJob, _ transaction: JobTransaction) throws(JobError) {
        guard job != previous.job else { return }
        guard job.phase != previous.job.phase || job.attempt != previous.job.attempt else {
            return try transaction.writeProgress(job, after: previous)
        }
        var job = job
        if job.phase.isEnded, job.deleteOnCompletion { job.removal = time.now + job.timeBeforeRemoval }
        try transaction.write(job, after: previous)
        guard case .ended(let end, _, at: _) = job.phase, end.isGood, let target = job.target,
            let template = template(job)
        else {
            return
        }
        let values = PlaceholderValues(job)
        do throws(JobError) {
            try transaction.set(template.effects.mapValues { values.fill($0) }, of: target)
        } catch .limit(_, let reason) {
            // The work is done all the same.
            log.log(.warning, "job \(job.key.instanceID) has no effect on \(target): \(reason)")
        }
    }

    // MARK: Processes

    /// Takes in what a supervisor tells.
    func take(_ report: ProcessReport, of rowID: Int64) {
        store.writer.enqueue { [self] (transaction) throws(JobError) in
            guard let previous = try transaction.job(row: rowID), !previous.job.phase.isEnded else { return }
            var job = previous.job
            let runner = ProcessRunner(template: template(job), supervision: supervision)
            do throws(InvalidTransition) { try runner.take(report, &job, at: time.now) } catch {
                return log.log(.debug, "job \(job.key.instanceID): \(error)")
            }
            try write(job, after: previous, transaction)
        } completion: { [self] error in
            guard let error, error != .stopped else { return }
            log.log(.error, "what a supervisor told could not be stored: \(error)")
            // An end is told once; progress comes again with the next line.
            if case .progress = report { return }
            let due = time.now + .seconds(1)
            agenda.withLock { $0.unstored.append((due, rowID, report)) }
            wake()
        }
    }
}
