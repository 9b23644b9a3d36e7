internal import CIM
internal import Jobs

/// The return codes of a job's own methods. Two families exist: DMTF's, and the one Hyper-V uses from 32768 up. Which one
/// a method speaks is read from the ValueMap of its return value.
enum JobMethodCodes {
    case dmtf
    case hyperV

    init(_ method: CIMMethod) {
        self = method.returnValueMap.name(of: "32768") != nil ? .hyperV : .dmtf
    }

    enum Outcome {
        case done, started, notSupported, failed, invalidParameter, invalidState, timeoutNotSupported, busy
    }

    func code(_ outcome: Outcome) -> CIMValue {
        switch self {
        case .dmtf:
            switch outcome {
            case .done: .uint32(0)
            case .notSupported: .uint32(1)
            case .failed: .uint32(4)
            case .invalidParameter: .uint32(5)
            case .started: .uint32(4096)
            case .invalidState: .uint32(4097)
            case .timeoutNotSupported: .uint32(4098)
            case .busy: .uint32(4099)
            }
        case .hyperV:
            switch outcome {
            // Hyper-V's classes have no 4096 in RequestStateChange: accepted is 0.
            case .done, .started: .uint32(0)
            case .failed: .uint32(32768)
            case .notSupported, .timeoutNotSupported: .uint32(32770)
            case .invalidParameter: .uint32(32773)
            case .busy: .uint32(32774)
            case .invalidState: .uint32(32775)
            }
        }
    }
}
