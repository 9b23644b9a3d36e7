internal import CIM
internal import Platform
internal import SOAP
internal import WSCIM
internal import WSMan
internal import XML

/// One enumeration between two Pulls: what was asked, and how far it has come.
struct Enumeration: Sendable {
    let query: EnumerationQuery
    var cursor = Cursor()
    /// When the client's Expires ends it, on the monotonic clock.
    var expires: Duration?
    /// Who is told when it ends before its last item.
    var endTo: EventSinkReference?

    func moved(to cursor: Cursor) -> Enumeration {
        var moved = self
        moved.cursor = cursor
        return moved
    }

    /// When it dies if nobody asks again: after the idle time, or at its Expires if that is sooner.
    func deadline(after now: Duration, idle: Duration) -> Duration {
        guard let expires else { return now + idle }
        return min(expires, now + idle)
    }
}

/// How far an enumeration has come: the source it is in, and the last position seen there.
struct Cursor: Sendable, Equatable {
    var source = 0
    var position: Int64 = .min
}

/// What an Enumerate asked for, resolved once: sources with their classes, the filter, the form of the items.
///
/// A class, so that a cursor's copies share it.
final class EnumerationQuery: Sendable {
    /// A provider and the part of the selection it serves.
    struct Source: Sendable {
        let provider: any InstanceProvider
        let selection: Selection
    }

    let sources: [Source]
    let condition: Condition
    let form: ItemForm

    /// Which of the instances pass.
    enum Condition: Sendable {
        case all
        case wql(WQLFilter)
        case selectors(SelectorFilter)
        case xpath(XPathExpression)
    }

    init(sources: [Source], condition: Condition, form: ItemForm) {
        self.sources = sources
        self.condition = condition
        self.form = form
    }

    /// Whether one instance may take long to decide about.
    var isCostly: Bool { if case .xpath = condition { true } else { false } }

    /// Throws CannotProcessFilter when the filter cannot be held against this instance.
    func admits(_ instance: CIMInstance) throws(Fault) -> Bool {
        switch condition {
        case .all: true
        case .wql(let filter): filter.matches(instance)
        case .selectors(let filter): filter.matches(instance)
        case .xpath(let expression): try form.matches(expression, instance)
        }
    }
}
