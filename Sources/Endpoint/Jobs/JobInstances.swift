internal import CIM
internal import Jobs
internal import Platform

/// Turns a `Job` into the CIM instance its class promises.
///
/// Every subclass of CIM_ConcreteJob is served by the same plan: one entry a property of the class, made once, so that
/// the poll of one job does no look-up by name.
final class JobInstances: Sendable {
    private struct Plan {
        let namespace: JobNamespace
        /// Aligned with the class's properties; nil is one that the runner or the template fills.
        let properties: [JobProperty?]
    }

    private let plans = Lock<[ObjectIdentifier: Plan]>([:])

    /// - Parameter now: on the engine's steady clock.
    func instance(of job: Job, in cimClass: CIMClass, at now: Timestamp) -> CIMInstance {
        let plan = plan(for: cimClass)
        let status = JobStatus.row(of: job.state)
        var values: [CIMValue?] = []
        values.reserveCapacity(plan.properties.count)
        for (index, property) in plan.properties.enumerated() {
            if let property {
                values.append(value(property, of: job, status: status, in: plan.namespace, at: now))
            } else {
                values.append(runnerValue(cimClass.properties[index], of: job))
            }
        }
        return CIMInstance(cimClass, values: values)
    }

    private func plan(for cimClass: CIMClass) -> Plan {
        plans.withLock { plans in
            if let plan = plans[ObjectIdentifier(cimClass)] { return plan }
            let properties = cimClass.properties.map { property in
                JobProperty.allCases.first { CIMName($0.rawValue) == property.name }
            }
            let plan = Plan(namespace: JobNamespace(cimClass.namespace), properties: properties)
            plans[ObjectIdentifier(cimClass)] = plan
            return plan
        }
    }

    /// A property that the job's runner or template filled; one that does not read as its declared type is NULL.
    private func runnerValue(_ property: CIMProperty, of job: Job) -> CIMValue? {
        guard let texts = texts(of: property.name, job), !texts.isEmpty else { return property.defaultValue }
        if property.isArray {
            let elements = texts.compactMap { try? CIMValue(property.type, text: $0) }
            guard elements.count == texts.count else { return nil }
            return (try? CIMArray(property.type, elements)).map { .array($0) }
        }
        return try? CIMValue(property.type, text: texts[0])
    }

    /// The program may spell the name otherwise than the class does.
    private func texts(of name: CIMName, _ job: Job) -> [String]? {
        job.properties[name.spelling] ?? job.properties.first { CIMName($0.key) == name }?.value
    }

    private func value(
        _ property: JobProperty, of job: Job, status: JobStatus, in namespace: JobNamespace, at now: Timestamp
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
        case .jobStatus: .string(namespace.jobStatus(of: job))
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
