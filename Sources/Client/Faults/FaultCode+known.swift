public import SOAP
internal import XML

extension FaultCode {
    /// Every code of the table, once with each of its details; what a message adds (an action, a list of dialects) is
    /// left empty. The way back from the wire to a code, and what `winch explain` lists.
    public static let known: [FaultCode] =
        [
            .mustUnderstand(notUnderstood: []), .versionMismatch, .dataEncodingUnknown,
            .actionNotSupported(action: ""), .destinationUnreachable(), .endpointUnavailable(),
            .invalidMessageInformationHeader(QName("", "")), .messageInformationHeaderRequired(QName("", "")),
            .invalidRepresentation(), .cannotProcessFilter(), .filterDialectRequestedUnavailable(supported: []),
            .invalidEnumerationContext, .enumerationTimedOut, .deliveryModeRequestedUnavailable(supported: []),
            .eventSourceUnableToProcess(), .filteringRequestedUnavailable(supported: []), .invalidMessage,
            .unableToRenew, .accessDenied, .alreadyExists, .cannotProcessExpression(), .concurrency, .deliveryRefused,
            .encodingLimit(), .eventDeliverToUnusable(), .fragmentDialectNotSupported(supported: []),
            .internalError(), .invalidBookmark(), .invalidOptions(), .invalidParameter(), .invalidSelectors(), .noAck,
            .quotaLimit, .schemaValidationError, .timedOut, .unsupportedFeature(), .polymorphismModeNotSupported,
        ] + knownInTwoSpecifications + knownWithDetail

    private static let knownInTwoSpecifications: [FaultCode] = FilteringSpecification.allCases.flatMap {
        [.filteringNotSupported(in: $0), .invalidExpirationTime(in: $0), .unsupportedExpirationType(in: $0)]
    }

    private static var knownWithDetail: [FaultCode] {
        var codes: [FaultCode] = []
        codes += ActionNotSupported.allCases.map { .actionNotSupported(action: "", $0) }
        codes += DestinationUnreachable.allCases.map { .destinationUnreachable($0) }
        codes += EndpointUnavailable.allCases.map { .endpointUnavailable($0) }
        codes += InvalidRepresentation.allCases.map { .invalidRepresentation($0) }
        codes += EventSourceUnableToProcess.allCases.map { .eventSourceUnableToProcess($0) }
        codes += FilteringRequestedUnavailable.allCases.map { .filteringRequestedUnavailable($0, supported: []) }
        codes += EncodingLimit.allCases.map { .encodingLimit($0) }
        codes += EventDeliverToUnusable.allCases.map { .eventDeliverToUnusable($0) }
        codes += InternalError.allCases.map { .internalError($0) }
        codes += InvalidBookmark.allCases.map { .invalidBookmark($0) }
        codes += InvalidOptions.allCases.map { .invalidOptions($0) }
        codes += InvalidParameter.allCases.map { .invalidParameter($0) }
        codes += InvalidSelectors.allCases.map { .invalidSelectors($0) }
        codes += UnsupportedFeature.allCases.map { .unsupportedFeature($0) }
        return codes
    }
}
