internal import Platform

extension JobTemplate {
    /// Finds what is wrong in the template before any job is made from it.
    ///
    /// - Throws: `JobError.configuration`: which template, what is wrong, and what would be right.
    public func validate() throws(JobError) {
        func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(JobError) {
            if !condition { throw .configuration("Job template \"\(name)\": \(reason())") }
        }
        try require(!name.isEmpty, "it needs a name.")
        try require(!namespace.isEmpty, "it needs the namespace of its job class.")
        try require(!className.isEmpty, "it needs a job class.")
        try require(jobType.map { 0...65535 ~= $0 } ?? true, "jobType must be 0 to 65535.")
        try require(gracePeriod >= .zero, "the grace period must not be negative.")
        try require(timeBeforeRemoval >= .zero, "timeBeforeRemoval must not be negative.")
        try require(timeout.map { $0 > .zero } ?? true, "a timeout must be more than zero; leave it out for no limit.")
        try require(
            maximumConcurrent.map { $0 > 0 } ?? true, "maximumConcurrent must be 1 or more; leave it out for no limit.")
        try require(0...5 ~= recoveryAction, "recoveryAction must be 0 to 5.")
        try require(
            recoveryAction != JobRecovery.runRecoveryJob || recovery.template != nil,
            "recoveryAction 5 needs recovery: { template: … }, the job that runs then.")
        try require(
            recovery.reruns >= 0 && recovery.backOff >= .zero && recovery.longestBackOff >= .zero,
            "the numbers of recovery must not be negative.")
        try requireParameters(require)
        try requirePlaceholders(require)
        switch runner {
        case .process(let process): try process.validate(require)
        case .simulated(let simulated): try simulated.validate(require)
        }
    }

    typealias Requirement = (Bool, @autoclosure () -> String) throws(JobError) -> Void

    private func requireParameters(_ require: Requirement) throws(JobError) {
        var names: Set<String> = []
        var variables: Set<String> = []
        for parameter in parameters {
            try require(!parameter.name.isEmpty, "a parameter needs a name.")
            try require(
                names.insert(parameter.name.foldedASCII).inserted, "the parameter \(parameter.name) is declared twice.")
            try require(
                variables.insert(parameter.environmentName).inserted,
                "two parameters would share the variable \(parameter.environmentName); rename one.")
        }
    }

    private func requirePlaceholders(_ require: Requirement) throws(JobError) {
        let known = Set((PlaceholderValues.ofEveryJob + parameters.map(\.name)).map(\.foldedASCII))
        var texts = [caption, description, elementName] + properties.values.joined() + effects.values
        if case .process(let process) = runner { texts += process.arguments }
        for text in texts {
            for placeholder in PlaceholderText(text).names {
                try require(
                    known.contains(placeholder.foldedASCII),
                    "unknown placeholder {\(placeholder)} in \"\(text)\"; there are: "
                        + (parameters.map(\.name) + PlaceholderValues.ofEveryJob).joined(separator: ", ") + ".")
            }
        }
    }
}

extension ProcessSpecification {
    /// What the supervisor takes in one message, names and ends of texts included.
    static let messageLimit = 131_072

    fileprivate func validate(_ require: JobTemplate.Requirement) throws(JobError) {
        try require(program.utf8.first == UInt8(ascii: "/"), "the program \"\(program)\" must be an absolute path.")
        try require(
            workingDirectory.map { $0.utf8.first == UInt8(ascii: "/") } ?? true,
            "workingDirectory must be an absolute path.")
        try require(user?.isEmpty != true, "user must not be empty; leave it out to run as the service's own user.")
        try require(
            PlaceholderText(program).names.isEmpty,
            "the program itself cannot hold placeholders: a client would choose what runs.")
        try require(0...1_073_741_824 ~= outputLimit, "outputLimit must be 0 to 1073741824 bytes.")
        for name in environment.keys {
            try require(
                !name.isEmpty && !name.utf8.contains(UInt8(ascii: "=")),
                "\"\(name)\" cannot name an environment variable.")
        }
        let texts =
            [program] + arguments + environment.keys + environment.values + [workingDirectory ?? "", user ?? ""]
        try require(!texts.contains { $0.utf8.contains(0) }, "a text contains a NUL character.")
        try require(
            texts.reduce(0) { $0 + $1.utf8.count } < ProcessSpecification.messageLimit / 2, "its texts are too long.")
    }
}

extension SimulatedSpecification {
    fileprivate func validate(_ require: JobTemplate.Requirement) throws(JobError) {
        for (index, step) in steps.enumerated() {
            try require(0...100 ~= step.percent, "step \(index + 1): percent must be 0 to 100.")
            try require(step.duration >= .zero, "step \(index + 1): the duration must not be negative.")
            try require(
                step.live != nil,
                "step \(index + 1): the state must be Starting, Running, Query Pending or Shutting Down.")
        }
        if case .exception(let code, _) = outcome {
            try require(1...65535 ~= code, "the outcome's error code must be 1 to 65535.")
        }
    }
}

extension SimulatedSpecification.Step {
    /// The phase it stands for; nil when a step cannot be in that state.
    var live: JobPhase.Live? {
        switch state {
        case nil, .running: .running
        case .starting: .starting
        case .queryPending: .queryPending
        case .shuttingDown: .shuttingDown(toward: .completed)
        case .new, .suspended, .completed, .terminated, .killed, .exception, .service, .completedWithWarnings: nil
        }
    }
}
