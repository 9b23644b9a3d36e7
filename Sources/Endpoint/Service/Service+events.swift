internal import CIM
internal import HTTPMessage
internal import Platform
internal import SOAP
internal import WSMan
internal import XML

/// The events of one reply, written, and where the next begins.
private struct EventPage {
    var items = XMLWriter(capacity: 8192)
    var count = 0
    var cursor: Int64
    /// Events lost to this subscriber in all.
    var lost: Int64
    /// Whether a limit of the reply is reached.
    var isFull = false

    /// Takes in what comes next in the log. The subscriber is told of forgotten events in their place: how many at most,
    /// for nobody knows any more which of them it would have wanted.
    mutating func take(_ found: (events: [EventLog.Event], lost: Int64), _ query: EventQuery, _ limits: PageLimits)
        throws(Fault)
    {
        if found.lost > 0 {
            lost += found.lost
            cursor += found.lost
            count += 1
            items.start("w:DroppedEvents")
            items.attribute("Action", "http://schemas.dmtf.org/wbem/wsman/1/wsman/DroppedEvents")
            items.integer(lost)
            items.end("w:DroppedEvents")
        }
        for event in found.events {
            if let instance = query.instance(of: event) {
                guard count < limits.items, try add(instance, query, limits) else {
                    isFull = true
                    return
                }
            }
            cursor = event.number
        }
    }

    private mutating func add(_ instance: CIMInstance, _ query: EventQuery, _ limits: PageLimits) throws(Fault) -> Bool
    {
        let mark = items.mark()
        query.write(instance, to: &items)
        if items.count > limits.bytes {
            items.rollback(to: mark)
            guard count > 0 else {
                throw Fault(
                    .encodingLimit(.maxEnvelopeSize),
                    "The next event does not fit into the \(limits.bytes) octets that MaxEnvelopeSize leaves for items. "
                        + "Pull again with a larger MaxEnvelopeSize (at least 65536 is advised); nothing is lost.")
            }
            return false
        }
        count += 1
        return true
    }
}

extension Service {
    /// WS-Enumeration Pull of a subscription in Pull mode (DSP0226 10.2.9.5): answers as soon as there is an event, and
    /// with TimedOut when there is none in time. It sleeps meanwhile.
    func pullEvents(_ pull: Pull, _ request: Request, as principal: Principal) throws(Fault) -> ReplyBody {
        let subscription = try events.subscriptions.pulled(pull.context, owner: principal.name)
        let limits = eventLimits(pull, request)
        let (turn, start, lost) = subscription.begin()
        events.log.wake()
        var page = EventPage(cursor: start, lost: lost)
        var isWaiting = true
        while isWaiting, !page.isFull {
            let found = events.log.read(after: page.cursor, limit: 256)
            try page.take(found, subscription.query, limits)
            guard found.events.count < 256, page.count == 0 else {
                isWaiting = found.events.count == 256 && time.monotonic < limits.deadline
                continue
            }
            isWaiting = events.log.wait(after: page.cursor, timeout: max(limits.deadline - time.monotonic, .zero)) {
                subscription.isOver(turn, at: time.monotonic)
            }
        }
        guard subscription.advance(turn, to: page.cursor, lost: page.lost) else {
            throw Fault(.timedOut, "A newer Pull of this subscription has come, or it was cancelled; this one is over.")
        }
        guard page.count > 0 else {
            throw Fault(.timedOut, "There was no event in time. The subscription goes on; Pull again.")
        }
        let items = page.items.finish()
        var body = try ReplyBody(prefixes: [.n, .w]) {
            EnumerationResponse.pull(context: subscription.context, items: items).write(to: &$0)
        }
        if subscription.sendsBookmarks { body.bookmark = events.log.bookmark(after: page.cursor) }
        return body
    }

    /// The answer must be there before the client gives up: a tenth of its time, a second at most, is left for the way.
    private func eventLimits(_ pull: Pull, _ request: Request) -> PageLimits {
        var limits = pageLimits(request, items: pull.maxElements)
        if let characters = pull.maxCharacters { limits.bytes = min(limits.bytes, characters) }
        let timeout = limits.deadline - time.monotonic
        limits.deadline -= min(timeout / 10, .seconds(1))
        if let maxTime = pull.maxTime { limits.deadline = min(limits.deadline, time.monotonic + maxTime) }
        return limits
    }
}
