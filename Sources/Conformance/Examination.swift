internal import Client
internal import HTTPMessage
internal import Platform
internal import SOAP
internal import WSMan
internal import XML

/// One check at work: what it sends messages with and says its expectations to. Keeps all that passed over the wire.
final class Examination: Sendable {
    let survey: Survey
    private let kept = Lock<[Exchange]>([])

    /// How much of a body is kept for the report: a server that lies can send a good deal, and often.
    static let maximumKeptBytes = 65536

    /// A check that sends more than this goes round in circles, led by the server or by a mistake of ours.
    static let maximumExchanges = 200

    init(_ survey: Survey) { self.survey = survey }

    var exchanges: [Exchange] { kept.withLock { $0 } }
    var profile: Profile { survey.options.profile }

    // MARK: - Sending

    /// Who sends a request.
    enum Sender {
        /// With the credentials that the tester was given.
        case user
        /// Without any.
        case nobody
    }

    /// Sends a message and returns what comes back.
    ///
    /// - Parameter path: another than the URL's.
    /// - Throws: ``Verdict/failed(_:)`` when nothing does.
    func send(_ message: Message, as sender: Sender = .user, path: String? = nil) async throws -> Answer {
        try requirePermission(for: message)
        let answer = try await send(
            message.bytes, contentType: message.contentType, fields: message.fields, as: sender, path: path)
        survey.openEnumerations.withLock { $0.note(answer, to: message) }
        return answer
    }

    /// Sends any bytes.
    func send(
        _ bytes: [UInt8], contentType: String?, fields: [(name: String, value: String)] = [], as sender: Sender = .user,
        path: String? = nil
    ) async throws -> Answer {
        do throws(ClientError) {
            let client = try survey.client(for: sender, path: path)
            return try await exchange(bytes, contentType: contentType, fields: fields, through: client)
        } catch {
            throw Verdict.failed("There is no answer: \(error.reason)")
        }
    }

    /// The same for what is not the check's own business: preparations and tidying up. No answer is an empty one.
    func post(_ message: Message) async throws -> Answer {
        try requirePermission(for: message)
        do throws(ClientError) {
            let answer = try await exchange(message.bytes, contentType: message.contentType, fields: message.fields)
            survey.openEnumerations.withLock { $0.note(answer, to: message) }
            return answer
        } catch {
            return Answer(HTTPResponse(status: 0), maximumBytes: 0)
        }
    }

    /// Whatever a check thinks of: nothing is changed that nobody allowed to change.
    private func requirePermission(for message: Message) throws {
        let permissions = survey.options.permissions
        if !permissions.contains(.write), [Action.create, Action.put, Action.delete].contains(message.action) {
            throw skip("It may not be tried without --\(Permission.write.rawValue).")
        }
        let methods = [profile.invoke?.method.name, profile.create?.end?.name, profile.subscribe?.trigger?.method.name]
        if !permissions.contains(.invoke), !permissions.contains(.write),
            methods.contains(message.action.split(separator: "/").last.map(String.init))
        {
            throw skip("It may not be tried without --\(Permission.invoke.rawValue).")
        }
    }

    /// Releases the enumerations that checks have left open.
    func tidyUp() async {
        for release in survey.openEnumerations.withLock({ $0.takeReleases() }) { _ = try? await post(release) }
    }

    /// - Throws: ``ClientError`` when nobody answers.
    func exchange(
        _ bytes: [UInt8], contentType: String?, fields: [(name: String, value: String)] = [],
        through client: Client? = nil
    ) async throws(ClientError) -> Answer {
        guard kept.withLock({ $0.count }) < Self.maximumExchanges, !survey.isSilent else {
            throw .unreachable("the check has sent enough, or the service has stopped to answer.")
        }
        let all = (contentType.map { [("Content-Type", $0)] } ?? []) + fields
        do throws(ClientError) {
            let (version, response) = try await (client ?? survey.client).post(
                bytes, fields: all, timeout: survey.options.timeout)
            let headers = response.headers.map { (name: $0.0, value: $0.1) }
            let body = Array(response.body.prefix(Self.maximumKeptBytes))
            keep(all, bytes, .answer(status: response.status, fields: headers, body: body))
            survey.answered()
            let answer = Answer(response, version: version, maximumBytes: survey.client.configuration.maximumReplyBytes)
            if let messageID = answer.header(Addressing.messageID) { survey.note(messageID: messageID.trimmedText) }
            return answer
        } catch {
            keep(all, bytes, .none(error.reason))
            survey.notAnswered()
            throw error
        }
    }

