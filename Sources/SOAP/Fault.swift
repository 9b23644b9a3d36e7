public import Platform
public import XML

/// An error as the client will see it.
///
///     throw Fault(.invalidSelectors(.insufficient), "Selector InstanceID is missing; name one job by it.")
public struct Fault: Error, Hashable, Sendable {
    public var code: FaultCode
    /// A sentence in English for people: what was wrong, where, and what to do next. Nothing matches on it.
    ///
    /// It may quote the request, and is therefore cut after 1000 characters.
    public let reason: String
    /// The number for f:WSManFault, if another than the table's tells more.
    public var windowsCodeOverride: UInt32?
    /// The HTTP status, if another than the table's must be sent.
    public var statusOverride: Int?
    /// What a provider said about it, for f:ProviderFault inside f:Message.
    public var providerFault: String?
    /// What is for the service's own log alone, such as paths and statements; never sent.
    public var logDetail: String?

    /// The configured limit that was reached, if it is for that.
    public let limit: Limit?

    /// - Parameters:
    ///   - code: what its row of the table says is what is sent.
    ///   - reason: a sentence for people, cut after 1000 octets.
    ///   - windowsCode: in place of the row's number.
    ///   - providerFault: what a provider said; it goes into the detail.
    ///   - limit: the reason then ends in its key.
    public init(
        _ code: FaultCode, _ reason: String, windowsCode: UInt32? = nil, providerFault: String? = nil,
        limit: Limit? = nil
    ) {
        self.code = code
        self.limit = limit
        let key = limit.map { " (limits.\($0.rawValue))" } ?? ""
        self.reason = (reason.utf8.count <= 1000 ? reason : reason.prefix(1000) + "…") + key
        windowsCodeOverride = windowsCode
        self.providerFault = providerFault
    }

    /// The number Windows gives this fault; nil where none is known.
    public var windowsCode: UInt32? { windowsCodeOverride ?? code.row.windowsCode }

    /// The HTTP status to send it with.
    public var status: Int { statusOverride ?? code.row.status }

    /// The HTTP status by the letter of DSP0226 RC.2-9.
    public var strictStatus: Int { statusOverride ?? code.row.strictStatus }
}

extension Fault {
    /// The same fault with a reason that names the entry of the log which tells more.
    public func referring(toLogEntry identifier: String) -> Fault {
        var fault = Fault(
            code, "\(reason) The service's log tells more (log id \(identifier)).", windowsCode: windowsCodeOverride,
            providerFault: providerFault)
        fault.statusOverride = statusOverride
        return fault
    }

    /// The fault for bytes that are no envelope.
    ///
    /// Broken and forbidden XML is wsman:SchemaValidationError, what exceeds a limit wsman:EncodingLimit. Bytes that
    /// contradict their encoding go out with HTTP status 400 (DSP0226 R13.1-8).
    public init(_ error: XMLError) {
        let place = error.line.map { " (line \($0))" } ?? ""
        let reason = "The message cannot be read\(place): \(error.reason)"
        switch error.kind {
        case .malformed, .documentType, .processingInstruction, .tooDeep, .tagTooLong, .tooManyAttributes:
            self.init(.schemaValidationError, reason)
        case .tooLarge:
            self.init(.encodingLimit(.maxEnvelopeSizeExceeded), reason)
        case .unknownCharacterSet:
            self.init(.encodingLimit(.characterSet), reason)
        case .encoding:
            self.init(.encodingLimit(.characterSet), reason)
            statusOverride = 400
        }
    }
}
