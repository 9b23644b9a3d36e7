public import XML

/// What went wrong, one case for each subcode of DSP0226 tables 2 to 40, SOAP's own codes and the CIM binding's.
///
/// A detail belongs to its subcode: `.invalidSelectors(.duplicate)`. Where the specification lets a subcode stand
/// without detail, nil does. ``row`` is the table.
public indirect enum FaultCode: Hashable, Sendable {
    // SOAP 1.2
    case mustUnderstand(notUnderstood: [QName])
    case versionMismatch
    case dataEncodingUnknown

    // WS-Addressing
    case actionNotSupported(action: String, ActionNotSupported? = nil)
    case destinationUnreachable(DestinationUnreachable? = nil)
    /// `retryAfter` in milliseconds, as WS-Addressing has it.
    case endpointUnavailable(EndpointUnavailable? = nil, retryAfter: UInt64? = nil)
    case invalidMessageInformationHeader(QName)
    case messageInformationHeaderRequired(QName)

    // WS-Transfer
    case invalidRepresentation(InvalidRepresentation? = nil)

    // WS-Enumeration
    /// The filter of an Enumerate. What is wrong with the selectors of a selector filter is told by the detail that
    /// InvalidSelectors has for it (DSP0226 RE-5).
    case cannotProcessFilter(supportedSelectorNames: [String] = [], InvalidSelectors? = nil)
    case filterDialectRequestedUnavailable(supported: [String])
    case invalidEnumerationContext
    /// Reserved by WS-Enumeration; DSP0226 uses ``timedOut`` instead.
    case enumerationTimedOut

    // WS-Enumeration or WS-Eventing
    case filteringNotSupported(in: FilteringSpecification)
    case invalidExpirationTime(in: FilteringSpecification)
    case unsupportedExpirationType(in: FilteringSpecification)

    // WS-Eventing
    case deliveryModeRequestedUnavailable(supported: [String])
    case eventSourceUnableToProcess(EventSourceUnableToProcess? = nil)
    case filteringRequestedUnavailable(FilteringRequestedUnavailable? = nil, supported: [String])
    case invalidMessage
    case unableToRenew

    // WS-Management
    case accessDenied
    case alreadyExists
    /// The filter of a Subscribe, or the expression of a fragment transfer.
    case cannotProcessExpression(supportedSelectorNames: [String] = [])
    case concurrency
    case deliveryRefused
    case encodingLimit(EncodingLimit? = nil)
    case eventDeliverToUnusable(EventDeliverToUnusable? = nil)
    case fragmentDialectNotSupported(supported: [String])
    case internalError(InternalError? = nil)
    case invalidBookmark(InvalidBookmark? = nil)
    case invalidOptions(InvalidOptions? = nil)
    case invalidParameter(InvalidParameter? = nil)
    case invalidSelectors(InvalidSelectors? = nil)
    case noAck
    case quotaLimit
    case schemaValidationError
    case timedOut
    case unsupportedFeature(UnsupportedFeature? = nil)

    // CIM binding (DSP0227)
    case polymorphismModeNotSupported
}

extension FaultCode {
    /// The two specifications that filter, each with subcodes of its own.
    public enum FilteringSpecification: CaseIterable, Sendable { case enumeration, eventing }

    public enum ActionNotSupported: CaseIterable, Sendable {
        /// The action is known, but not for this resource.
        case actionMismatch
    }

    public enum DestinationUnreachable: CaseIterable, Sendable {
        /// The resource URI is missing, malformed or names nothing.
        case invalidResourceURI
        /// The URI is right, but no such instance exists: same detail, another number on Windows.
        case resourceNotFound
    }

    public enum EndpointUnavailable: CaseIterable, Sendable {
        case resourceOffline
        /// Windows' word for an answer that makes no sense.
        case invalidValues
    }

    public enum InvalidRepresentation: CaseIterable, Sendable {
        case invalidValues, missingValues, invalidNamespace, invalidFragment
    }

    public enum EventSourceUnableToProcess: CaseIterable, Sendable { case unusableAddress }

    public enum FilteringRequestedUnavailable: CaseIterable, Sendable { case filteringRequired }

    public enum EncodingLimit: CaseIterable, Sendable {
        case characterSet, encodingType, maxEnvelopeSize, maxEnvelopeSizeExceeded, minimumEnvelopeLimit, optionLimit
        case selectorLimit, serviceEnvelopeLimit, unreportableSuccess, unsupportedCharacter, uriLimitExceeded
        case whitespace
    }

    public enum EventDeliverToUnusable: CaseIterable, Sendable { case policyTooComplex, cannotComplyWithPolicy }

    public enum InternalError: CaseIterable, Sendable {
        /// This service made XML that is none.
        case invalid
    }

    public enum InvalidBookmark: CaseIterable, Sendable { case expired, invalidFormat }

    public enum InvalidOptions: CaseIterable, Sendable { case notSupported, invalidName, invalidValue }

    public enum InvalidParameter: CaseIterable, Sendable { case typeMismatch, invalidName, invalidValue, locale }

    public enum InvalidSelectors: CaseIterable, Sendable {
        case insufficient, unexpected, typeMismatch, invalidValue, ambiguous, duplicate
    }

    public enum UnsupportedFeature: CaseIterable, Sendable {
        case ack, addressingMode, asynchronousRequest, authorizationMode, bookmarks, dataLocale, deliveryRetries
        case enumerationMode, expirationTime, filteringRequired, formatMismatch, formatSecurityToken
        case fragmentLevelAccess, heartbeats, insecureAddress, invalidResourceURI, locale, maxElements
        case maxEnvelopePolicy, maxEnvelopeSize, maxTime, operationTimeout
    }
}
