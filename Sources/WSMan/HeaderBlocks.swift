internal import SOAP
internal import XML

/// The header blocks of one request, sorted out: each known block once, unknown ones checked for mustUnderstand.
struct HeaderBlocks {
    private var blocks: [XMLElement] = []

    /// - Throws: ``Fault``: MustUnderstand with the blocks that must be and are not (DSP0226 R5.2-2), 16 at most;
    ///   InvalidMessageInformationHeader for a repeated one (R13.1-9).
    init(_ headers: [XMLElement]) throws(Fault) {
        var notUnderstood: [QName] = []
        for header in headers {
            if Self.isKnown(header.name) {
                blocks.append(header)
            } else if notUnderstood.count < 16, header.mustBeUnderstood {
                notUnderstood.append(header.name)
            }
        }
        guard notUnderstood.isEmpty else {
            let names = notUnderstood.map(\.description).joined(separator: ", ")
            throw Fault(
                .mustUnderstand(notUnderstood: notUnderstood),
                "These header blocks are marked mustUnderstand, but are not understood here: \(names).")
        }
        for (index, block) in blocks.enumerated() where Self.isSingle(block.name) {
            guard !blocks[..<index].contains(where: { $0.name == block.name }) else {
                throw Fault(
                    .invalidMessageInformationHeader(block.name),
                    "The header \(block.name.localName) occurs twice; send it once.")
            }
        }
    }

    subscript(name: QName) -> XMLElement? { blocks.first { $0.name == name } }

    /// Understood, that is honoured or rightly ignored, or refused with a fault of its own.
    private static func isKnown(_ name: QName) -> Bool {
        switch name {
        case Addressing.to, Addressing.action, Addressing.messageID, Addressing.replyTo, Addressing.faultTo,
            Addressing.from, Addressing.relatesTo:
            true
        case Header.resourceURI, Header.selectorSet, Header.optionSet, Header.operationTimeout,
            Header.maxEnvelopeSize, Header.locale, Header.requestEPR, Header.fragmentTransfer,
            Header.requestTotalItemsCountEstimate:
            true
        // OperationID is missing here: marked mustUnderstand it announces a retransmission over a robust connection,
        // which this service does not offer; unmarked it is ignored like any unknown block (MS-WSMV 2.2.4.26).
        case Eventing.identifier, IssuedToken.header: true
        case Header.dataLocale, Header.sessionID, Header.activityID, Header.sequenceID: true
        default: false
        }
    }

    /// wsa:RelatesTo may repeat, and nobody reads it; Microsoft's own blocks are not worth a fault.
    private static func isSingle(_ name: QName) -> Bool {
        name.namespace != Namespace.microsoft && name != Addressing.relatesTo
    }
}

extension XMLElement {
    private static let mustUnderstand = QName(Namespace.soap, "mustUnderstand")
    private static let role = QName(Namespace.soap, "role")

    /// `s:mustUnderstand="true"`, in SOAP's namespace only: several clients write it without one and mean nothing.
    var isMarkedMustUnderstand: Bool {
        guard let value = attribute(Self.mustUnderstand)?.trimmingXMLSpace else { return false }
        return value == "true" || value == "1"
    }

    /// Whether a receiver such as this one has to fault when it does not know this block (SOAP 1.2 part 1, 5.2).
    var mustBeUnderstood: Bool {
        guard isMarkedMustUnderstand else { return false }
        switch attribute(Self.role)?.trimmingXMLSpace ?? "" {
        case "", "http://www.w3.org/2003/05/soap-envelope/role/next",
            "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver":
            return true
        default: return false
        }
    }
}