    private func keep(_ fields: [(name: String, value: String)], _ request: [UInt8], _ reply: Exchange.Reply) {
        keep(Exchange(fields: fields, request: request, reply: reply))
    }

    /// What passed over the wire, whoever began.
    func keep(_ exchange: Exchange) { kept.withLock { $0.append(exchange) } }

    // MARK: - Messages

    /// A request for a target.
    func message(_ action: String, to target: Target?, _ body: [XMLElement] = []) -> Message {
        Message(action, to: survey.address, target, body: body)
    }

    /// One instance that can be read.
    func instance() async throws -> Target { try await place().instance }

    /// A class that can be enumerated.
    func collection() async throws -> Target { try await place().collection }

    private func place() async throws -> Survey.Place {
        do {
            return try await survey.place(self)
        } catch let unknown as Survey.Unknown {
            throw Verdict.skipped(unknown.why)
        }
    }

    /// A Get of that instance.
    func get() async throws -> Message { message(Action.get, to: try await instance()) }

    /// An Enumerate of that class.
    func enumerate(_ children: [XMLElement] = []) async throws -> Message {
        message(Action.enumerate, to: try await collection(), [.enumerate(children)])
    }

    func pull(_ context: XMLElement, items: Int? = nil, _ children: [XMLElement] = []) async throws -> Message {
        message(Action.pull, to: try await collection(), [.pull(context, items: items, children)])
    }

    func release(_ context: XMLElement) async throws -> Message {
        message(Action.release, to: try await collection(), [.release(context)])
    }

    /// Opens an enumeration and returns its context; `tidy(_:)` closes it.
    func open(_ children: [XMLElement] = []) async throws -> XMLElement {
        let answer = try await send(try await enumerate(children))
        try expectReply(answer)
        guard let context = answer.enumerationContext else {
            throw Verdict.failed("The answer to Enumerate holds no EnumerationContext.")
        }
        return context
    }

    /// Releases an enumeration that may be left over.
    func tidy(_ context: XMLElement?) async throws {
        if let context { _ = try await post(try await release(context)) }
    }

    // MARK: - Expectations

    func skip(_ why: String) -> Verdict { .skipped(why) }

    /// - Throws: ``Verdict/failed(_:)`` with the sentence.
    func expect(_ isSo: Bool, _ why: @autoclosure () -> String) throws {
        guard isSo else { throw Verdict.failed(why()) }
    }

    /// The answer is a reply and no fault.
    func expectReply(_ answer: Answer, _ what: String = "The request") throws {
        if let fault = answer.fault {
            throw Verdict.failed("\(what) is answered with the fault \(fault.name): \(fault.reason)")
        }
        guard answer.envelope != nil else {
            let problem = answer.problem.map { ": \($0)" } ?? "."
            throw Verdict.failed("\(what) is answered with HTTP \(answer.status), which brings no SOAP\(problem)")
        }
        try expect(answer.status == 200, "\(what) is answered with HTTP \(answer.status); a reply comes with 200.")
    }

    /// The answer is a fault, whichever.
    func expectFault(_ answer: Answer, _ what: String = "The request") throws {
        try expect(answer.fault != nil, "\(what) is answered with \(answer.summary); a fault was expected.")
    }

    /// The answer is one of these faults.
    func expect(_ answer: Answer, is codes: FaultCode..., for what: String = "The request") throws {
        let expected = codes.map(\.name).joined(separator: " or ")
        try expect(
            codes.contains { answer.fault?.isA($0) ?? false },
            "\(what) is answered with \(answer.summary); the fault \(expected) was expected.")
    }

    /// Whether the service has a feature.
    func offers(_ feature: Feature) async throws -> Bool {
        if case .offered = try await survey.offer(feature, self) { true } else { false }
    }
}

extension XMLElement {
    static func enumerate(_ children: [XMLElement]) -> XMLElement {
        XMLElement(.enumeration("Enumerate"), [:], children)
    }

    static func pull(_ context: XMLElement, items: Int? = nil, _ children: [XMLElement] = []) -> XMLElement {
        let count = items.map { [XMLElement(.enumeration("MaxElements"), String($0))] } ?? []
        return XMLElement(.enumeration("Pull"), [:], [context] + count + children)
    }

    static func release(_ context: XMLElement) -> XMLElement {
        XMLElement(.enumeration("Release"), [:], [context])
    }
}

/// A value that a closure leaves behind for whoever called it.
final class Kept<Value>: @unchecked Sendable {  // because a check is one task, and waits for the closure
    var value: Value?
}
