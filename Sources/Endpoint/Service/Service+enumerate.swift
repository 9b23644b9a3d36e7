internal import CIM
internal import HTTPMessage
internal import Platform
internal import SOAP
internal import WSCIM
internal import WSMan
internal import XML

extension Service {
    /// WS-Enumeration Enumerate, with the first items in the same reply when the client asks for OptimizeEnumeration.
    func enumerate(
        _ target: Target, _ enumerate: Enumerate, _ request: Request, as principal: Principal
    ) throws(Fault) -> ReplyBody {
        if let endTo = enumerate.endTo { try checkEnd(endTo) }
        let query = try EnumerationQuery(target, enumerate, service: self)
        let lifetime = try lifetime(enumerate.expires)
        var enumeration = Enumeration(query: query, expires: lifetime.map { time.monotonic + $0 })
        enumeration.endTo = enumerate.endTo
        var body: ReplyBody
        if enumerate.optimize {
            let page = try Page.write(
                enumeration, within: pageLimits(request, items: enumerate.maxElements), time: time)
            let context = try page.next.map { (next) throws(Fault) in
                try enumerations.open(enumeration.moved(to: next), owner: principal.name)
            }
            body = try response(
                .optimizedEnumerate(context: context, expires: lifetime, items: page.items), around: page.items.count)
        } else {
            let context = try enumerations.open(enumeration, owner: principal.name)
            body = try response(.enumerate(context: context, expires: lifetime))
        }
        try estimate(of: query, request, &body)
        return body
    }

    /// DSP0226 R8.2.1-1.
    private func checkEnd(_ endTo: EventSinkReference) throws(Fault) {
        guard let sink = events.delivery.post.sink else {
            throw Fault(
                .unsupportedFeature(.addressingMode),
                "EndTo is not supported, for this service sends nothing by itself; leave it out.")
        }
        do { _ = try sink.place(of: endTo.address) } catch {
            throw Fault(
                .unsupportedFeature(.addressingMode),
                "No EnumerationEnd can be sent to \(endTo.address.prefix(200)): \(error.reason)")
        }
    }

    /// WS-Enumeration Pull. The reply names a new context; the one pulled is dead. A Pull that fails keeps its place.
    func pull(_ pull: Pull, _ request: Request, as principal: Principal) throws(Fault) -> ReplyBody {
        let lease = try enumerations.lease(pull.context, owner: principal.name)
        let query = lease.enumeration.query
        var limits = pageLimits(request, items: pull.maxElements)
        if let characters = pull.maxCharacters { limits.hint = characters }
        if let maxTime = pull.maxTime { limits.deadline = min(limits.deadline, time.monotonic + maxTime) }
        let page = try Page.write(lease.enumeration, within: limits, time: time)
        let context = if let next = page.next { try lease.advance(to: next) } else { lease.finish() }
        var body = try response(.pull(context: context, items: page.items), around: page.items.count)
        try estimate(of: query, request, &body)
        return body
    }

    /// WS-Enumeration Release: the context is dead at once.
    func release(_ context: String, as principal: Principal) throws(Fault) -> ReplyBody {
        try enumerations.release(context, owner: principal.name)
        return try ReplyBody(prefixes: [.n, .w]) { _ in }
    }

    /// WS-Enumeration Renew: a new time to live, for the same context.
    func renew(_ context: String, _ expires: Expiration?, as principal: Principal) throws(Fault) -> ReplyBody {
        let lifetime = try lifetime(expires)
        try enumerations.renew(context, owner: principal.name, expires: lifetime.map { time.monotonic + $0 })
        return try response(.renew(context: context, expires: lifetime))
    }

    /// WS-Enumeration GetStatus: how long the client's Expires has still to run.
    func status(of context: String, as principal: Principal) throws(Fault) -> ReplyBody {
        let expires = try enumerations.expiry(of: context, owner: principal.name)
        return try response(.status(expires: expires.map { $0 - time.monotonic }))
    }

    private func response(_ response: EnumerationResponse, around items: Int = 0) throws(Fault) -> ReplyBody {
        try ReplyBody(prefixes: [.n, .w], capacity: items + 512) { response.write(to: &$0) }
    }

    private func estimate(of query: EnumerationQuery, _ request: Request, _ body: inout ReplyBody) throws(Fault) {
        guard request.wantsTotalItemsCountEstimate else { return }
        let longest = configuration.limits.operationTimeout
        let deadline = time.monotonic + min(request.operationTimeout ?? longest, longest)
        let count = try Page.count(query, until: deadline, time: time)
        body.totalItemsCountEstimate = count.map { .count(UInt64($0)) } ?? .unknown
    }

    private func lifetime(_ expires: Expiration?) throws(Fault) -> Duration? {
        let asked: Duration
        switch expires {
        case nil: return nil
        case .duration(let duration)?: asked = duration
        case .dateTime(let microseconds)?:
            asked = Timestamp(microseconds: microseconds) - time.now
            guard asked > .zero else {
                throw Fault(
                    .invalidExpirationTime(in: .enumeration),
                    "Expires is a time that is past; send a later one, or a duration such as PT5M.")
            }
        }
        return min(asked, configuration.limits.enumerationLifetime)
    }

    /// Without MaxElements a reply holds one item (DSP0226 R8.2.3-1; libvirt keeps only the first of each Pull).
    func pageLimits(_ request: Request, items: Int?) -> PageLimits {
        let limits = configuration.limits
        let envelope = min(request.maxEnvelopeSize, limits.envelopeBytes)
        let timeout = min(request.operationTimeout ?? limits.operationTimeout, limits.operationTimeout)
        return PageLimits(
            items: min(items ?? 1, limits.batchItems), bytes: envelope - request.envelopeOverhead,
            deadline: time.monotonic + timeout)
    }
}

extension Request {
    /// What the reply's envelope takes around the items, in octets: prefixes, headers, a context; and what the client
    /// wants back in the header.
    fileprivate var envelopeOverhead: Int {
        let parameters = replyParameters.isEmpty ? 0 : 4096
        return (wantsEPR ? 4096 : 0) + 1600 + (messageID?.utf8.count ?? 0) + parameters
    }
}
