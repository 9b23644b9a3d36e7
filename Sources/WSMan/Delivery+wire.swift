internal import SOAP
internal import XML

// MARK: - Wire

extension Delivery {
    static let name = QName(Namespace.eventing, "Delivery")

    /// Reads `<e:Delivery>`, its children in any order; unknown ones are ignored.
    ///
    /// - Throws: ``Fault``: DeliveryModeRequestedUnavailable; UnsupportedFeature with the detail of what cannot be had,
    ///   FormatMismatch for what does not go with Pull mode (DSP0226 R10.2.9.5-2); InvalidMessage without a NotifyTo
    ///   where one is needed; what ``EventSinkReference`` throws; EncodingLimit for an envelope size that makes no sense.
    init(_ element: XMLElement) throws(Fault) {
        self.init(mode: try Self.mode(of: element))
        for child in element.elements { try read(child) }
        guard mode.isPushed == (notifyTo != nil) else {
            throw Fault(
                .invalidMessage,
                "The Delivery lacks its wse:NotifyTo, which says where the events go; or ask for Pull mode.",
                windowsCode: 2_150_858_912)
        }
    }

    private static func mode(of element: XMLElement) throws(Fault) -> DeliveryMode {
        let uri = element.attribute(QName("", "Mode"))?.trimmingXMLSpace ?? DeliveryMode.push.uri
        guard let mode = DeliveryMode.allCases.first(where: { $0.uri == uri }) else {
            throw Fault(
                .deliveryModeRequestedUnavailable(supported: DeliveryMode.allCases.map(\.uri)),
                "The delivery mode \(uri.prefix(200)) is not available; ask for one of those listed.")
        }
        return mode
    }

    private mutating func read(_ child: XMLElement) throws(Fault) {
        switch (child.name.localName, child.name.namespace) {
        case ("NotifyTo", Namespace.eventing):
            try requirePushed(child)
            notifyTo = try EventSinkReference(child)
        case ("Heartbeats", Namespace.wsman):
            try requirePushed(child)
            heartbeats = try Self.duration(child, .heartbeats, least: .milliseconds(100))
        case ("ConnectionRetry", Namespace.wsman):
            try requirePushed(child)
            retry = try ConnectionRetry(child)
        case ("MaxElements", Namespace.wsman):
            try requirePushed(child)
            try requireBatches(child, .maxElements)
            do { maxElements = try PositiveInteger.read(child) } catch {
                throw Fault(.unsupportedFeature(.maxElements), error.reason)
            }
        case ("MaxTime", Namespace.wsman):
            try requirePushed(child)
            try requireBatches(child, .maxTime)
            maxTime = try Self.duration(child, .maxTime, least: .zero)
        case ("MaxEnvelopeSize", Namespace.wsman):
            try requirePushed(child)
            maxEnvelopeSize = try EventSizeLimit(child)
        case ("Locale", Namespace.wsman): locale = child.attribute(QName(Namespace.xml, "lang"))
        case ("ContentEncoding", Namespace.wsman): contentEncoding = child.trimmedText
        case ("Auth", Namespace.wsman):
            try requirePushed(child)
            authentication = try SecurityProfile(child)
        default: break
        }
    }

    private func requirePushed(_ child: XMLElement) throws(Fault) {
        guard !mode.isPushed else { return }
        throw Fault(
            .unsupportedFeature(.formatMismatch),
            "\(child.name.localName) does not go with Pull mode, in which the subscriber asks; leave it out.")
    }

    private func requireBatches(_ child: XMLElement, _ feature: FaultCode.UnsupportedFeature) throws(Fault) {
        guard mode != .events else { return }
        throw Fault(
            .unsupportedFeature(feature),
            "\(child.name.localName) is about batches; in this mode each message holds one event. Leave it out, or ask "
                + "for \(DeliveryMode.events.uri).")
    }

    fileprivate static func duration(
        _ element: XMLElement, _ feature: FaultCode.UnsupportedFeature, least: Duration
    ) throws(Fault) -> Duration {
        let text = element.trimmedText
        guard let duration = XSDDuration.parse(text), duration >= least else {
            throw Fault(
                .unsupportedFeature(feature),
                "\(element.name.localName) is \"\(text.prefix(40))\"; send a duration of at least "
                    + "\(XSDDuration.text(least)), such as PT20S.")
        }
        return duration
    }

    /// Needs the prefixes a, e and w.
    func write(to writer: inout XMLWriter) {
        writer.start("e:Delivery")
        writer.attribute("Mode", mode.uri)
        notifyTo?.write(to: &writer, as: "e:NotifyTo")
        if let heartbeats { writer.element("w:Heartbeats", XSDDuration.text(heartbeats)) }
        if let retry {
            writer.start("w:ConnectionRetry")
            if let total = retry.total { writer.attribute("Total", String(total)) }
            writer.text(XSDDuration.text(retry.interval))
            writer.end("w:ConnectionRetry")
        }
        if let locale {
            writer.start("w:Locale")
            writer.attribute("xml:lang", locale)
            writer.end("w:Locale")
        }
        if let contentEncoding { writer.element("w:ContentEncoding", contentEncoding) }
        if let maxElements { writer.element("w:MaxElements", String(maxElements)) }
        if let maxTime { writer.element("w:MaxTime", XSDDuration.text(maxTime)) }
        if let maxEnvelopeSize {
            writer.start("w:MaxEnvelopeSize")
            writer.attribute("Policy", maxEnvelopeSize.policy.rawValue)
            writer.integer(maxEnvelopeSize.octets)
            writer.end("w:MaxEnvelopeSize")
        }
        if let authentication {
            writer.start("w:Auth")
            writer.attribute("Profile", authentication.uri)
            writer.end("w:Auth")
        }
        writer.end("e:Delivery")
    }
}

extension ConnectionRetry {
    fileprivate init(_ element: XMLElement) throws(Fault) {
        interval = try Delivery.duration(element, .deliveryRetries, least: .zero)
        guard let text = element.attribute(QName("", "Total"))?.trimmingXMLSpace else { return }
        guard let total = Int(text), total >= 0 else {
            throw Fault(
                .unsupportedFeature(.deliveryRetries),
                "ConnectionRetry's Total is \"\(text.prefix(40))\"; send how many attempts there are to be after the first."
            )
        }
        self.total = total
    }
}

extension EventSizeLimit {
    fileprivate init(_ element: XMLElement) throws(Fault) {
        let word = element.attribute(QName("", "Policy"))?.trimmingXMLSpace ?? Policy.notify.rawValue
        guard let policy = Policy(rawValue: word) else {
            let known = Policy.allCases.map(\.rawValue).joined(separator: ", ")
            throw Fault(
                .unsupportedFeature(.maxEnvelopePolicy),
                "MaxEnvelopeSize's Policy is \"\(word.prefix(40))\"; send one of \(known).")
        }
        do { self.init(octets: try PositiveInteger.read(element), policy: policy) } catch {
            throw Fault(.unsupportedFeature(.maxEnvelopeSize), error.reason)
        }
    }
}
