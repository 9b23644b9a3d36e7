import Endpoint
import HTTPMessage
import Platform

/// An event sink in this process: it keeps what comes, and answers as the last part of the address says.
///
///     http://sink/ok      success, with an Ack where one is asked for
///     http://sink/refuse  wsman:DeliveryRefused
///     http://sink/down    no connection
///     http://sink/silent  never an answer
///     http://sink/no-ack  success without an Ack
final class TestSink: EventSink {
    private let state = Lock<(messages: [SinkMessage], isDown: Bool)>(([], false))

    init() {}

    /// What has come, in order.
    var messages: [SinkMessage] { state.withLock(\.messages) }

    /// The texts of what has come since this was last asked.
    func take() -> [String] {
        state.withLock { state in
            defer { state.messages = [] }
            return state.messages.map { String(decoding: $0.body, as: UTF8.self) }
        }
    }

    /// Whether nobody answers at any address.
    var isDown: Bool {
        get { state.withLock(\.isDown) }
        set { state.withLock { $0.isDown = newValue } }
    }

    func place(of address: String) throws(SinkFailure) -> SinkPlace {
        guard address.hasPrefix("http://") || address.hasPrefix("https://") else {
            throw SinkFailure("it is no URL of http or https.")
        }
        guard !address.contains("forbidden") else { throw SinkFailure("the configuration does not allow it.") }
        return SinkPlace(isSecure: address.hasPrefix("https"), isLoopback: address.contains("localhost"))
    }

    func send(
        _ message: SinkMessage, completion: @escaping @Sendable (Result<HTTPResponse, SinkFailure>) -> Void
    ) {
        state.withLock { $0.messages.append(message) }
        let text = String(decoding: message.body, as: UTF8.self)
        switch message.address.split(separator: "/").last {
        case _ where isDown, "down": completion(.failure(SinkFailure("nobody answers")))
        case "silent": break
        case "refuse": completion(.success(answer(500, Self.refusal)))
        case "no-ack": completion(.success(HTTPResponse(status: 202)))
        default:
            let wantsAck = text.contains("AckRequested")
            completion(.success(wantsAck ? answer(200, Self.ack(of: text)) : HTTPResponse(status: 202)))
        }
    }

    private func answer(_ status: Int, _ body: String) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: [("Content-Type", "application/soap+xml;charset=UTF-8")], body: Array(body.utf8))
    }

    private static func ack(of message: String) -> String {
        let start = message.firstRange(of: "<a:MessageID>")?.upperBound ?? message.endIndex
        let end = message.firstRange(of: "</a:MessageID>")?.lowerBound ?? message.endIndex
        return """
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" \
            xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"><s:Header>\
            <a:Action>http://schemas.dmtf.org/wbem/wsman/1/wsman/Ack</a:Action>\
            <a:RelatesTo>\(message[start..<max(start, end)])</a:RelatesTo></s:Header><s:Body/></s:Envelope>
            """
    }

    private static let refusal = """
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" \
        xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header/><s:Body><s:Fault><s:Code>\
        <s:Value>s:Receiver</s:Value><s:Subcode><s:Value>w:DeliveryRefused</s:Value></s:Subcode></s:Code>\
        <s:Reason><s:Text xml:lang="en-US">No more.</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>
        """
}
