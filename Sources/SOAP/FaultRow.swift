public import XML

/// One line of the table of faults: what a ``FaultCode`` looks like on the wire.
public struct FaultRow: Hashable, Sendable {
    /// The value of s:Code.
    public enum Role: String, Sendable {
        case sender = "Sender"
        case receiver = "Receiver"
        case mustUnderstand = "MustUnderstand"
        case versionMismatch = "VersionMismatch"
        case dataEncodingUnknown = "DataEncodingUnknown"
    }

    public let role: Role
    /// The prefix of the subcode; its specification also names the fault action. SOAP's own codes have none.
    let specification: Prefix?
    let subcodeName: String
    /// What wsman:FaultDetail says.
    public let faultDetail: FaultDetail?
    /// The number Windows gives it, for f:WSManFault; nil where none is known.
    public let windowsCode: UInt32?

    /// The qualified subcode; nil for the faults of SOAP itself, which have none.
    public var subcode: QName? { specification.map { QName($0.namespace, subcodeName) } }

    /// The URI in wsman:FaultDetail.
    public var detail: String? { faultDetail?.uri }

    /// The wsa:Action of the fault: that of the specification which defines the subcode (DSP0226 R14.2-2).
    public var action: String {
        switch specification {
        case .a?, nil: "http://schemas.xmlsoap.org/ws/2004/08/addressing/fault"
        case .x?: "http://schemas.xmlsoap.org/ws/2004/09/transfer/fault"
        case .n?: "http://schemas.xmlsoap.org/ws/2004/09/enumeration/fault"
        case .e?: "http://schemas.xmlsoap.org/ws/2004/08/eventing/fault"
        case .b?: "http://schemas.dmtf.org/wbem/wsman/1/cimbinding/fault"
        default: "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault"
        }
    }

    /// The HTTP status. Windows sends 500 with every fault, and some clients read a reason from no other.
    public var status: Int { 500 }

    /// The HTTP status by the letter of DSP0226 RC.2-9: 400 where the sender is to blame.
    public var strictStatus: Int { role == .sender ? 400 : 500 }

    init(_ role: Role, _ specification: Prefix?, _ subcode: String, _ detail: FaultDetail?, _ windowsCode: UInt32?) {
        self.role = role
        self.specification = specification
        subcodeName = subcode
        faultDetail = detail
        self.windowsCode = windowsCode
    }
}
