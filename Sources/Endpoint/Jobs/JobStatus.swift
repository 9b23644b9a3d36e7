internal import CIM
internal import Jobs

/// The status properties that CIM_ManagedSystemElement gives a job, one row a JobState.
///
/// DMTF leaves the choice to the implementation; the rows follow the meaning of the value maps (MOF of
/// CIM_ManagedSystemElement) so that the pair with 17 tells a job that ended well from one that failed.
struct JobStatus: Sendable {
    let operationalStatus: CIMValue
    let statusDescriptions: CIMValue
    let status: CIMValue?
    let healthState: CIMValue
    let operatingStatus: CIMValue
    let primaryStatus: CIMValue

    private init(
        _ operational: [(UInt16, String)], _ status: String?, health: UInt16, operating: UInt16, primary: UInt16
    ) {
        operationalStatus = .array(.uint16(operational.map(\.0)))
        statusDescriptions = .array(.strings(operational.map(\.1)))
        self.status = status.map { .string($0) }
        healthState = .uint16(health)
        operatingStatus = .uint16(operating)
        primaryStatus = .uint16(primary)
    }

    static func row(of state: JobState) -> JobStatus {
        switch state {
        case .new: queued
        case .starting: starting
        case .running, .queryPending: running
        case .suspended, .service: suspended
        case .shuttingDown: stopping
        case .completed: completed
        case .completedWithWarnings: degraded
        case .terminated: terminated
        case .killed: killed
        case .exception: failed
        }
    }

    private static let queued = JobStatus([(15, "Dormant")], nil, health: 5, operating: 7, primary: 1)
    private static let starting = JobStatus([(2, "OK"), (8, "Starting")], "OK", health: 5, operating: 3, primary: 1)
    private static let running = JobStatus([(2, "OK")], "OK", health: 5, operating: 16, primary: 1)
    private static let suspended = JobStatus([(2, "OK")], "OK", health: 5, operating: 5, primary: 1)
    private static let stopping = JobStatus([(2, "OK"), (9, "Stopping")], "OK", health: 5, operating: 4, primary: 1)
    private static let completed = JobStatus([(17, "Completed"), (2, "OK")], "OK", health: 5, operating: 8, primary: 1)
    private static let degraded = JobStatus(
        [(17, "Completed"), (3, "Degraded")], "Degraded", health: 10, operating: 8, primary: 2)
    private static let terminated = JobStatus([(10, "Stopped")], "Stopped", health: 5, operating: 5, primary: 1)
    private static let killed = JobStatus([(10, "Stopped")], "Stopped", health: 5, operating: 6, primary: 1)
    private static let failed = JobStatus(
        [(17, "Completed"), (6, "Error")], "Error", health: 20, operating: 8, primary: 3)
}
