internal import Client
internal import Platform
internal import SOAP
internal import WSMan
internal import XML

/// What is known about the service under test, found out once and when it is first needed.
final class Survey: Sendable {
    let client: Client
    let options: Assessment.Options
    let openEnumerations = Lock(OpenEnumerations())
    private let state = Lock(State())

    private struct State {
        var offers: [Feature: Offer] = [:]
        var place: Result<Place, Unknown>?
        /// Requests in a row that nobody answered.
        var silence = 0
        var messageIDs: [String] = []
    }

    /// Where the checks read.
    struct Place: Sendable {
        /// What is enumerated: a class, by its resource URI.
        let collection: Target
        /// What is got: one of it.
        let instance: Target
    }

    struct Unknown: Error {
        let why: String
    }

    init(_ client: Client, _ options: Assessment.Options) {
        self.client = client
        self.options = options
    }

    var address: String { client.url.text }
    var isSecure: Bool { client.url.isSecure }
    /// Where the service may send events to; nil where it could not reach it.
    var listen: String? { options.listen ?? (client.url.isLoopback ? "127.0.0.1:0" : nil) }
    /// Whether the tester can be somebody and nobody.
    var hasCredentials: Bool { client.configuration.credentials != nil }

    /// A client of the same server: without credentials, or for another path.
    func client(for sender: Examination.Sender, path: String?) throws(ClientError) -> Client {
        if sender == .user, path == nil { return client }
        var configuration = client.configuration
        if sender == .nobody { configuration.credentials = nil }
        if let path {
            let url = client.url
            let host = url.host.contains(":") ? "[\(url.host)]" : url.host
            configuration.url = "\(url.isSecure ? "https" : "http")://\(host):\(url.port)\(path)"
        }
        return try Client(configuration)
    }

    // MARK: - Whether anybody is there

    func answered() { state.withLock { $0.silence = 0 } }
    func notAnswered() { state.withLock { $0.silence += 1 } }
    var isSilent: Bool { state.withLock { $0.silence >= 3 } }

    /// The MessageIDs that the service has given its messages so far.
    var messageIDs: [String] { state.withLock { $0.messageIDs } }
    func note(messageID: String) { state.withLock { $0.messageIDs.append(messageID) } }

    // MARK: - Features

    /// Whether the service has a feature, with an examination to ask it in.
    func offer(_ feature: Feature, _ it: Examination) async throws -> Offer {
        if let known = state.withLock({ $0.offers[feature] }) { return known }
        if let permission = feature.permission, !options.permissions.contains(permission) {
            return .absent("it may not be tried without --\(permission.rawValue)")
        }
        let offer = try await feature.probe(it)
        state.withLock { $0.offers[feature] = offer }
        return offer
    }

    // MARK: - Resources

    /// The resources that the profile names, or the first of the usual ones that is there.
    func place(_ it: Examination) async throws -> Place {
        if let known = state.withLock({ $0.place }) { return try known.get() }
        let found: Result<Place, Unknown>
        do {
            found = .success(try await find(it))
        } catch let unknown as Unknown {
            found = .failure(unknown)
        }
        state.withLock { $0.place = found }
        return try found.get()
    }

    private func find(_ it: Examination) async throws -> Place {
        let profile = options.profile
        if let instance = profile.instance {
            let answer = try await it.post(it.message(Action.get, to: instance, []))
            if let fault = answer.fault, fault.isA(.destinationUnreachable()) || fault.isA(.invalidSelectors()) {
                throw Unknown(why: "The profile's instance cannot be read: \(fault.reason) Name one that is there.")
            }
            return Place(
                collection: profile.collection ?? Target(resourceURI: instance.resourceURI), instance: instance)
        }
        for collection in profile.collection.map({ [$0] }) ?? Profile.usualCollections {
            if let instance = try await firstInstance(of: collection, it) {
                return Place(collection: collection, instance: instance)
            }
        }
        throw Unknown(why: "No resource to read was found; name one in a profile (--profile).")
    }

    /// The EPR of the first item that an enumeration gives.
    private func firstInstance(of collection: Target, _ it: Examination) async throws -> Target? {
        let mode = XMLElement(.wsman("EnumerationMode"), "EnumerateEPR")
        let opened = try await it.post(it.message(Action.enumerate, to: collection, [XMLElement.enumerate([mode])]))
        guard let context = opened.enumerationContext else { return nil }
        let pulled = try await it.post(it.message(Action.pull, to: collection, [XMLElement.pull(context, items: 1)]))
        if let next = pulled.enumerationContext {
            _ = try await it.post(it.message(Action.release, to: collection, [XMLElement.release(next)]))
        }
        guard let reference = pulled.body.first?.descendant(Addressing.endpointReference),
            let parsed = try? EndpointReference(reference), let resourceURI = parsed.resourceURI
        else { return nil }
        return Target(resourceURI: resourceURI, selectors: parsed.selectors)
    }
}

extension Answer {
    /// The context that an Enumerate or a Pull gave; nil when there is none, or an empty one.
    var enumerationContext: XMLElement? {
        guard let context = body.first?.first(.enumeration("EnumerationContext")),
            !context.trimmedText.isEmpty || !context.elements.isEmpty
        else { return nil }
        return context
    }
}
