internal import Platform

/// What an attempt's end leads to: another attempt, the next run, or the end of the job.
extension JobEngine {
    /// Writes what has become of a job, with all that follows from an end.
    func write(_ job: Job, after previous: StoredJob, _ transaction: JobTransaction) throws(JobError) {
        guard job != previous.job else { return }
        guard job.phase != previous.job.phase || job.attempt != previous.job.attempt else {
            return try transaction.writeProgress(job, after: previous)
        }
        var job = job
        if job.phase.isEnded, !previous.job.phase.isEnded { try conclude(&job, transaction) }
        try transaction.write(job, after: previous)
    }

    private func conclude(_ job: inout Job, _ transaction: JobTransaction) throws(JobError) {
        guard case .ended(let end, _, at: _) = job.phase else { return }
        let now = moment
        if job.isHandedOver {
            job.isHandedOver = false
            if end == .exception, try rerun(&job, at: now, transaction) { return }
            job.runs += 1
            job.reruns = 0
            if end.isGood { try leaveEffects(of: job, transaction) }
            if try recur(&job, after: end, at: now, transaction) { return }
            if end == .exception, job.recoveryAction == JobRecovery.runRecoveryJob {
                try startRecovery(of: job, transaction)
            }
        }
        if job.deleteOnCompletion { job.removal = now.steady + job.timeBeforeRemoval }
    }

    // MARK: Again

    /// RecoveryAction 4: tries again after a while, as often as the template allows.
    private func rerun(_ job: inout Job, at now: Moment, _ transaction: JobTransaction) throws(JobError) -> Bool {
        guard job.recoveryAction == JobRecovery.rerunJob, let recovery = template(job)?.recovery,
            job.reruns < recovery.reruns
        else { return false }
        let pause = recovery.pause(before: job.reruns + 1)
        if let until = job.untilTime, now.wall + pause >= until { return false }
        let failed = job
        do throws(InvalidTransition) { try job.apply(.rerun, at: now, texts: [:]) } catch { return false }
        try transaction.record(attempt: failed, run: failed.runs + 1, limits: limits.history)
        job.reruns += 1
        job.retry = now.steady + pause
        job.error = nil
        job.ended = nil
        job.status =
            "Attempt \(failed.reruns + 1) of \(recovery.reruns + 1) failed (\(failed.error?.summary ?? "no reason given")); "
            + "the next is due in \(max(pause.components.seconds, 1)) s"
        return true
    }

    /// Lets a recurring job wait for its next run, if there is one.
    private func recur(
        _ job: inout Job, after end: JobPhase.End, at now: Moment, _ transaction: JobTransaction
    ) throws(JobError) -> Bool {
        guard end.isGood || end == .exception && job.recoveryAction == JobRecovery.continueWithNext else {
            return false
        }
        var next = job
        if !job.schedule.isRecurring { next.scheduledStart = nil }
        // Times that passed while it ran are not made up for. Set back, the clock does not let it run twice for one time.
        let after =
            job.schedule.isRecurring
            ? max(now.wall, job.scheduledStart ?? now.wall)
            : max(now.wall, (job.started ?? now.wall) + JobEngine.shortestPeriod)
        guard let due = next.schedule.next(after: after, runs: job.runs, in: zone) else { return false }
        do throws(InvalidTransition) {
            try next.apply(.recur(due), at: now, texts: template(job)?.statusTexts ?? [:])
        } catch { return false }
        try transaction.record(attempt: job, run: job.runs, limits: limits.history)
        next.scheduledStart = due
        job = next
        return true
    }

    /// Between the beginnings of two runs that no schedule keeps apart.
    private static let shortestPeriod = Duration.seconds(1)

    // MARK: Consequences

    private func leaveEffects(of job: Job, _ transaction: JobTransaction) throws(JobError) {
        guard let target = job.target, let template = template(job) else { return }
        let values = PlaceholderValues(job)
        do throws(JobError) {
            try transaction.set(template.effects.mapValues { values.fill($0) }, of: target)
        } catch .limit(let limit, let reason) {
            metrics.reached(limit)
            // The work is done all the same.
            log.log(.warning, "job \(job.key.instanceID) has no effect on \(target): \(reason)")
        }
    }

    /// RecoveryAction 5: the recovery job is in the queue with the commit that says that this one has failed.
    private func startRecovery(of job: Job, _ transaction: JobTransaction) throws(JobError) {
        guard let name = template(job)?.recovery.template, let template = templatesByName[name.foldedASCII] else {
            return log.log(
                .error, "job \(job.key.instanceID) has failed and its template names no recovery job",
                [("template", job.template)])
        }
        var submission = JobSubmission(
            template: template.name, owner: job.owner, target: job.target, origin: job.origin)
        let given = job.arguments.merging([JobRecovery.failedJob: [job.key.instanceID]]) { _, last in last }
        for parameter in template.parameters {
            let value = given.first { $0.key.isEqualIgnoringCase(to: parameter.name) }?.value
            if let value { submission.arguments[parameter.name] = value }
        }
        do throws(JobError) {
            let recovery = try transaction.insert(try newJob(template, submission))
            log.log(
                .notice, "job \(job.key.instanceID) has failed: its recovery job is in the queue",
                [("recovery", recovery.key.instanceID), ("template", template.name)])
        } catch {
            if case .store = error { throw error }
            if case .limit(let limit, _) = error { metrics.reached(limit) }
            log.log(.error, "the recovery job of \(job.key.instanceID) cannot be started: \(error)")
        }
    }
}
