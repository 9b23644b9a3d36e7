internal import Platform

/// What a starting engine does with the jobs that had not ended when the last one went.
extension JobEngine {
    func takeUp() throws(JobError) {
        for state in JobState.allCases where !state.isFinal {
            var after: Int64 = 0
            while true {
                let page = try store.jobs(in: state, after: after, limit: 1000)
                for job in page { try takeUp(job) }
                guard let last = page.last else { break }
                after = last.rowID
            }
        }
        // Only now is it known which places are taken.
        giveOutPlaces()
    }

    private func takeUp(_ job: Job) throws(JobError) {
        if let until = job.untilTime { insert(job.rowID, due: until) }
        guard job.isHandedOver else {
            if missedRuns == .skip, job.retry == nil, case .waiting(let due?) = job.phase, due < time.now {
                return try skip(job)
            }
            return enqueue(job)
        }
        slots.withLock { $0.occupy(job.template) }
        // Only simulated work has segments.
        if job.progress.segment == nil {
            return ProcessRunner(template: template(job), supervision: supervision).act(.recover, on: job)
        }
        guard case .simulated = template(job)?.runner else { return try giveUp(job) }
        if let due = runner(job).due(job) { agenda.withLock { $0.timers.insert(job.rowID, due: due) } }
    }

    /// Lets a time that has passed pass.
    private func skip(_ previous: Job) throws(JobError) {
        let now = moment
        try store.writer.write { [self] (transaction) throws(JobError) in
            var job = previous
            let schedule = job.schedule
            if schedule.isRecurring, let due = schedule.next(after: now.wall, runs: job.runs, in: zone) {
                job.scheduledStart = due
                job.phase = .waiting(due: due)
                return try transaction.writeSettings(job, after: StoredJob(previous))
            }
            let missed = JobFailure(
                code: JobFailure.Code.failed,
                description: "The job's time came while the service was not running, and it has no other.",
                summary: "The job's time was missed")
            do throws(InvalidTransition) { try end(&job, .terminate, because: missed, at: now) } catch { return }
            try write(job, after: StoredJob(previous), transaction)
        }
    }

    private func giveUp(_ previous: Job) throws(JobError) {
        let now = moment
        try store.writer.write { [self] (transaction) throws(JobError) in
            var job = previous
            job.error = JobFailure(
                code: JobFailure.Code.failed,
                description: "The job template \"\(job.template)\", which simulated it, is no longer configured.",
                summary: "The job's template is gone")
            do throws(InvalidTransition) { try job.apply(.failed(nil), at: now, texts: [:]) } catch { return }
            try write(job, after: StoredJob(previous), transaction)
        }
    }
}
