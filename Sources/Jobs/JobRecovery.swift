internal import Platform

/// What a template says about attempts that fail: the numbers and limits of CIM_Job.RecoveryAction.
public struct JobRecovery: Sendable, Hashable {
    /// With RecoveryAction 4: how many further attempts a run gets.
    public var reruns: Int
    /// With RecoveryAction 4: the pause before the first of them, doubled for each further one.
    public var backOff: Duration
    /// The longest such pause.
    public var longestBackOff: Duration
    /// With RecoveryAction 5: the template of the job that runs when one of these has failed. It is given the arguments that
    /// it declares, and in `FailedJob` the InstanceID of the job that failed.
    public var template: String?

    public init(
        reruns: Int = 3, backOff: Duration = .seconds(1), longestBackOff: Duration = .seconds(300),
        template: String? = nil
    ) {
        self.reruns = reruns
        self.backOff = backOff
        self.longestBackOff = longestBackOff
        self.template = template
    }

    static let continueWithNext = 3
    static let rerunJob = 4
    static let runRecoveryJob = 5

    /// The parameter of a recovery job that tells which job it is for.
    static let failedJob = "FailedJob"

    /// The pause before the rerun of that number, from 1.
    func pause(before rerun: Int) -> Duration {
        // 2 to the 40th of anything is longer than the longest.
        let doubled = backOff.microseconds.multipliedReportingOverflow(by: 1 << min(rerun - 1, 40))
        return doubled.overflow ? longestBackOff : min(.microseconds(doubled.partialValue), longestBackOff)
    }
}

extension JobTemplate {
    /// Finds what is wrong with the recovery jobs of a template among all there are.
    ///
    /// - Throws: `JobError.configuration`: a template that is not there, or recovery jobs whose recovery jobs lead back.
    func validate(recoveryAmong templates: [String: JobTemplate]) throws(JobError) {
        var seen: Set<String> = [name.foldedASCII]
        var last = self
        while last.recoveryAction == JobRecovery.runRecoveryJob, let next = last.recovery.template {
            guard let template = templates[next.foldedASCII] else {
                throw .configuration("Job template \"\(last.name)\": its recovery template \"\(next)\" does not exist.")
            }
            guard seen.insert(next.foldedASCII).inserted else {
                throw .configuration(
                    "Job template \"\(name)\": its recovery jobs lead back to \"\(next)\", and could fail for ever.")
            }
            last = template
        }
    }
}
