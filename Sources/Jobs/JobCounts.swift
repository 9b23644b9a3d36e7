internal import Platform
internal import SQLite

/// How many jobs there are, in all and of each owner, kept beside the rows so that no limit needs a count of them.
struct JobCounts {
    struct Owner {
        var jobs = 0
        var unfinished = 0
    }

    private(set) var all = Owner()
    /// By the owner's name in folded case.
    private(set) var owners: [String: Owner] = [:]
    var elements = 0
    private var ownerChanges: [String: Int] = [:]

    init(_ connection: Connection) throws(SQLiteError) {
        for (name, jobs) in try connection.statement("SELECT name, jobs FROM owners WHERE jobs > 0")
            .all([], { ($0.text(0), Int($0.integer(1))) })
        {
            owners[name.foldedASCII] = Owner(jobs: jobs)
            all.jobs += jobs
        }
        let unfinished = try connection.statement(
            composed: "SELECT owner, count(*) FROM jobs WHERE \(JobCounts.isUnfinished) GROUP BY owner"
        ).all([]) { ($0.text(0), Int($0.integer(1))) }
        for (name, jobs) in unfinished {
            owners[name.foldedASCII, default: Owner()].unfinished += jobs
            all.unfinished += jobs
        }
        elements = Int(
            try connection.statement("SELECT count(DISTINCT element) FROM element_states").first { $0.integer(0) } ?? 0)
    }

    /// The condition on `state` that holds for jobs that have not ended; the index on state answers it.
    static let isUnfinished =
        "state IN ("
        + JobState.allCases.filter { !$0.isFinal }.map { String($0.rawValue) }.joined(separator: ", ") + ")"

    func admit(_ job: Job, limits: JobLimits) throws(JobError) {
        let owner = owners[job.owner.foldedASCII] ?? Owner()
        let wait = "Wait for some to end or to be removed, or raise the limit in the configuration."
        if all.unfinished >= limits.unfinishedJobs {
            throw .limit(.unfinishedJobs, "The limit of \(limits.unfinishedJobs) unfinished jobs is reached. \(wait)")
        }
        if owner.unfinished >= limits.unfinishedJobsPerOwner {
            throw .limit(
                .unfinishedJobsPerOwner,
                "\(job.owner) has \(owner.unfinished) unfinished jobs, which is the limit. \(wait)")
        }
        if all.jobs >= limits.jobs {
            throw .limit(.jobs, "The limit of \(limits.jobs) stored jobs is reached. \(wait)")
        }
        if owner.jobs >= limits.jobsPerOwner {
            throw .limit(.jobsPerOwner, "\(job.owner) has \(owner.jobs) stored jobs, which is the limit. \(wait)")
        }
    }

    mutating func take(_ change: JobChange) {
        guard let job = (change.after ?? change.before)?.job else { return }
        let stored = (change.after == nil ? 0 : 1) - (change.before == nil ? 0 : 1)
        let unfinished = JobCounts.unfinished(change.after) - JobCounts.unfinished(change.before)
        guard stored != 0 || unfinished != 0 else { return }
        let name = job.owner.foldedASCII
        owners[name, default: Owner()].jobs += stored
        owners[name, default: Owner()].unfinished += unfinished
        all.jobs += stored
        all.unfinished += unfinished
        if stored != 0 { ownerChanges[name, default: 0] += stored }
        if let owner = owners[name], owner.jobs == 0, owner.unfinished == 0 { owners[name] = nil }
    }

    /// The opposite of `take`.
    mutating func takeBack(_ change: JobChange) { take(JobChange(before: change.after, after: change.before)) }

    mutating func takeOwnerChanges() -> [String: Int] {
        defer { ownerChanges.removeAll(keepingCapacity: true) }
        return ownerChanges
    }

    private static func unfinished(_ stored: StoredJob?) -> Int { stored.map { $0.job.phase.isEnded ? 0 : 1 } ?? 0 }
}
