internal import CIM
internal import Jobs
internal import SOAP
internal import WSMan
internal import XML

/// The events of one message, written, and where the next message begins.
struct EventPage {
    /// How an event stands in its message.
    enum Form {
        /// By itself: a PullResponse holds many, the body of a Push one.
        case plain
        /// Each in a wsman:Event with its action (DSP0226 10.2.9.4).
        case batch
    }

    /// What becomes of an event that does not fit into a message of its own.
    enum Oversize {
        /// The fault that the subscriber gets in place of events; it may ask again.
        case refuse
        case drop(EventSizeLimit.Policy)
    }

    private(set) var items = XMLWriter(capacity: 8192)
    private(set) var count = 0
    /// All events up to here are in this page, or not for its subscriber.
    private(set) var cursor: Int64
    /// Events lost to this subscriber in all.
    private(set) var lost: Int64
    /// Whether a limit of the message is reached.
    private(set) var isFull = false
    /// The action of the last event.
    private(set) var action = Action.event
    private let form: Form
    private let oversize: Oversize

    init(after cursor: Int64, lost: Int64, form: Form, oversize: Oversize) {
        self.cursor = cursor
        self.lost = lost
        self.form = form
        self.oversize = oversize
    }

    /// Takes in what comes next in the log. The subscriber is told of forgotten events in their place: how many at most,
    /// for nobody knows any more which of them it would have wanted.
    ///
    /// - Throws: ``Fault``: EncodingLimit/MaxEnvelopeSize for an event that is too large for its subscriber's policy.
    mutating func take(_ found: (events: [JobChange], lost: Int64), _ query: EventQuery, _ limits: PageLimits)
        throws(Fault)
    {
        if found.lost > 0 {
            cursor += found.lost
            drop(found.lost)
        }
        for event in found.events {
            if let instance = try query.instance(of: event) {
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
        write(Action.event) { query.write(instance, to: &$0) }
        guard items.count > limits.bytes || count > 1 && items.count > limits.hint else { return true }
        items.rollback(to: mark)
        count -= 1
        guard count == 0 else { return false }
        switch oversize {
        case .refuse, .drop(.cancelSubscription):
            throw Fault(
                .encodingLimit(.maxEnvelopeSize),
                "The next event does not fit into the \(limits.bytes) octets that MaxEnvelopeSize leaves for items. "
                    + "Ask again with a larger MaxEnvelopeSize (at least 65536 is advised); nothing is lost.")
        case .drop(.skip): break
        case .drop(.notify): drop(1)
        }
        return true
    }

    /// wsman:DroppedEvents stands where the lost events would, and is an event itself (DSP0226 R10.9-2).
    private mutating func drop(_ events: Int64) {
        lost += events
        write(Action.droppedEvents) { [lost] writer in
            writer.start("w:DroppedEvents")
            writer.attribute("Action", Action.droppedEvents)
            writer.integer(lost)
            writer.end("w:DroppedEvents")
        }
    }

    private mutating func write(_ action: String, _ body: (inout XMLWriter) -> Void) {
        if case .batch = form {
            items.start("w:Event")
            items.attribute("Action", action)
            body(&items)
            items.end("w:Event")
        } else {
            body(&items)
        }
        self.action = action
        count += 1
    }
}
