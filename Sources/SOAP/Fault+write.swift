internal import XML

// MARK: - Wire

extension Fault {
    /// Writes `<s:Fault>` (SOAP 1.2 part 1, section 5.4; DSP0226 R14.2-1), with Windows' f:WSManFault in its detail.
    func write(to writer: inout XMLWriter, machine: String) {
        let row = code.row
        writer.start("s:Fault")
        writer.start("s:Code")
        writer.element("s:Value", "s:\(row.role.rawValue)")
        if let specification = row.specification {
            writer.start("s:Subcode")
            writer.element("s:Value", "\(specification.rawValue):\(row.subcodeName)")
            writer.end("s:Subcode")
        }
        writer.end("s:Code")
        writer.start("s:Reason")
        writer.start("s:Text")
        writer.attribute("xml:lang", "en-US")
        writer.text(reason)
        writer.end("s:Text")
        writer.end("s:Reason")
        writer.start("s:Detail")
        if let detail = row.detail { writer.element("w:FaultDetail", detail) }
        writeDetailElements(to: &writer)
        if let windowsCode { writeWindowsFault(windowsCode, machine: machine, to: &writer) }
        writer.end("s:Detail")
        writer.end("s:Fault")
    }

    /// The header blocks that SOAP 1.2 part 1 asks of its own faults (sections 5.4.7 and 5.4.8).
    func writeHeaderBlocks(to writer: inout XMLWriter) {
        switch code {
        case .mustUnderstand(let names):
            for name in names {
                writer.start("s:NotUnderstood")
                writer.attribute("qname", name.namespace.isEmpty ? name.localName : "h:\(name.localName)")
                if !name.namespace.isEmpty { writer.declare("h", name.namespace) }
                writer.end("s:NotUnderstood")
            }
        case .versionMismatch:
            writer.start("s:Upgrade")
            writer.start("s:SupportedEnvelope")
            writer.attribute("qname", "s:Envelope")
            writer.end("s:SupportedEnvelope")
            writer.end("s:Upgrade")
        default: break
        }
    }

    /// What some subcodes carry in s:Detail besides wsman:FaultDetail (DSP0226 tables 2 to 40).
    private func writeDetailElements(to writer: inout XMLWriter) {
        switch code {
        case .actionNotSupported(let action, _):
            writer.element("a:Action", action)
        case .endpointUnavailable(_, let retryAfter?):
            writer.start("a:RetryAfter")
            writer.integer(retryAfter)
            writer.end("a:RetryAfter")
        case .invalidMessageInformationHeader(let name), .messageInformationHeaderRequired(let name):
            writer.copy(XMLElement(name))
        case .cannotProcessFilter(let names, let selectors):
            if let detail = selectors.flatMap({ FaultCode.invalidSelectors($0).row.detail }) {
                writer.element("w:FaultDetail", detail)
            }
            for name in names { writer.element("w:SupportedSelectorName", name) }
        case .cannotProcessExpression(let names):
            for name in names { writer.element("w:SupportedSelectorName", name) }
        case .filterDialectRequestedUnavailable(let dialects):
            for dialect in dialects { writer.element("n:SupportedDialect", dialect) }
        case .filteringRequestedUnavailable(_, let dialects):
            for dialect in dialects { writer.element("e:SupportedDialect", dialect) }
        case .deliveryModeRequestedUnavailable(let modes):
            for mode in modes { writer.element("e:SupportedDeliveryMode", mode) }
        case .fragmentDialectNotSupported(let dialects):
            for dialect in dialects { writer.element("w:FragmentDialect", dialect) }
        default: break
        }
    }

    /// Windows' own element, from which its clients take the number and the text (MS-WSMV 2.2.4.44).
    private func writeWindowsFault(_ code: UInt32, machine: String, to writer: inout XMLWriter) {
        writer.start("f:WSManFault")
        writer.declare(.f)
        writer.attribute("Code", String(code))
        writer.attribute("Machine", machine)
        writer.start("f:Message")
        if let providerFault {
            writer.start("f:ProviderFault")
            writer.attribute("provider", "Winch")
            writer.text(providerFault)
            writer.end("f:ProviderFault")
        } else {
            writer.text(reason)
        }
        writer.end("f:Message")
        writer.end("f:WSManFault")
    }
}
