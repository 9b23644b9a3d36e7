internal import HTTPMessage
internal import Platform
internal import SOAP
internal import WSMan
internal import XML

/// Messages to event sinks: how they are written, how they leave, what their answers mean.
struct SinkPost: Sendable {
    /// nil where nothing can leave.
    let sink: (any EventSink)?
    let identifiers: any IdentifierSource

    /// How long an event sink may take for its answer.
    static let timeout = Duration.seconds(30)

    /// What is said around the body of a message.
    struct Header {
        var action: String
        var messageID: String
        var bookmark: String?
        /// Whether the sink is to acknowledge it (DSP0226 R10.7-2).
        var wantsAck = false
    }

    func nextMessageID() -> String { "uuid:\(identifiers.next())" }

    /// An envelope for a sink: the reference parameters of its address are header blocks.
    func envelope(
        _ header: Header, to reference: EventSinkReference, prefixes: [Prefix] = [.w], capacity: Int = 2048,
        body: (inout XMLWriter) -> Void
    ) -> [UInt8] {
        var writer = XMLWriter(capacity: capacity)
        writer.startEnvelope(
            ReplyHeader(
                action: header.action, messageID: header.messageID, relatesTo: nil, to: reference.address,
                referenceParameters: reference.parameters, blocks: header.wantsAck ? Self.ackBlocks : [],
                bookmark: header.bookmark), prefixes: prefixes)
        body(&writer)
        writer.endEnvelope()
        return writer.finish()
    }

    private static let ackBlocks: [UInt8] = {
        var writer = XMLWriter(capacity: 256)
        writer.start("a:ReplyTo")
        writer.element("a:Address", Addressing.anonymous)
        writer.end("a:ReplyTo")
        writer.empty("w:AckRequested")
        return writer.finish()
    }()

    /// Sends an envelope and says what became of it, from any thread.
    func send(
        _ envelope: [UInt8], _ header: Header, to reference: EventSinkReference, encoding: CharacterEncoding = .utf8,
        token: IssuedToken? = nil, completion: @escaping @Sendable (Outcome) -> Void
    ) {
        guard let sink else { return completion(.failed("nothing can be sent from here")) }
        let message = SinkMessage(
            address: reference.address, contentType: "application/soap+xml;charset=\(encoding.charset)",
            body: Transcoding.encode(envelope, as: encoding),
            credentials: token.map { SinkCredentials(user: $0.user, password: $0.password) }, timeout: Self.timeout)
        sink.send(message) { result in
            switch result {
            case .success(let response): completion(Self.outcome(of: response, header))
            case .failure(let failure): completion(.failed(failure.reason))
            }
        }
    }

    /// What became of a message.
    enum Outcome: Sendable, Equatable {
        case delivered
        /// The sink wants no more (DSP0226 R10.8-1).
        case refused
        /// It may be tried again: half a sentence about what came in place of an acknowledgement.
        case failed(String)
    }

    /// In Push mode any success will do; where an acknowledgement is asked for, nothing else will.
    private static func outcome(of response: HTTPResponse, _ header: Header) -> Outcome {
        let isSuccess = (200...299).contains(response.status)
        if isSuccess, !header.wantsAck, response.body.isEmpty { return .delivered }
        switch answer(response, relatesTo: header.messageID) {
        case .acknowledged? where isSuccess: return .delivered
        case .refused?: return .refused
        case .other? where isSuccess && !header.wantsAck, nil where isSuccess && !header.wantsAck: return .delivered
        case .other(let what)?: return .failed("HTTP status \(response.status) with \(what)")
        case .acknowledged?: return .failed("an Ack with HTTP status \(response.status)")
        case nil:
            return .failed(
                "HTTP status \(response.status)\(isSuccess ? " without the acknowledgement asked for" : "")")
        }
    }

    private static func answer(_ response: HTTPResponse, relatesTo: String) -> Ack.Answer? {
        let contentType = HTTPHeaders(response.headers.map { (name: $0.0, value: $0.1) })["Content-Type"]
        let charset = contentType.flatMap { MediaType(parsing: $0) }?["charset"]
        guard !response.body.isEmpty, let decoded = try? Transcoding.decode(response.body, charset: charset),
            let envelope = try? Envelope(parsing: decoded.utf8, decodedFrom: decoded.encoding)
        else { return nil }
        return Ack.read(envelope, relatesTo: relatesTo)
    }
}
