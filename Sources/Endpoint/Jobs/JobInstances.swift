internal import CIM
internal import Jobs
internal import Platform

/// Turns a `Job` into the CIM instance its class promises.
///
/// Every subclass of CIM_ConcreteJob is served by the same plan: one entry a property of the class, made once, so that
/// the poll of one job does no look-up by name.
final class JobInstances: Sendable {
    private let plans = Lock<[ObjectIdentifier: [JobProperty?]]>([:])

    func instance(of job: Job, in cimClass: CIMClass, at now: Timestamp) -> CIMInstance {
        let plan = plan(for: cimClass)
        let status = JobStatus.row(of: job.state)
        var values: [CIMValue?] = []
        values.reserveCapacity(plan.count)
        for (property, entry) in zip(cimClass.properties, plan) {
            values.append(
                entry.map { value($0, of: job, status: status, in: cimClass, at: now) }
                    ?? runnerValue(property, of: job))
        }
        return CIMInstance(cimClass, values: values)
    }

    private func plan(for cimClass: CIMClass) -> [JobProperty?] {
        plans.withLock { plans in
            if let plan = plans[ObjectIdentifier(cimClass)] { return plan }
            let plan = cimClass.properties.map { property in
                JobProperty.allCases.first { CIMName($0.rawValue) == property.name }
            }
            plans[ObjectIdentifier(cimClass)] = plan
            return plan
        }
    }

    /// A property that the job's runner or template filled; one that does not read as its declared type is NULL.
    private func runnerValue(_ property: CIMProperty, of job: Job) -> CIMValue? {
        guard let texts = job.properties[property.name.spelling], !texts.isEmpty else { return property.defaultValue }
        if property.isArray {
            let elements = texts.compactMap { try? CIMValue(property.type, text: $0) }
            guard elements.count == texts.count else { return nil }
            return (try? CIMArray(property.type, elements)).map { .array($0) }
        }
        return try? CIMValue(property.type, text: texts[0])
    }

    private func value(
        _ property: JobProperty, of job: Job, status: JobStatus, in cimClass: CIMClass, at now: Timestamp
    ) -> CIMValue? {
        switch property {
        case .instanceID: .string(job.key.instanceID)
        case .caption: text(job.caption)
        case .description: text(job.description)
        case .elementName: text(job.elementName)
        case .installDate: nil
        case .name: .string(job.name)
        case .operationalStatus: status.operationalStatus
        case .statusDescriptions: status.statusDescriptions
        case .status: status.status
        case .healthState: status.healthState
        case .communicationStatus, .detailedStatus: nil
        case .operatingStatus: status.operatingStatus
        case .primaryStatus: status.primaryStatus
        case .jobStatus: .string(JobNamespace(cimClass.namespace).jobStatus(of: job))
        case .timeSubmitted: .timestamp(job.submitted)
        case .scheduledStartTime: job.scheduledStart.map { .timestamp($0) }
        case .startTime: job.started.map { .timestamp($0) }
        case .elapsedTime: .interval(job.elapsed(at: now))
        case .jobRunTimes: .uint32(UInt32(clamping: job.runTimes))
        case .runMonth: job.runMonth.map { .uint8(UInt8(clamping: $0)) }
        case .runDay: job.runDay.map { .sint8(Int8(clamping: $0)) }
        case .runDayOfWeek: job.runDayOfWeek.map { .sint8(Int8(clamping: $0)) }
        case .runStartInterval: job.runStartInterval.map { .interval($0) }
        case .localOrUtcTime: job.localOrUTC.map { .uint16(UInt16(clamping: $0)) }
        case .untilTime: job.untilTime.map { .timestamp($0) } ?? .datetime(.allNines)
        case .notify: job.notify.map { .string($0) }
        case .owner: .string(job.owner)
        case .priority: .uint32(UInt32(clamping: job.priority))
        case .percentComplete: .uint16(UInt16(clamping: job.percentComplete(at: now)))
        case .deleteOnCompletion: .boolean(job.deleteOnCompletion)
        case .errorCode: .uint16(UInt16(clamping: job.error?.code ?? 0))
        case .errorDescription: job.error.map { .string($0.description) }
        case .recoveryAction: .uint16(UInt16(clamping: job.recoveryAction))
        case .otherRecoveryAction: nil
        case .jobState: .uint16(UInt16(job.state.rawValue))
        case .timeOfLastStateChange: job.lastStateChange.map { .timestamp($0) } ?? .interval(.zero)
        case .timeBeforeRemoval: .interval(job.timeBeforeRemoval)
        case .cancellable: .boolean(job.cancellable)
        case .errorSummaryDescription: job.error.map { .string($0.summary) }
        case .jobType: job.jobType.map { .uint16(UInt16(clamping: $0)) }
        }
    }
}

private func text(_ text: String) -> CIMValue? { text.isEmpty ? nil : .string(text) }

extension CIMValue {
    static func timestamp(_ time: Timestamp) -> CIMValue { .datetime(CIMDateTime(timestamp: time.microseconds)) }
    static func interval(_ duration: Duration) -> CIMValue { .datetime(CIMDateTime(interval: duration.microseconds)) }
}
