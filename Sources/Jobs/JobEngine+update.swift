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
    func followSettings(_ job: Job, after previous: Job) {
        if let removal = job.removal, removal != previous.removal {
            agenda.withLock { $0.removal = min($0.removal ?? removal, removal) }
            wake()
        }
        if job.schedule != previous.schedule, !job.phase.isEnded {
            agenda.withLock { $0.due.remove(job.rowID) }
        }
        if job.priority != previous.priority, !job.phase.isEnded, job.attempt == 0 {
            slots.withLock { $0.reorder(job) }
        }
    }
}
