internal import CIM
internal import Jobs
internal import Platform

/// The properties that CIM_Job and its base and sub classes promise of every job, and how each follows from a `Job`.
///
/// A property of a job class that is not listed here is one the job's runner fills (`winch: out Name=value`, or the
/// template's `properties`).
enum JobProperty: String, CaseIterable {
    case instanceID = "InstanceID"
    case caption = "Caption"
    case description = "Description"
    case elementName = "ElementName"
    case installDate = "InstallDate"
    case name = "Name"
    case operationalStatus = "OperationalStatus"
    case statusDescriptions = "StatusDescriptions"
    case status = "Status"
    case healthState = "HealthState"
    case communicationStatus = "CommunicationStatus"
    case detailedStatus = "DetailedStatus"
    case operatingStatus = "OperatingStatus"
    case primaryStatus = "PrimaryStatus"
    case jobStatus = "JobStatus"
    case timeSubmitted = "TimeSubmitted"
    case scheduledStartTime = "ScheduledStartTime"
    case startTime = "StartTime"
    case elapsedTime = "ElapsedTime"
    case jobRunTimes = "JobRunTimes"
    case runMonth = "RunMonth"
    case runDay = "RunDay"
    case runDayOfWeek = "RunDayOfWeek"
    case runStartInterval = "RunStartInterval"
    case localOrUtcTime = "LocalOrUtcTime"
    case untilTime = "UntilTime"
    case notify = "Notify"
    case owner = "Owner"
    case priority = "Priority"
    case percentComplete = "PercentComplete"
    case deleteOnCompletion = "DeleteOnCompletion"
    case errorCode = "ErrorCode"
    case errorDescription = "ErrorDescription"
    case recoveryAction = "RecoveryAction"
    case otherRecoveryAction = "OtherRecoveryAction"
    case jobState = "JobState"
    case timeOfLastStateChange = "TimeOfLastStateChange"
    case timeBeforeRemoval = "TimeBeforeRemoval"
    case cancellable = "Cancellable"
    case errorSummaryDescription = "ErrorSummaryDescription"
    case jobType = "JobType"
}

extension JobProperty {
    /// Whether a client may set it: the twelve that the classes mark as writable.
    var isWritable: Bool {
        switch self {
        case .priority, .notify, .deleteOnCompletion, .timeBeforeRemoval: true
        case let other: other.isOfSchedule
        }
    }

    /// Whether it says when, or how often, a job runs.
    var isOfSchedule: Bool {
        switch self {
        case .scheduledStartTime, .jobRunTimes, .runMonth, .runDay, .runDayOfWeek, .runStartInterval, .localOrUtcTime,
            .untilTime:
            true
        default: false
        }
    }

    init?(_ name: CIMName) {
        guard let found = Self.allCases.first(where: { CIMName($0.rawValue) == name }) else { return nil }
        self = found
    }
}
