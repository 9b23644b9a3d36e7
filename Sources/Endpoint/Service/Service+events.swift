internal import HTTPMessage
internal import Platform
internal import SOAP
internal import WSMan
internal import XML

extension Service {
    /// WS-Enumeration Pull of a subscription in Pull mode (DSP0226 10.2.9.5): answers as soon as there is an event, and
    /// with TimedOut when there is none in time. It sleeps meanwhile.
    func pullEvents(_ pull: Pull, _ request: Request, as principal: Principal) throws(Fault) -> ReplyBody {
        let subscription = try events.subscriptions.pulled(pull.context, owner: principal.name)
        let limits = eventLimits(pull, request)
        let (turn, start, lost) = subscription.begin()
        events.log.wake()
        var page = EventPage(after: start, lost: lost, form: .plain, oversize: .refuse)
        var isWaiting = true
        while isWaiting, !page.isFull {
            let found = try events.log.read(after: page.cursor, limit: 256)
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
        events.delivery.moved(subscription)
        let items = page.items.finish()
        var body = try ReplyBody(prefixes: [.n, .w]) {
            EnumerationResponse.pull(context: subscription.identifier, items: items).write(to: &$0)
        }
        if subscription.subscribe.sendsBookmarks { body.bookmark = events.log.bookmark(after: page.cursor) }
        return body
    }

    /// The answer must be there before the client gives up: a tenth of its time, a second at most, is left for the way.
    private func eventLimits(_ pull: Pull, _ request: Request) -> PageLimits {
        var limits = pageLimits(request, items: pull.maxElements)
        if let characters = pull.maxCharacters { limits.hint = characters }
        let timeout = limits.deadline - time.monotonic
        limits.deadline -= min(timeout / 10, .seconds(1))
        if let maxTime = pull.maxTime { limits.deadline = min(limits.deadline, time.monotonic + maxTime) }
        return limits
    }
}
