internal import Platform

extension Job {
    /// Moves to the next phase and everything that hangs on it: times, JobStatus, worked time.
    ///
    /// - Throws: `InvalidTransition`, nothing changed.
    mutating func apply(_ event: JobEvent, at now: Moment, texts: [JobState: String]) throws(InvalidTransition) {
        let next = try phase.next(on: event, at: now.wall)
        guard next != phase else { return }
        if next.state != state {
            lastStateChange = now.wall
            status = texts[next.state] ?? next.state.statusText
        }
        phase = next
        switch next {
        case .waiting, .live(.starting, _), .live(.shuttingDown, _): break
        case .live(.running, _), .live(.queryPending, _):
            if started == nil { started = now.wall }
            progress.resume(at: now.steady)
        case .live(.suspended, _), .live(.service, _): progress.pause(at: now.steady)
        case .ended(let end, let exit, at: _):
            progress.freeze(at: now.steady)
            ended = now.wall
            // A failure that is known more exactly has been noted before.
            error = end.isGood ? nil : error ?? JobFailure(end, exit: exit)
        }
    }
}

extension Job {
    /// What the last run left no longer holds: the next begins (CIM_Job: ElapsedTime, StartTime, PercentComplete and the
    /// error tell of the last run).
    mutating func forgetRun(properties: [String: [String]]) {
        progress = JobProgress()
        warnings = []
        error = nil
        started = nil
        ended = nil
        self.properties = properties
    }
}

extension JobState {
    /// JobStatus where neither the template nor the program says otherwise.
    var statusText: String {
        switch self {
        case .new: "Job is waiting"
        case .starting: "Job is starting"
        case .running: "Job is running"
        case .suspended: "Job is suspended"
        case .shuttingDown: "Job is shutting down"
        case .completed: "Job is completed"
        case .terminated: "Job is terminated"
        case .killed: "Job is killed"
        case .exception: "Job is completed with error"
        case .service: "Job is in service"
        case .queryPending: "Job is waiting for an answer"
        case .completedWithWarnings: "Job is completed with warnings"
        }
    }
}

extension JobFailure {
    /// Codes of Hyper-V's table, for what is no exit code.
    enum Code {
        static let failed = 32768
        static let accessDenied = 32769
        static let unknown = 32771
        static let timeout = 32772
        static let outOfMemory = 32778
        static let fileNotFound = 32779
    }

    /// What an end says by itself.
    init(_ end: JobPhase.End, exit: JobPhase.Exit?) {
        switch end {
        case .terminated:
            self.init(code: Code.failed, description: "The job was terminated on request.", summary: "Terminated")
        case .killed: self.init(code: Code.failed, description: "The job was killed on request.", summary: "Killed")
        case .completed, .completedWithWarnings, .exception:
            guard let exit else {
                self.init(code: Code.failed, description: "The job failed.", summary: "Failed")
                return
            }
            self.init(exit, errorLines: "")
        }
    }

    /// What a process left: its code, and its last words.
    init(_ exit: JobPhase.Exit, errorLines: String) {
        let summary =
            switch exit {
            case .code(let code): "The program ended with exit code \(code)."
            case .signal(let signal): "The program was ended by signal \(signal)."
            }
        // A program that ends with 0 has not failed; 1 to 255 and 128 + signal are never 0.
        self.init(code: max(exit.code, 1), description: errorLines.isEmpty ? summary : errorLines, summary: summary)
    }
}
