internal import Platform

/// Runs a program under a supervisor of its own. See Documentation/ProcessJobs.md.
struct ProcessRunner: JobRunner {
    /// Nil for a job whose template is no longer configured: it is watched to its end like any other.
    let template: JobTemplate?
    let supervision: Supervision

    // The program is started after the commit; the supervisor's word makes the job Running.
    func begin(_ job: inout Job, at now: Moment) throws(InvalidTransition) {}

    func resume(_ job: inout Job, at now: Moment) throws(InvalidTransition) {
        guard job.started != nil else { return }
        try job.apply(.started, at: now, texts: texts)
    }

    // Its processes have to go first.
    func end(_ job: inout Job, at now: Moment) throws(InvalidTransition) {}

    func due(_ job: Job) -> Timestamp? { nil }
    func advance(_ job: inout Job, until now: Moment) throws(InvalidTransition) {}

    func act(_ action: RunnerAction, on job: Job) {
        switch action {
        case .launch:
            supervision.launch(job.rowID, attempt: job.attempt, description: description(of: job))
            // One that was suspended before anybody had claimed it begins so.
            if job.state == .suspended { supervision.send("suspend", to: job.rowID) }
        case .recover: supervision.recover(job.rowID, attempt: job.attempt, word: word(for: job))
        case .suspend: supervision.send("suspend", to: job.rowID)
        case .resume: supervision.send("resume", to: job.rowID)
        case .terminate: supervision.send("terminate", to: job.rowID)
        case .kill: supervision.send("kill", to: job.rowID)
        case .forget: supervision.forget(job.rowID)
        }
    }

    /// What brings a supervisor to where the record says the job is; one that is there does nothing about it.
    private func word(for job: Job) -> String {
        switch job.phase {
        case .live(.suspended, _): "suspend"
        case .live(.shuttingDown(toward: .killed), _): "kill"
        case .live(.shuttingDown, _): "terminate"
        case .live, .waiting, .ended: "resume"
        }
    }

    private var texts: [JobState: String] { template?.statusTexts ?? [:] }

    // MARK: - What to run

    private func description(of job: Job) -> [(String, String)] {
        guard let template, case .process(let process) = template.runner else { return [] }
        let values = PlaceholderValues(job)
        var description = [("program", process.program), ("argument", process.program)]
        description += process.arguments.map { ("argument", values.fill($0)) }
        if let directory = process.workingDirectory { description.append(("working-directory", directory)) }
        if let user = process.user { description.append(("user", user)) }
        description.append(("output-limit", String(process.outputLimit)))
        description.append(("grace", String(template.gracePeriod.microseconds / 1000)))
        if let timeout = template.timeout {
            description.append(("timeout", String(max(timeout.microseconds / 1000, 1))))
        }
        return description + environment(process, template, job).map { ("environment", "\($0)=\($1)") }
    }

    private func environment(
        _ process: ProcessSpecification, _ template: JobTemplate, _ job: Job
    ) -> [(String, String)] {
        var environment = process.environment
        for parameter in template.parameters {
            environment[parameter.environmentName] = (job.arguments[parameter.name] ?? []).joined(separator: "\n")
        }
        environment["WINCH_JOB"] = job.key.instanceID
        environment["WINCH_OWNER"] = job.owner
        environment["WINCH_TARGET"] = job.target ?? ""
        return environment.sorted { $0.key < $1.key }
    }

    // MARK: - What came of it

    /// Takes a report into the job's record.
    func take(_ report: ProcessReport, _ job: inout Job, at now: Moment) throws(InvalidTransition) {
        switch report {
        case .started(let time): try start(&job, at: now.at(wall: time))
        case .progress(let progress): take(progress, &job)
        case .ended(let record): try end(&job, record, at: now)
        case .refused(let error, let what):
            job.error = JobFailure(unstartable: error, "\(what): \(job.template)")
            try job.apply(.failed(nil), at: now, texts: texts)
        // Asked to end before anybody had claimed it: nothing has to go first.
        case .unclaimed where job.started == nil && job.state == .shuttingDown:
            try job.apply(.finished(.terminated, nil), at: now, texts: texts)
        // Nobody has claimed this attempt: it is made now. One that has run and lost its directory is not run again.
        case .unclaimed where job.started == nil: job.attempt += 1
        case .lost, .unclaimed:
            job.error = job.started == nil ? .lostAtStart : .lost
            try job.apply(.failed(nil), at: now, texts: texts)
        }
    }

    private func start(_ job: inout Job, at time: Moment) throws(InvalidTransition) {
        if job.state == .starting { return try job.apply(.started, at: time, texts: texts) }
        // Suspended or on the way out already: it has been started all the same.
        if job.started == nil {
            job.started = time.wall
            if job.state != .suspended { job.progress.resume(at: time.steady) }
        }
    }

    private func take(_ progress: ProcessProgress, _ job: inout Job) {
        if let percent = progress.percent { job.progress.percent = percent }
        if let status = progress.status, job.state == .running { job.status = status }
        job.warnings = progress.warnings
        for (name, values) in progress.properties {
            let known = job.properties.keys.first { $0.isEqualIgnoringCase(to: name) }
            job.properties[known ?? name] = values
        }
    }

    private func end(_ job: inout Job, _ record: ProcessRecord, at now: Moment) throws(InvalidTransition) {
        if let started = record.started { try start(&job, at: now.at(wall: started)) }
        let ended = now.at(wall: record.ended)
        take(record.progress, &job)
        // Measured where no clock can be set; else what the wall clock says.
        if let worked = record.worked {
            job.progress.pause(at: ended.steady)
            job.progress.elapsedBefore = worked
        }
        switch record.ending {
        case .unstartable(let error):
            job.error = JobFailure(unstartable: error, job.template)
            try job.apply(.failed(nil), at: ended, texts: texts)
        case .exit(let exit) where record.isTimeout && job.state != .shuttingDown:
            job.error = .timeout
            try job.apply(.failed(exit), at: ended, texts: texts)
        case .exit(let exit):
            let isGood = exit == .code(0)
            // Remembered only if the end turns out to be a failure: what a client asked for counts first.
            if !isGood, job.state != .shuttingDown {
                job.error = record.progress.error ?? JobFailure(exit, errorLines: record.errorLines)
            }
            let end: JobPhase.End = isGood ? (job.warnings.isEmpty ? .completed : .completedWithWarnings) : .exception
            try job.apply(.finished(end, exit), at: ended, texts: texts)
        }
    }
}

extension JobFailure {
    static let timeout = JobFailure(
        code: Code.timeout, description: "The job ran longer than its template allows and was ended.",
        summary: "Timeout")
    static let lost = JobFailure(
        code: Code.unknown,
        description:
            "The job was running, but its supervisor is gone: how its program ended is not known. It may still run.",
        summary: "The end of the job is not known")
    static let lostAtStart = JobFailure(
        code: Code.unknown,
        description:
            "The job was being started, but its supervisor is gone: whether its program has run is not known. It is not "
            + "started again by itself.",
        summary: "The end of the job is not known")
}
