internal import Platform

extension JobEngine {
    /// Changes values of a job that clients may set; durable when this returns. The settings are laid over what the job
    /// is at that moment, all of them or none.
    ///
    /// - Throws: `notFound`; `invalidArgument`; `busy` when the job changes its state meanwhile; `store`.
    public func update(_ key: JobKey, _ settings: [JobSetting]) throws(JobError) -> Job {
        try store.writer.write { [self] (transaction) throws(JobError) in
            guard let previous = try transaction.job(key) else { throw .notFound }
            var job = previous.job
            try job.apply(settings)
            if job.schedule != previous.job.schedule, case .waiting = job.phase {
                try job.waitForTime(after: time.now, in: zone)
            }
            guard job != previous.job else { return job }
            try transaction.writeSettings(job, after: previous)
            return job
        }
    }

    /// What follows from a committed change of settings, on the engine's thread.
    ///
    /// - Returns: whether the times at which something is due have been cleared.
    func followSettings(_ job: Job, after previous: Job) -> Bool {
        if let removal = job.removal, removal != previous.removal {
            agenda.withLock { $0.removal = min($0.removal ?? removal, removal) }
            wake()
        }
        if job.priority != previous.priority, !job.phase.isEnded { slots.withLock { $0.reorder(job) } }
        // With the next run the engine has set the schedule's next time itself.
        guard job.schedule != previous.schedule, job.runs == previous.runs, !job.phase.isEnded else { return false }
        agenda.withLock { $0.due.remove(job.rowID) }
        return true
    }
}
