internal import Platform

/// Lets time pass: a list of steps and an outcome. Everything it does is in the job's record, so that it goes on from the
/// stored times after a restart.
struct SimulatedRunner: JobRunner {
    let specification: SimulatedSpecification
    let texts: [JobState: String]

    func begin(_ job: inout Job, at now: Moment) throws(InvalidTransition) {
        job.started = now.wall
        job.progress.resume(at: now.steady)
        try enter(0, &job, at: now)
    }

    func resume(_ job: inout Job, at now: Moment) throws(InvalidTransition) {
        job.progress.resume(at: now.steady)
        let step = job.progress.segment?.step ?? 0
        guard step < specification.steps.count else {
            return try show(.init(percent: 0, duration: .zero), &job, at: now)
        }
        try show(specification.steps[step], &job, at: now)
    }

    func end(_ job: inout Job, at now: Moment) throws(InvalidTransition) {
        try job.apply(.finished(.terminated, nil), at: now, texts: texts)
    }

    func due(_ job: Job) -> Timestamp? {
        guard let segment = job.progress.segment, let since = job.progress.activeSince else { return nil }
        return since + (segment.start + segment.duration - job.progress.elapsedBefore)
    }

    func advance(_ job: inout Job, until now: Moment) throws(InvalidTransition) {
        while let due = due(job), due <= now.steady, let segment = job.progress.segment {
            job.progress.percent = segment.target
            try enter(segment.step + 1, &job, at: now.at(steady: due))
        }
    }

    func act(_ action: RunnerAction, on job: Job) {}

    private func enter(_ index: Int, _ job: inout Job, at now: Moment) throws(InvalidTransition) {
        let steps = specification.steps
        // A job without steps still runs for a moment: nobody gets to see an ended job from its submission.
        guard index < steps.count || index == 0 else { return try finish(&job, at: now) }
        let step = index < steps.count ? steps[index] : .init(percent: 0, duration: .zero)
        job.progress.segment = JobProgress.Segment(
            step: index, target: step.percent, start: job.progress.elapsed(at: now.steady), duration: step.duration)
        try show(step, &job, at: now)
    }

    private func show(_ step: SimulatedSpecification.Step, _ job: inout Job, at now: Moment)
        throws(InvalidTransition)
    {
        try job.apply(.reported(step.live ?? .running), at: now, texts: texts)
        if !step.status.isEmpty { job.status = step.status }
    }

    private func finish(_ job: inout Job, at now: Moment) throws(InvalidTransition) {
        job.progress.segment = nil
        switch specification.outcome {
        case .completed: try job.apply(.finished(.completed, nil), at: now, texts: texts)
        case .completedWithWarnings: try job.apply(.finished(.completedWithWarnings, nil), at: now, texts: texts)
        case .terminated: try job.apply(.finished(.terminated, nil), at: now, texts: texts)
        case .exception(let code, let description):
            job.error = JobFailure(code: code, description: description, summary: description)
            try job.apply(.finished(.exception, nil), at: now, texts: texts)
        }
    }
}
