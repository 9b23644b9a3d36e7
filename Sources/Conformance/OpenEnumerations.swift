internal import SOAP
internal import WSMan
internal import XML

/// The enumerations that checks have opened and that are neither at their end nor released.
struct OpenEnumerations {
    /// The newest context of each, and the message that brought it.
    private var open: [(context: XMLElement, message: Message)] = []

    /// Takes account of an answer: the context that was sent is used up, the one that came is open. A Pull of events brings
    /// contexts too, which end with their subscription.
    mutating func note(_ answer: Answer, to message: Message) {
        guard answer.fault == nil, answer.envelope != nil else { return }
        let sent = message.body.first?.first(.enumeration("EnumerationContext"))?.trimmedText
        let index = sent.flatMap { sent in open.firstIndex { $0.context.trimmedText == sent } }
        if let index { open.remove(at: index) }
        guard message.action == Action.enumerate || index != nil, message.action != Action.release,
            !answer.endsSequence
        else { return }
        if let context = answer.enumerationContext {
            open.append((context, message))
        } else if let index, message.action != Action.pull, let sent {
            // Neither Renew nor GetStatus ends it.
            open.insert((XMLElement(.enumeration("EnumerationContext"), sent), message), at: index)
        }
    }

    /// Messages that release them all; what becomes of these is nobody's concern any more.
    mutating func takeReleases() -> [Message] {
        defer { open = [] }
        return open.map { context, message in
            var release = message.again().with(XMLElement(Addressing.action, Action.release).marked())
            release.body = [.release(context)]
            return release
        }
    }
}
