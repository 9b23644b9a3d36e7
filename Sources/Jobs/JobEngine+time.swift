internal import Platform

/// What follows from the passing of time, and from what supervisors tell. On the engine's thread.
extension JobEngine {
    /// Sets going what is due; false when nothing is.
    func runDueJobs() -> Bool {
        let now = moment
        let (rows, reports, removes, prunes, leftovers) = agenda.withLock { agenda in
            var rows: [Int64] = []
            while let row = agenda.due.take(by: now.wall) { rows.append(row) }
            while let row = agenda.timers.take(by: now.steady) { rows.append(row) }
            let reports = agenda.unstored.filter { $0.due <= now.steady }
            agenda.unstored.removeAll { $0.due <= now.steady }
            let removes = agenda.removal.map { $0 <= now.steady } ?? false
            if removes { agenda.removal = nil }
            let prunes = agenda.pruning.map { $0 <= now.steady } ?? false
            if prunes { agenda.pruning = nil }
            defer { agenda.leftovers = [] }
            return (rows, reports, removes, prunes, agenda.leftovers)
        }
        for leftover in leftovers { discard(leftover.rowID, leftover.template, leftover.attempts) }
        for (_, rowID, report) in reports { take(report, of: rowID) }
        for row in rows { advance(row, until: now) }
        if removes { removeJobs(at: now) }
        if prunes { pruneHistory(at: now) }
        return !rows.isEmpty || !reports.isEmpty || removes
    }

    private func advance(_ row: Int64, until now: Moment) {
        let waiting = Lock<Job?>(nil)
        store.writer.enqueue { [self] (transaction) throws(JobError) in
            guard let previous = try transaction.job(row: row), !previous.job.phase.isEnded else { return }
            var job = previous.job
            do throws(InvalidTransition) {
                if let until = job.untilTime, until <= now.wall, job.state != .shuttingDown {
                    try end(&job, .terminate, because: .untilTime, at: now)
                } else if job.isHandedOver {
                    try runner(job).advance(&job, until: now)
                } else if missedRuns == .skip, job.state == .new, job.retry == nil {
                    // Stored, so that it does not count as missed when the service ends before there is a place.
                    job.retry = now.steady
                } else {
                    return waiting.withLock { [job] in $0 = job }
                }
            } catch {
                // The state has moved on meanwhile, and with it what is due.
                return
            }
            if job.retry != previous.job.retry { return try transaction.write(job, after: previous) }
            try write(job, after: previous, transaction)
        } completion: { [self] error in
            // The store may be full for a while: the job is not forgotten.
            if let error, error != .stopped { return retry(row, error) }
            if let job = waiting.withLock({ $0 }) { awaitPlace(job) }
        }
    }

    func retry(_ row: Int64, _ error: JobError) {
        log.log(.error, "a job could not go on and is tried again: \(error)")
        let due = moment.steady + .seconds(1)
        agenda.withLock { $0.timers.insert(row, due: due) }
        wake()
    }

    private func removeJobs(at now: Moment) {
        store.writer.enqueue { (transaction) throws(JobError) in
            for stored in try transaction.removable(at: now.steady.microseconds, limit: JobEngine.removalSlice) {
                try transaction.remove(stored, at: now.wall)
            }
        } completion: { [self] error in
            if error == .stopped { return }
            if let error { log.log(.error, "ended jobs could not be removed: \(error)") }
            let next: Timestamp?
            do throws(JobError) {
                let later = moment.steady + .seconds(1)
                next = error == nil ? try store.nextRemoval().map(Timestamp.init(microseconds:)) : later
            } catch {
                next = moment.steady + .seconds(1)
            }
            agenda.withLock { $0.removal = [$0.removal, next].compactMap(\.self).min() }
            wake()
        }
    }

    /// Jobs removed in one transaction: few enough that nobody waits for it.
    static let removalSlice = 200

    // MARK: Processes

    /// Takes in what a supervisor tells.
    func take(_ report: ProcessReport, of rowID: Int64) {
        store.writer.enqueue { [self] (transaction) throws(JobError) in
            guard let previous = try transaction.job(row: rowID), previous.job.isHandedOver else { return }
            var job = previous.job
            let runner = ProcessRunner(template: template(job), supervision: supervision)
            do throws(InvalidTransition) { try runner.take(report, &job, at: moment) } catch {
                return log.log(.debug, "job \(job.key.instanceID): \(error)")
            }
            try write(job, after: previous, transaction)
            if case .ended(let record) = report, record.isCut { noteCut(job) }
        } completion: { [self] error in
            guard let error, error != .stopped else { return }
            log.log(.error, "what a supervisor told could not be stored: \(error)")
            // An end is told once; progress comes again with the next line.
            if case .progress = report { return }
            let due = moment.steady + .seconds(1)
            agenda.withLock { $0.unstored.append((due, rowID, report)) }
            wake()
        }
    }

    private func noteCut(_ job: Job) {
        metrics.reached(.outputLimit)
        log.log(
            .notice, "job \(job.key.instanceID) has printed more than its template's outputLimit: the middle is gone",
            [("template", job.template)])
    }
}

extension JobFailure {
    static let untilTime = JobFailure(
        code: Code.failed, description: "The job's UntilTime has come: it was not to run any longer.",
        summary: "UntilTime has come")
}
