internal import SOAP
internal import XML

// MARK: - Wire

extension ClientError {
    /// Reads `<s:Fault>`, whoever wrote it: Windows (f:WSManFault, or a CIM error in its place), OMI (code and text
    /// only), openwsman (its own texts).
    ///
    /// A code of the table becomes ``fault(_:)``, with the number and the provider's text if there are any; any other
    /// becomes ``unknownFault(_:)``.
    init(fault element: XMLElement, headers: [XMLElement]) {
        let parts = FaultParts(element)
        guard let code = parts.code(headers: headers) else {
            self = .unknownFault(
                UnknownFault(
                    code: parts.role ?? "", subcode: parts.subcode.map(\.description), reason: parts.reason,
                    windowsCode: parts.windowsCode, providerFault: parts.providerFault))
            return
        }
        let number = parts.windowsCode.flatMap { $0 == code.row.windowsCode ? nil : $0 }
        self = .fault(Fault(code, parts.reason, windowsCode: number, providerFault: parts.providerFault))
    }
}

/// What stands in a fault, before it is looked up in the table.
private struct FaultParts {
    /// The local name in s:Code.
    var role: String?
    var subcode: QName?
    var reason: String
    /// The last part of wsman:FaultDetail's URI.
    var detail: String?
    var windowsCode: UInt32?
    var providerFault: String?
    private var details: [XMLElement]

    private static func soap(_ name: String) -> QName { QName(Namespace.soap, name) }
    private static func fault(_ name: String) -> QName { QName(Namespace.microsoftFault, name) }

    init(_ element: XMLElement) {
        let code = element.first(Self.soap("Code"))
        let value = code?.first(Self.soap("Value"))
        role = value.map { $0.resolve($0.text).localName }
        // The innermost subcode tells most, but only the first level is in the table.
        let subcodeValue = code?.first(Self.soap("Subcode"))?.first(Self.soap("Value"))
        subcode = subcodeValue.map { $0.resolve($0.text) }
        reason = element.first(Self.soap("Reason"))?.first(Self.soap("Text"))?.trimmedText ?? ""
        details = element.first(Self.soap("Detail"))?.elements ?? []
        let uri = details.first { $0.name == QName(Namespace.wsman, "FaultDetail") }?.trimmedText
        detail = uri?.split(separator: "/").last.map(String.init)
        if let windows = details.first(where: { $0.name == Self.fault("WSManFault") }) { readWindows(windows) }
        for other in details where other.attribute(QName(Namespace.cimBinding, "IsCIM_Error")) != nil {
            readCIMError(other)
        }
        if let error = details.first(where: { $0.name.localName == "MSFT_WmiError" }) { readCIMError(error) }
        if reason.isEmpty { reason = providerFault ?? subcode?.localName ?? role ?? "A fault without a reason." }
    }

    private mutating func readWindows(_ element: XMLElement) {
        windowsCode = element.attribute(QName("", "Code")).flatMap { UInt32($0.trimmingXMLSpace) }
        guard let message = element.first(Self.fault("Message")) else { return }
        if let provider = message.first(Self.fault("ProviderFault")) {
            let text = provider.allText
            let name = provider.attribute(QName("", "provider"))
            providerFault = text.isEmpty ? name : text
        } else if reason.isEmpty {
            reason = message.allText
        }
    }

    /// DSP0227's CIM error, or what some Windows hosts send in place of f:WSManFault.
    private mutating func readCIMError(_ element: XMLElement) {
        func text(_ names: String...) -> String? {
            for name in names {
                let found = element.elements.first { $0.name.localName == name && !$0.isNil }?.trimmedText
                if let found, !found.isEmpty { return found }
            }
            return nil
        }
        if windowsCode == nil { windowsCode = text("error_Code").flatMap { UInt32($0) } }
        if providerFault == nil { providerFault = text("Message", "error_WindowsErrorMessage") }
    }

    // MARK: - The table

    func code(headers: [XMLElement]) -> FaultCode? {
        let candidates = FaultCode.known.filter { code in
            let row = code.row
            return subcode == nil
                ? row.subcode == nil && row.role.rawValue == role : row.subcode == subcode
        }
        let detailed = candidates.filter { detail != nil && $0.row.faultDetail?.rawValue == detail }
        // Two cases may look alike but for Windows' number; a detail nobody knows leaves the subcode.
        let code =
            detailed.first { windowsCode != nil && $0.row.windowsCode == windowsCode } ?? detailed.first
            ?? candidates.first { $0.row.faultDetail == nil }
        return code.map { filled($0, headers: headers) }
    }

    /// The code with what this message says beside it.
    private func filled(_ code: FaultCode, headers: [XMLElement]) -> FaultCode {
        switch code {
        case .mustUnderstand: .mustUnderstand(notUnderstood: notUnderstood(headers))
        case .actionNotSupported(_, let detail):
            .actionNotSupported(action: texts(Addressing.action).first ?? "", detail)
        case .endpointUnavailable(let detail, _):
            .endpointUnavailable(
                detail, retryAfter: texts(QName(Namespace.addressing, "RetryAfter")).first.flatMap { UInt64($0) })
        case .invalidMessageInformationHeader: .invalidMessageInformationHeader(header)
        case .messageInformationHeaderRequired: .messageInformationHeaderRequired(header)
        case .cannotProcessFilter:
            .cannotProcessFilter(
                supportedSelectorNames: texts(QName(Namespace.wsman, "SupportedSelectorName")),
                FaultCode.InvalidSelectors.allCases.first {
                    FaultCode.invalidSelectors($0).row.faultDetail?.rawValue == detail && detail != nil
                })
        case .cannotProcessExpression:
            .cannotProcessExpression(supportedSelectorNames: texts(QName(Namespace.wsman, "SupportedSelectorName")))
        case .filterDialectRequestedUnavailable:
            .filterDialectRequestedUnavailable(supported: texts(QName(Namespace.enumeration, "SupportedDialect")))
        case .filteringRequestedUnavailable(let detail, _):
            .filteringRequestedUnavailable(detail, supported: texts(QName(Namespace.eventing, "SupportedDialect")))
        case .deliveryModeRequestedUnavailable:
            .deliveryModeRequestedUnavailable(supported: texts(QName(Namespace.eventing, "SupportedDeliveryMode")))
        case .fragmentDialectNotSupported:
            .fragmentDialectNotSupported(supported: texts(QName(Namespace.wsman, "FragmentDialect")))
        default: code
        }
    }

    private func texts(_ name: QName) -> [String] { details.filter { $0.name == name }.map(\.trimmedText) }

    /// The header block that a fault of WS-Addressing is about: an element of that name.
    private var header: QName {
        details.first { $0.name.namespace != Namespace.microsoftFault && $0.name.localName != "FaultDetail" }?.name
            ?? QName("", "")
    }

    private func notUnderstood(_ headers: [XMLElement]) -> [QName] {
        headers.filter { $0.name == Self.soap("NotUnderstood") }.compactMap { block in
            block.attribute(QName("", "qname")).map { block.resolve($0) }
        }
    }
}

extension XMLElement {
    /// The text of this element and of all inside it, in order, one blank between parts.
    var allText: String {
        var parts: [String] = []
        func collect(_ element: XMLElement) {
            for child in element.children {
                switch child {
                case .text(let text):
                    let text = text.trimmingXMLSpace
                    if !text.isEmpty { parts.append(text) }
                case .element(let child): collect(child)
                }
            }
        }
        collect(self)
        return parts.joined(separator: " ")
    }
}
