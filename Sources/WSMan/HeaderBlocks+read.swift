internal import SOAP
internal import XML

/// The values of the header blocks, each with the faults of DSP0226 5.4 and clause 6.
extension HeaderBlocks {
    /// The text of wsa:To or wsa:Action.
    func required(_ name: QName) throws(Fault) -> String {
        guard let header = self[name] else {
            throw Fault(
                .messageInformationHeaderRequired(name),
                "The header wsa:\(name.localName) is missing; every message but Identify needs one.")
        }
        let text = header.trimmedText
        guard !text.isEmpty else {
            throw Fault(
                .invalidMessageInformationHeader(name),
                "The header wsa:\(name.localName) is empty; it holds a URI.")
        }
        return try text.withinURILimit(of: "wsa:\(name.localName)")
    }

    /// DSP0226 R5.4.4-4.
    func messageID() throws(Fault) -> String {
        let text = self[Addressing.messageID]?.trimmedText ?? ""
        guard ReplyAddress.isIdentifier(text) else {
            let problem = text.isEmpty ? "missing or empty" : "longer than 2048 characters"
            throw Fault(
                .invalidMessageInformationHeader(Addressing.messageID),
                "The header wsa:MessageID is \(problem); send a new identifier with every message, such as uuid:GUID.")
        }
        return text
    }

    /// The reference parameters of ReplyTo, once it and FaultTo are known to ask for an answer on this connection.
    func replyParameters() throws(Fault) -> [XMLElement] {
        guard let replyTo = self[Addressing.replyTo] else {
            throw Fault(
                .messageInformationHeaderRequired(Addressing.replyTo),
                "The header wsa:ReplyTo is missing; send one with the address \(Addressing.anonymous).")
        }
        try requireAnonymous(replyTo)
        if let faultTo = self[Addressing.faultTo] { try requireAnonymous(faultTo) }
        return EndpointReference.parameters(in: replyTo)
    }

    private func requireAnonymous(_ header: XMLElement) throws(Fault) {
        let address = header.first(Addressing.address)?.trimmedText ?? ""
        guard !address.isEmpty else {
            throw Fault(
                .invalidMessageInformationHeader(header.name), "wsa:\(header.name.localName) lacks its wsa:Address.")
        }
        guard address == Addressing.anonymous else {
            throw Fault(
                .unsupportedFeature(.addressingMode),
                "wsa:\(header.name.localName) is \(address.prefix(200)); answers go out on the request's own "
                    + "connection, so send \(Addressing.anonymous).")
        }
    }

    /// The tag of Locale or DataLocale: a hint, for texts are in English. Marked mustUnderstand it is refused
    /// (DSP0226 R6.3-2), as on Windows.
    func language(_ name: QName, or feature: FaultCode.UnsupportedFeature) throws(Fault) -> String? {
        guard let header = self[name] else { return nil }
        guard !header.isMarkedMustUnderstand else {
            throw Fault(
                .unsupportedFeature(feature),
                "\(name.localName) is marked mustUnderstand, but texts come in en-US only; send it without the mark.")
        }
        return header.attribute(QName(Namespace.xml, "lang"))
    }

    /// DSP0226 R6.1-2. A recorded Windows answered PT-1S as this does, without a FaultDetail.
    func operationTimeout() throws(Fault) -> Duration? {
        guard let header = self[Header.operationTimeout] else { return nil }
        let text = header.trimmedText
        guard let timeout = XSDDuration.parse(text), timeout >= .zero else {
            throw Fault(
                .invalidMessageInformationHeader(Header.operationTimeout),
                "OperationTimeout is \"\(text.prefix(40))\"; send a duration such as PT60S.")
        }
        return timeout
    }

    /// DSP0226 R6.2-4. Zero, which pypsrp is known to send, is below the least like any other small number.
    func maxEnvelopeSize() throws(Fault) -> Int? {
        guard let header = self[Header.maxEnvelopeSize] else { return nil }
        let text = header.trimmedText
        guard let size = Self.integer(text) else {
            throw Fault(
                .invalidMessageInformationHeader(Header.maxEnvelopeSize),
                "MaxEnvelopeSize is \"\(text.prefix(40))\"; send a number of octets.")
        }
        guard size >= 8192 else {
            throw Fault(
                .encodingLimit(.minimumEnvelopeLimit),
                "MaxEnvelopeSize is \(size); ask for at least 8192 octets.")
        }
        return size
    }

    /// A whole number; one beyond Int becomes Int.max.
    private static func integer(_ text: String) -> Int? {
        if let integer = Int(text) { return integer }
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        return isNumber ? .max : nil
    }

    /// What the message is addressed to (DSP0226 R5.1.2.1-6).
    func target() throws(Fault) -> Target {
        guard let header = self[Header.resourceURI] else {
            throw Fault(
                .destinationUnreachable(.invalidResourceURI),
                "The header wsman:ResourceURI is missing; it says which class the message is about.")
        }
        let text = try header.trimmedText.withinURILimit(of: "wsman:ResourceURI")
        guard !text.isEmpty else {
            throw Fault(
                .destinationUnreachable(.invalidResourceURI),
                "The header wsman:ResourceURI is empty; it says which class the message is about.")
        }
        let selectors = try self[Header.selectorSet].map { element throws(Fault) in try SelectorSet(element) }
        return Target(resourceURI: ResourceURI(text), selectors: selectors ?? .empty)
    }
}

extension String {
    /// DSP0226 R13.4-1.
    fileprivate func withinURILimit(of header: String) throws(Fault) -> String {
        guard utf8.count <= 2048 else {
            throw Fault(
                .encodingLimit(.uriLimitExceeded),
                "The URI in \(header) has \(utf8.count) characters; 2048 are the most accepted.")
        }
        return self
    }
}
