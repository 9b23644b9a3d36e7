internal import Platform

extension JobEngine {
    /// Starts a job: durable, and Running, when this returns. Without a free place it is Starting, or New where the
    /// submission says so; with settings that give it a later time it is New.
    ///
    /// - Throws: `unknownTemplate`; `invalidArgument`; `limit`; `busy` when a job of the given InstanceID has not ended;
    ///   `store`.
    public func submit(_ submission: JobSubmission) throws(JobError) -> Job {
        guard let template = templatesByName[submission.template.foldedASCII] else {
            throw .unknownTemplate(submission.template)
        }
        var job = try newJob(template, submission)
        if case .waiting(_?) = job.phase {
            return try store.writer.write { [job] (transaction) throws(JobError) in try transaction.insert(job) }
        }
        let hasPlace = slots.withLock { $0.take(template.name) }
        do throws(InvalidTransition) {
            let now = moment.at(wall: job.submitted)
            if hasPlace {
                try begin(&job, at: now)
            } else if !submission.staysNew {
                try job.apply(.start, at: now, texts: template.statusTexts)
            }
        } catch {
            if hasPlace { release(template.name) }
            throw .invalidTransition(from: error.from, .start)
        }
        do throws(JobError) {
            return try store.writer.write { [job] (transaction) throws(JobError) in try transaction.insert(job) }
        } catch {
            if hasPlace { release(template.name) }
            throw error
        }
    }

    func newJob(_ template: JobTemplate, _ submission: JobSubmission) throws(JobError) -> Job {
        let instanceID = submission.instanceID ?? identifiers.next().description
        guard !instanceID.isEmpty, instanceID.utf8.count <= JobEngine.nameLimit else {
            throw .invalidArgument("An InstanceID must have 1 to \(JobEngine.nameLimit) bytes.")
        }
        let paths = [submission.target ?? "", submission.origin ?? ""]
        guard paths.allSatisfy({ $0.utf8.count <= JobEngine.pathLimit }) else {
            throw .invalidArgument("The path of the target is longer than \(JobEngine.pathLimit) bytes.")
        }
        guard !(paths.joined() + instanceID + submission.owner).utf8.contains(0) else {
            throw .invalidArgument("InstanceID, owner, target and origin must not contain a NUL character.")
        }
        var job = Job(
            key: JobKey(namespace: template.namespace, instanceID: instanceID), className: template.className,
            template: template.name, owner: submission.owner, name: template.className, phase: .waiting(due: nil),
            submitted: time.now)
        job.status = template.statusTexts[.new] ?? JobState.new.statusText
        job.arguments = try template.arguments(submission, limits: limits)
        job.target = submission.target
        job.origin = submission.origin
        describe(&job, template)
        try name(&job, submission)
        try job.apply(submission.settings)
        try job.waitForTime(after: job.submitted, in: zone)
        guard
            job.properties.reduce(0, { $0 + $1.value.reduce($1.key.utf8.count) { $0 + $1.utf8.count } })
                <= limits.propertyBytes
        else {
            throw .limit(.propertyBytes, "The job's properties would take more than \(limits.propertyBytes) bytes.")
        }
        return job
    }

    private func describe(_ job: inout Job, _ template: JobTemplate) {
        let values = PlaceholderValues(job)
        job.caption = values.fill(template.caption)
        job.description = values.fill(template.description)
        job.elementName = values.fill(template.elementName)
        job.jobType = template.jobType
        job.priority = template.priority
        job.notify = template.notify
        job.cancellable = template.cancellable
        job.deleteOnCompletion = template.deleteOnCompletion
        job.timeBeforeRemoval = template.timeBeforeRemoval
        job.recoveryAction = template.recoveryAction
        job.properties = template.properties(of: job)
    }

    /// The submission's own words take the place of the template's.
    private func name(_ job: inout Job, _ submission: JobSubmission) throws(JobError) {
        let words: [(String, String?, WritableKeyPath<Job, String>)] = [
            ("Name", submission.name, \.name), ("Caption", submission.caption, \.caption),
            ("Description", submission.description, \.description),
            ("ElementName", submission.elementName, \.elementName),
        ]
        for case (let property, let text?, let place) in words {
            guard text.utf8.count <= JobEngine.nameLimit, !text.utf8.contains(0) else {
                throw .invalidArgument("\(property) takes \(JobEngine.nameLimit) bytes at most, and no NUL character.")
            }
            job[keyPath: place] = text
        }
    }

    /// Bytes of an InstanceID, and of each word about a job.
    private static let nameLimit = 1024
    /// Bytes of an element's path.
    private static let pathLimit = 8192
}
