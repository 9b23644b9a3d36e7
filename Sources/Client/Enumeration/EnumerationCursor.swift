internal import Platform
internal import SOAP
internal import WSMan
internal import XML

/// Where one enumeration stands: the items that have come, and the context to ask for more with.
final class EnumerationCursor: Sendable {
    fileprivate enum Position {
        case unopened
        case open(context: String)
        case finished
    }

    fileprivate struct State {
        var position = Position.unopened
        /// The newest page, and how much of it was handed out.
        var page: [XMLElement] = []
        var next = 0
        var itemCount = 0
        var emptyPages = 0
    }

    private let client: Client
    private let target: Target
    private let options: EnumerateOptions
    private let state = Lock(State())

    /// A server may say "nothing yet" now and then, but not for ever.
    private static let maximumEmptyPages = 100

    init(client: Client, target: Target, options: EnumerateOptions) {
        self.client = client
        self.target = target
        self.options = options
    }

    deinit {
        guard case .open(let context) = state.withLock({ $0.position }) else { return }
        // Nobody can wait for it here; the client stays until it is done.
        Task.detached { [client, target, options] in
            _ = try? await client.exchange(client.releaseMessage(context, target, options))
        }
    }

    func next() async throws(ClientError) -> EnumerationItem? {
        while true {
            if let element = state.withLock({ $0.take() }) { return try EnumerationItem(element, mode: options.mode) }
            switch state.withLock({ $0.position }) {
            case .finished: return nil
            case .unopened: try await turn(client.enumerateMessage(target, options), to: .enumerateResponse)
            case .open(let context): try await turn(client.pullMessage(context, target, options), to: .pullResponse)
            }
        }
    }

    func release() async {
        let context: String? = state.withLock { state in
            guard case .open(let context) = state.position else { return nil }
            state.position = .finished
            return context
        }
        guard let context else { return }
        _ = try? await client.exchange(client.releaseMessage(context, target, options))
    }

    func renew(for lifetime: Duration) async throws(ClientError) -> Duration? {
        guard case .open(let context) = state.withLock({ $0.position }) else { return nil }
        let reply = try await client.element(of: client.renewMessage(context, lifetime, target, options))
        if let newer = reply.first(QName(Namespace.enumeration, "EnumerationContext"))?.trimmedText, !newer.isEmpty {
            state.withLock { $0.position = .open(context: newer) }
        }
        return try Expiration.fromNow(in: reply)
    }

    func status() async throws(ClientError) -> Duration? {
        guard case .open(let context) = state.withLock({ $0.position }) else { return nil }
        return try Expiration.fromNow(in: try await client.element(of: client.statusMessage(context, target, options)))
    }

    /// Fetches one page.
    private func turn(_ message: RequestMessage, to kind: EnumerationPage.Kind) async throws(ClientError) {
        let page: EnumerationPage
        do {
            page = try EnumerationPage(try await client.element(of: message), kind)
        } catch {
            // A fault leaves the enumeration as it was (DSP0226 R8.4-7), but there is nothing to do with it here.
            if case .fault = error { state.withLock { $0.position = .finished } }
            throw error
        }
        let problem: ClientError? = state.withLock { state in
            state.position = page.context.map { .open(context: $0) } ?? .finished
            state.page = page.items
            state.next = 0
            state.itemCount += page.items.count
            state.emptyPages = page.items.isEmpty && kind == .pullResponse ? state.emptyPages + 1 : 0
            if state.itemCount > options.maximumItems {
                return .endless("The enumeration brought more than \(options.maximumItems) items and goes on.")
            }
            if state.emptyPages > Self.maximumEmptyPages {
                return .endless("The server answered \(Self.maximumEmptyPages) times with no item and no end.")
            }
            return nil
        }
        if let problem {
            await release()
            throw problem
        }
    }
}

extension EnumerationCursor.State {
    fileprivate mutating func take() -> XMLElement? {
        guard next < page.count else { return nil }
        defer { next += 1 }
        return page[next]
    }
}

/// An EnumerateResponse or a PullResponse, read.
struct EnumerationPage {
    enum Kind { case enumerateResponse, pullResponse }

    /// nil when there is no more.
    let context: String?
    let items: [XMLElement]

    private static func name(_ name: String) -> QName { QName(Namespace.enumeration, name) }

    init(_ element: XMLElement, _ kind: Kind) throws(ClientError) {
        let expected = Self.name(kind == .enumerateResponse ? "EnumerateResponse" : "PullResponse")
        guard element.name == expected else {
            throw .unexpected("The reply is \(element.name), not \(expected.localName).")
        }
        // The namespaces of Items and EndOfSequence differ between the two, and servers mix them up.
        let isEnd = element.elements.contains { $0.name.localName == "EndOfSequence" }
        items = element.elements.filter { $0.name.localName == "Items" }.flatMap(\.elements)
        let text = element.first(Self.name("EnumerationContext"))?.text.trimmingXMLSpace
        context = isEnd || text?.isEmpty == true ? nil : text
        guard isEnd || context != nil || text?.isEmpty == true || kind == .pullResponse else {
            throw .unexpected("The EnumerateResponse holds neither an EnumerationContext nor EndOfSequence.")
        }
    }
}

extension EnumerationItem {
    /// Reads a child of Items.
    init(_ element: XMLElement, mode: Enumerate.Mode) throws(ClientError) {
        let isReference = element.name == Addressing.endpointReference
        switch mode {
        case .object: self.init(instance: Representation(element), reference: nil)
        case .epr:
            guard isReference else { throw .unexpected("An item is \(element.name), not an EndpointReference.") }
            self.init(instance: nil, reference: try EndpointReference(reply: element))
        case .objectAndEPR:
            guard let reference = element.first(Addressing.endpointReference) else {
                throw .unexpected("An item (\(element.name)) lacks its EndpointReference.")
            }
            let instance = element.elements.first { $0.name != Addressing.endpointReference }
            self.init(
                instance: instance.map { Representation($0) }, reference: try EndpointReference(reply: reference))
        }
    }
}
