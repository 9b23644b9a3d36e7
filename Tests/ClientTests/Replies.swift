import Client
import TestSupport
import WSMan

/// Replies in the manner of the servers out there: layout, prefixes and habits as they are described, contents made up.
enum Replies {
    static let jobURI = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/Msvm_ConcreteJob"

    /// Windows: attributes in its order, Action, MessageID, To, RelatesTo, no white space.
    static func windows(_ action: String, relatesTo: String, _ body: String) -> String {
        """
        <s:Envelope xml:lang="en-US" xmlns:s="http://www.w3.org/2003/05/soap-envelope" \
        xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
        xmlns:x="http://schemas.xmlsoap.org/ws/2004/09/transfer" \
        xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration" \
        xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
        xmlns:p="http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"><s:Header><a:Action>\(action)</a:Action>\
        <a:MessageID>uuid:00000000-1111-2222-3333-444444444444</a:MessageID>\
        <a:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:To>\
        <a:RelatesTo>\(relatesTo)</a:RelatesTo></s:Header><s:Body>\(body)</s:Body></s:Envelope>
        """
    }

    static func transfer(_ request: RawRequest, _ body: String) -> RawReply {
        RawReply(
            body: windows(
                "http://schemas.xmlsoap.org/ws/2004/09/transfer/\(request.operation)Response",
                relatesTo: request.messageID, body))
    }

    static func enumeration(_ request: RawRequest, _ body: String) -> RawReply {
        RawReply(
            body: windows(
                "http://schemas.xmlsoap.org/ws/2004/09/enumeration/\(request.operation)Response",
                relatesTo: request.messageID, body))
    }

    static func fault(
        _ request: RawRequest, action: String = "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault", _ content: String
    )
        -> RawReply
    {
        RawReply(status: 500, body: windows(action, relatesTo: request.messageID, "<s:Fault>\(content)</s:Fault>"))
    }

    /// An instance in Windows' manner: nulls as xsi:nil, datetimes wrapped, references without a wrapper.
    static func job(_ id: String, state: Int = 4, percent: Int = 50) -> String {
        """
        <p:Msvm_ConcreteJob xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:p="\(jobURI)" \
        xmlns:cim="http://schemas.dmtf.org/wbem/wscim/1/common" xsi:type="p:Msvm_ConcreteJob_Type">\
        <p:Caption>Export</p:Caption><p:ElapsedTime><cim:Interval>P0DT0H1M40S</cim:Interval></p:ElapsedTime>\
        <p:ErrorCode>0</p:ErrorCode><p:InstanceID>\(id)</p:InstanceID><p:JobState>\(state)</p:JobState>\
        <p:OperationalStatus>2</p:OperationalStatus><p:OperationalStatus>11</p:OperationalStatus>\
        <p:Owner xsi:nil="true"/><p:PercentComplete>\(percent)</p:PercentComplete>\
        <p:StartTime><cim:Datetime>2026-05-06T07:08:09.5Z</cim:Datetime></p:StartTime></p:Msvm_ConcreteJob>
        """
    }

    static func reference(_ id: String) -> String {
        """
        <a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address><a:ReferenceParameters>\
        <w:ResourceURI>\(jobURI)</w:ResourceURI><w:SelectorSet>\
        <w:Selector Name="__cimnamespace">root/virtualization/v2</w:Selector>\
        <w:Selector Name="InstanceID">\(id)</w:Selector></w:SelectorSet></a:ReferenceParameters>
        """
    }
}

/// A client of a raw server that gives up soon.
func client(
    of server: RawServer, credentials: Credentials? = nil, _ change: (inout ClientConfiguration) -> Void = { _ in }
) throws -> Client {
    try client(at: server.url, credentials: credentials, change)
}

func client(
    at url: String, credentials: Credentials? = nil, _ change: (inout ClientConfiguration) -> Void = { _ in }
) throws -> Client {
    var configuration = ClientConfiguration(url: url, credentials: credentials)
    configuration.operationTimeout = .seconds(20)
    configuration.networkDelay = .seconds(2)
    configuration.proxy = ""
    change(&configuration)
    return try Client(configuration)
}

let jobClass = ResourceURI(Replies.jobURI)

func job(_ id: String) throws -> Target {
    Target(resourceURI: jobClass, selectors: try SelectorSet([Selector("InstanceID", .text(id))]))
}

/// What an operation throws.
func error(of operation: () async throws(ClientError) -> Void) async -> ClientError? {
    do {
        try await operation()
        return nil
    } catch {
        return error
    }
}

extension ClientError {
    /// The name of the case.
    var kind: String { Mirror(reflecting: self).children.first?.label ?? "\(self)" }
}
