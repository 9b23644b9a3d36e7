internal import CIM
internal import HTTPMessage
internal import Jobs
internal import Platform
internal import SOAP
internal import WSMan
internal import XML

/// Performs operations on the resources: one method an operation, values in, a body out.
struct Service: Sendable {
    let configuration: EndpointConfiguration
    let schema: CIMSchema
    let providers: [any InstanceProvider]
    let enumerations: Enumerations
    let events: EventSource
    let time: any TimeSource
    /// Whom the service works for at the moment, and how far that user's rights reach.
    var access = Access.nobody

    func perform(_ request: Request, as principal: Principal) throws(Fault) -> ReplyBody {
        if case .identify = request.operation { return try identify(request, isAuthenticated: true) }
        guard access.isKnown else { throw access.deniedAltogether }
        return switch request.operation {
        case .identify: try identify(request, isAuthenticated: true)
        case .get(let target): try get(target, request)
        case .put(let target, let representation): try put(target, representation, request)
        case .create(let target, let representation): try create(target, representation, request, as: principal)
        case .delete(let target): try delete(target, request)
        case .enumerate(let target, let enumerate): try self.enumerate(target, enumerate, request, as: principal)
        case .pull(let pull, _) where events.subscriptions.holds(pull.context):
            try pullEvents(pull, request, as: principal)
        case .pull(let pull, _): try self.pull(pull, request, as: principal)
        case .release(let context): try release(context, as: principal)
        case .renewEnumeration(let context, let expires): try renew(context, expires, as: principal)
        case .enumerationStatus(let context): try status(of: context, as: principal)
        case .invoke(let target, let method, let input): try invoke(target, method, input, as: principal)
        case .eventing(let eventing): try self.eventing(eventing, request, as: principal)
        case .unsupported(let action): throw .notOffered(action)
        }
    }

    /// The provider of a class's own instances; nil when nothing here has any.
    func provider(of cimClass: CIMClass) -> (any InstanceProvider)? {
        providers.first { $0.serves(cimClass) }
    }

    /// Where the instances of a class come from, and, when asked, those of its subclasses: as far as the user's right to do
    /// that with them reaches. Nothing else leads to instances.
    func sources(
        of namespace: CIMNamespace, _ classes: [CIMClass], equals: [CIMName: [CIMValue]] = [:], for wish: Wish = .read
    ) throws(Fault) -> [EnumerationQuery.Source] {
        var sources: [EnumerationQuery.Source] = []
        for provider in providers {
            let served = classes.filter { provider.serves($0) }
            guard !served.isEmpty else { continue }
            let mark = try provider.highWaterMark()
            for (provider, classes) in visible(served, of: provider, for: wish) {
                let selection = Selection(namespace: namespace, classes: classes, equals: equals, through: mark)
                sources.append(EnumerationQuery.Source(provider: provider, selection: selection))
            }
        }
        return sources
    }
}

/// What an operation answers: the body, already written, and what the envelope must know of it.
struct ReplyBody {
    let content: [UInt8]
    /// The prefixes that the body uses and the Envelope declares.
    let prefixes: [Prefix]
    var totalItemsCountEstimate: ReplyHeader.TotalItemsCountEstimate?
    var bookmark: String?
    /// Whether the operation changed something, so that a reply that does not fit hides a success.
    var hasEffect = false
    /// The resource as it is after the operation, for those who ask (DSP0226 6.5).
    var subject = Subject.asAddressed

    enum Subject {
        /// The request's own target names it still.
        case asAddressed
        case instance(CIMObjectPath, ResourceURI.Family)
        case gone
    }

    /// - Parameter capacity: octets to reserve.
    init(
        prefixes: [Prefix], capacity: Int = 4096, _ write: (inout XMLWriter) throws(Fault) -> Void
    ) throws(Fault) {
        var writer = XMLWriter(capacity: capacity)
        try write(&writer)
        content = writer.finish()
        self.prefixes = prefixes
    }

    /// DSP0226 R6.2-5.
    func tooLarge(_ size: Int, forService limit: Int) -> Fault {
        guard !hasEffect else { return tooLarge(size, for: limit) }
        return Fault(
            .encodingLimit(.serviceEnvelopeLimit),
            "The reply has \(size) octets, and this service sends \(limit) at most, whatever MaxEnvelopeSize allows. Ask "
                + "for less, with a filter or a fragment.", limit: .envelopeBytes)
    }

    /// DSP0226 R6.2-1 and R6.2-2: what was done and cannot be told is another fault than what can be asked again.
    func tooLarge(_ size: Int, for limit: Int) -> Fault {
        guard hasEffect else {
            return Fault(
                .encodingLimit(.maxEnvelopeSize),
                "The reply has \(size) octets, MaxEnvelopeSize allows \(limit). Ask again with a larger one.")
        }
        return Fault(
            .encodingLimit(.unreportableSuccess),
            "The operation succeeded, but its reply has \(size) octets and MaxEnvelopeSize allows \(limit). "
                + "Do not repeat it; Get or Enumerate shows what it did.")
    }
}
