internal import CIM
internal import Jobs

/// What differs between the namespaces that serve jobs, where the class definitions alone do not say it.
enum JobNamespace {
    /// Hyper-V and its cluster: JobStatus is free text.
    case hyperV
    /// The provisioning service of Host Guardian: JobStatus is one of four words (page of Msps_ProvisioningJob).
    case provisioning
    /// Any other: plain CIM.
    case plain

    init(_ name: String) {
        switch name.lowercased() {
        case "root/virtualization/v2", "root/hypervcluster/v2": self = .hyperV
        case "root/msps": self = .provisioning
        default: self = .plain
        }
    }

    func jobStatus(of job: Job) -> String {
        guard case .provisioning = self else { return job.status }
        return switch job.state {
        case .completed, .completedWithWarnings: "Complete"
        case .new, .starting: "PendingBoot"
        case .running, .suspended, .service, .queryPending, .shuttingDown: "InProgress"
        case .terminated, .killed, .exception: "Failed"
        }
    }
}
