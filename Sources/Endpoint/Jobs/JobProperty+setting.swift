internal import CIM
internal import Jobs
internal import Platform
internal import SOAP

extension JobProperty {
    /// What it means to the engine that a client sets this property.
    ///
    /// - Parameter now: what an interval that stands for a time is counted from (CIM_Job.ScheduledStartTime, UntilTime).
    /// - Throws: InvalidRepresentation, naming the property, for a value that its class does not give it.
    func setting(_ value: CIMValue?, at now: Timestamp) throws(Fault) -> JobSetting {
        switch (self, value) {
        case (.priority, .uint32(let priority)?): return .priority(Int(priority))
        case (.notify, .string(let notify)?): return .notify(notify)
        case (.notify, nil): return .notify(nil)
        case (.deleteOnCompletion, .boolean(let deletes)?): return .deleteOnCompletion(deletes)
        case (.timeBeforeRemoval, .datetime(let datetime)?):
            return .timeBeforeRemoval(try interval(datetime, "00000000000500.000000:000"))
        case (.scheduledStartTime, .datetime(let datetime)?):
            // All zeroes is "already running" (CIM_Job): at once.
            return .schedule(.scheduledStart(datetime.isAllZero ? now : try instant(datetime, after: now)))
        case (.untilTime, .datetime(let datetime)?):
            return .schedule(.untilTime(datetime.isAllNines ? nil : try instant(datetime, after: now)))
        case (.jobRunTimes, .uint32(let times)?): return .schedule(.runTimes(Int(times)))
        case (.runMonth, .uint8(let month)?): return .schedule(.runMonth(Int(month)))
        case (.runDay, .sint8(let day)?): return .schedule(.runDay(Int(day)))
        case (.runDayOfWeek, .sint8(let day)?): return .schedule(.runDayOfWeek(Int(day)))
        case (.runStartInterval, .datetime(let datetime)?):
            return .schedule(.runStartInterval(try interval(datetime, "00000000020000.000000:000 for 02:00")))
        case (.localOrUtcTime, .uint16(let choice)?): return .schedule(.localOrUTC(Int(choice)))
        case (.scheduledStartTime, nil): return .schedule(.scheduledStart(nil))
        case (.untilTime, nil): return .schedule(.untilTime(nil))
        case (.runMonth, nil): return .schedule(.runMonth(nil))
        case (.runDay, nil): return .schedule(.runDay(nil))
        case (.runDayOfWeek, nil): return .schedule(.runDayOfWeek(nil))
        case (.runStartInterval, nil): return .schedule(.runStartInterval(nil))
        case (.localOrUtcTime, nil): return .schedule(.localOrUTC(nil))
        case (_, nil): throw invalid("\(rawValue) cannot be NULL; send a value.")
        default: throw invalid("\(rawValue) cannot be \(value?.text.prefix(200) ?? "NULL").")
        }
    }

    private func interval(_ datetime: CIMDateTime, _ example: String) throws(Fault) -> Duration {
        guard datetime.isInterval, !datetime.isAllNines, let microseconds = datetime.microseconds else {
            throw invalid("\(rawValue) is \(datetime.cimText); send an interval such as \(example).")
        }
        return .microseconds(microseconds)
    }

    private func instant(_ datetime: CIMDateTime, after now: Timestamp) throws(Fault) -> Timestamp {
        guard !datetime.isAllNines, let microseconds = datetime.microseconds else {
            throw invalid(
                "\(rawValue) is \(datetime.cimText); send a whole time such as 20300131020000.000000+000, "
                    + "or an interval from now.")
        }
        return datetime.isInterval ? now + .microseconds(microseconds) : Timestamp(microseconds: microseconds)
    }

    private func invalid(_ reason: String) -> Fault { Fault(.invalidRepresentation(.invalidValues), reason) }
}
