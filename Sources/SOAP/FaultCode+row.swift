extension FaultCode {
    /// The table of faults: DSP0226 tables 2 to 40 (code, subcode, detail), with the numbers Windows sends beside them.
    ///
    /// Where a detail has no number of its own, that of its subcode stands. Windows reports an error inside a provider
    /// as 2150858755, and answers `mustUnderstand` on Locale and DataLocale alike.
    public var row: FaultRow {
        switch self {
        case .mustUnderstand:
            FaultRow(.mustUnderstand, nil, "", nil, 2_150_858_768)
        case .versionMismatch:
            FaultRow(.versionMismatch, nil, "", nil, 2_150_858_765)
        case .dataEncodingUnknown:
            FaultRow(.dataEncodingUnknown, nil, "", nil, 2_150_858_766)

        // WS-Addressing
        case .actionNotSupported(_, .none):
            FaultRow(.sender, .a, "ActionNotSupported", nil, 2_150_858_771)
        case .actionNotSupported(_, .actionMismatch):
            FaultRow(.sender, .a, "ActionNotSupported", .actionMismatch, 2_150_858_801)
        case .destinationUnreachable(.none):
            FaultRow(.sender, .a, "DestinationUnreachable", nil, 2_150_858_770)
        case .destinationUnreachable(.invalidResourceURI):
            FaultRow(.sender, .a, "DestinationUnreachable", .invalidResourceURI, 2_150_858_811)
        case .destinationUnreachable(.resourceNotFound):
            FaultRow(.sender, .a, "DestinationUnreachable", .invalidResourceURI, 2_150_858_752)
        case .endpointUnavailable(.none, _):
            FaultRow(.receiver, .a, "EndpointUnavailable", nil, 2_150_858_772)
        case .endpointUnavailable(.resourceOffline, _):
            FaultRow(.receiver, .a, "EndpointUnavailable", .resourceOffline, 2_150_858_772)
        case .endpointUnavailable(.invalidValues, _):
            FaultRow(.receiver, .a, "EndpointUnavailable", .invalidValues, 2_150_859_034)
        case .invalidMessageInformationHeader:
            FaultRow(.sender, .a, "InvalidMessageInformationHeader", nil, 2_150_858_767)
        case .messageInformationHeaderRequired:
            FaultRow(.sender, .a, "MessageInformationHeaderRequired", nil, 2_150_858_769)

        // WS-Transfer
        case .invalidRepresentation(.none):
            FaultRow(.sender, .x, "InvalidRepresentation", nil, 2_150_858_773)
        case .invalidRepresentation(.invalidValues):
            FaultRow(.sender, .x, "InvalidRepresentation", .invalidValues, 2_150_858_838)
        case .invalidRepresentation(.missingValues):
            FaultRow(.sender, .x, "InvalidRepresentation", .missingValues, 2_150_858_839)
        case .invalidRepresentation(.invalidNamespace):
            FaultRow(.sender, .x, "InvalidRepresentation", .invalidNamespace, 2_150_858_840)
        case .invalidRepresentation(.invalidFragment):
            FaultRow(.sender, .x, "InvalidRepresentation", .invalidFragment, 2_150_858_841)

        // WS-Enumeration
        case .cannotProcessFilter:
            FaultRow(.sender, .n, "CannotProcessFilter", nil, 2_150_858_778)
        case .filterDialectRequestedUnavailable:
            FaultRow(.sender, .n, "FilterDialectRequestedUnavailable", nil, 2_150_858_777)
        case .invalidEnumerationContext:
            FaultRow(.receiver, .n, "InvalidEnumerationContext", nil, 2_150_858_779)
        case .enumerationTimedOut:
            FaultRow(.receiver, .n, "TimedOut", nil, 2_150_858_780)
        case .filteringNotSupported(.enumeration):
            FaultRow(.sender, .n, "FilteringNotSupported", nil, 2_150_858_776)
        case .invalidExpirationTime(.enumeration):
            FaultRow(.sender, .n, "InvalidExpirationTime", nil, 2_150_858_774)
        case .unsupportedExpirationType(.enumeration):
            FaultRow(.sender, .n, "UnsupportedExpirationType", nil, 2_150_859_036)

        // WS-Eventing
        case .filteringNotSupported(.eventing):
            FaultRow(.sender, .e, "FilteringNotSupported", nil, 2_150_858_785)
        case .invalidExpirationTime(.eventing):
            FaultRow(.sender, .e, "InvalidExpirationTime", nil, 2_150_858_783)
        case .unsupportedExpirationType(.eventing):
            FaultRow(.sender, .e, "UnsupportedExpirationType", nil, 2_150_858_784)
        case .deliveryModeRequestedUnavailable:
            FaultRow(.sender, .e, "DeliveryModeRequestedUnavailable", nil, 2_150_858_782)
        case .eventSourceUnableToProcess(.none):
            FaultRow(.receiver, .e, "EventSourceUnableToProcess", nil, 2_150_858_787)
        case .eventSourceUnableToProcess(.unusableAddress):
            FaultRow(.receiver, .e, "EventSourceUnableToProcess", .unusableAddress, 2_150_858_901)
        case .filteringRequestedUnavailable(.none, _):
            FaultRow(.sender, .e, "FilteringRequestedUnavailable", nil, 2_150_858_786)
        case .filteringRequestedUnavailable(.filteringRequired, _):
            FaultRow(.sender, .e, "FilteringRequestedUnavailable", .filteringRequired, 2_150_858_831)
        case .invalidMessage:
            FaultRow(.sender, .e, "InvalidMessage", nil, 2_150_858_789)
        case .unableToRenew:
            FaultRow(.sender, .e, "UnableToRenew", nil, 2_150_858_788)

        // WS-Management
        case .accessDenied:
            FaultRow(.sender, .w, "AccessDenied", nil, 5)
        case .alreadyExists:
            FaultRow(.sender, .w, "AlreadyExists", nil, 2_150_858_803)
        case .cannotProcessExpression:
            FaultRow(.sender, .w, "CannotProcessFilter", nil, 2_150_859_042)
        case .concurrency:
            FaultRow(.sender, .w, "Concurrency", nil, 2_150_858_802)
        case .deliveryRefused:
            FaultRow(.receiver, .w, "DeliveryRefused", nil, 2_150_858_804)
        case .encodingLimit(.none):
            FaultRow(.sender, .w, "EncodingLimit", nil, 2_150_858_805)
        case .encodingLimit(.characterSet):
            FaultRow(.sender, .w, "EncodingLimit", .characterSet, 2_150_858_828)
        case .encodingLimit(.encodingType):
            FaultRow(.sender, .w, "EncodingLimit", .encodingType, 2_150_859_033)
        case .encodingLimit(.maxEnvelopeSize):
            FaultRow(.sender, .w, "EncodingLimit", .maxEnvelopeSize, 2_150_858_823)
        case .encodingLimit(.maxEnvelopeSizeExceeded):
            FaultRow(.sender, .w, "EncodingLimit", .maxEnvelopeSizeExceeded, 2_150_858_824)
        case .encodingLimit(.minimumEnvelopeLimit):
            FaultRow(.sender, .w, "EncodingLimit", .minimumEnvelopeLimit, 2_150_858_878)
        case .encodingLimit(.optionLimit):
            FaultRow(.sender, .w, "EncodingLimit", .optionLimit, 2_150_858_827)
        case .encodingLimit(.selectorLimit):
            FaultRow(.sender, .w, "EncodingLimit", .selectorLimit, 2_150_858_826)
        case .encodingLimit(.serviceEnvelopeLimit):
            FaultRow(.sender, .w, "EncodingLimit", .serviceEnvelopeLimit, 2_150_858_825)
        case .encodingLimit(.unreportableSuccess):
            FaultRow(.sender, .w, "EncodingLimit", .unreportableSuccess, 2_150_858_829)
        case .encodingLimit(.unsupportedCharacter):
            FaultRow(.sender, .w, "EncodingLimit", .unsupportedCharacter, 2_150_858_805)
        case .encodingLimit(.uriLimitExceeded):
            FaultRow(.sender, .w, "EncodingLimit", .uriLimitExceeded, 2_150_858_797)
        case .encodingLimit(.whitespace):
            FaultRow(.sender, .w, "EncodingLimit", .whitespace, 2_150_858_830)
        case .eventDeliverToUnusable(.none):
            FaultRow(.sender, .w, "EventDeliverToUnusable", nil, nil)
        case .eventDeliverToUnusable(.policyTooComplex):
            FaultRow(.sender, .w, "EventDeliverToUnusable", .policyTooComplex, 2_150_859_101)
        case .eventDeliverToUnusable(.cannotComplyWithPolicy):
            FaultRow(.sender, .w, "EventDeliverToUnusable", .cannotComplyWithPolicy, 2_150_859_102)
        case .fragmentDialectNotSupported:
            FaultRow(.sender, .w, "FragmentDialectNotSupported", nil, 2_150_858_896)
        case .internalError(.none):
            FaultRow(.receiver, .w, "InternalError", nil, 2_150_858_755)
        case .internalError(.invalid):
            FaultRow(.receiver, .w, "InternalError", .invalid, 2_150_858_819)
        case .invalidBookmark(.none):
            FaultRow(.sender, .w, "InvalidBookmark", nil, 2_150_858_808)
        case .invalidBookmark(.expired):
            FaultRow(.sender, .w, "InvalidBookmark", .expired, 2_150_858_832)
        case .invalidBookmark(.invalidFormat):
            FaultRow(.sender, .w, "InvalidBookmark", .invalidFormat, 2_150_858_808)
        case .invalidOptions(.none):
            FaultRow(.sender, .w, "InvalidOptions", nil, 2_150_858_809)
        case .invalidOptions(.notSupported):
            FaultRow(.sender, .w, "InvalidOptions", .notSupported, 2_150_858_833)
        case .invalidOptions(.invalidName):
            FaultRow(.sender, .w, "InvalidOptions", .invalidName, 2_150_858_834)
        case .invalidOptions(.invalidValue):
            FaultRow(.sender, .w, "InvalidOptions", .invalidValue, 2_150_858_835)
        case .invalidParameter(.none):
            FaultRow(.sender, .w, "InvalidParameter", nil, 2_150_858_810)
        case .invalidParameter(.typeMismatch):
            FaultRow(.sender, .w, "InvalidParameter", .typeMismatch, 2_150_858_836)
        case .invalidParameter(.invalidName):
            FaultRow(.sender, .w, "InvalidParameter", .invalidName, 2_150_858_837)
        case .invalidParameter(.invalidValue):
            FaultRow(.sender, .w, "InvalidParameter", .invalidValue, 87)
        case .invalidParameter(.locale):
            FaultRow(.sender, .w, "InvalidParameter", .locale, 2_150_858_915)
        case .invalidSelectors(.none):
            FaultRow(.sender, .w, "InvalidSelectors", nil, 2_150_858_813)
        case .invalidSelectors(.insufficient):
            FaultRow(.sender, .w, "InvalidSelectors", .insufficientSelectors, 2_150_858_842)
        case .invalidSelectors(.unexpected):
            FaultRow(.sender, .w, "InvalidSelectors", .unexpectedSelectors, 2_150_858_843)
        case .invalidSelectors(.typeMismatch):
            FaultRow(.sender, .w, "InvalidSelectors", .typeMismatch, 2_150_858_844)
        case .invalidSelectors(.invalidValue):
            FaultRow(.sender, .w, "InvalidSelectors", .invalidValue, 2_150_858_845)
        case .invalidSelectors(.ambiguous):
            FaultRow(.sender, .w, "InvalidSelectors", .ambiguousSelectors, 2_150_858_846)
        case .invalidSelectors(.duplicate):
            FaultRow(.sender, .w, "InvalidSelectors", .duplicateSelectors, 2_150_858_847)
        case .noAck:
            FaultRow(.sender, .w, "NoAck", nil, 2_150_858_800)
        case .quotaLimit:
            FaultRow(.sender, .w, "QuotaLimit", nil, 2_150_858_815)
        case .schemaValidationError:
            FaultRow(.sender, .w, "SchemaValidationError", nil, 2_150_858_817)
        case .timedOut:
            FaultRow(.receiver, .w, "TimedOut", nil, 2_150_858_793)
        case .unsupportedFeature(.none):
            FaultRow(.sender, .w, "UnsupportedFeature", nil, 2_150_858_818)
        case .unsupportedFeature(.ack):
            FaultRow(.sender, .w, "UnsupportedFeature", .ack, 2_150_858_853)
        case .unsupportedFeature(.addressingMode):
            FaultRow(.sender, .w, "UnsupportedFeature", .addressingMode, 2_150_858_870)
        case .unsupportedFeature(.asynchronousRequest):
            FaultRow(.sender, .w, "UnsupportedFeature", .asynchronousRequest, 2_150_858_818)
        case .unsupportedFeature(.authorizationMode):
            FaultRow(.sender, .w, "UnsupportedFeature", .authorizationMode, 2_150_858_852)
        case .unsupportedFeature(.bookmarks):
            FaultRow(.sender, .w, "UnsupportedFeature", .bookmarks, 2_150_858_859)
        case .unsupportedFeature(.dataLocale):
            FaultRow(.sender, .w, "UnsupportedFeature", .dataLocale, 2_150_858_887)
        case .unsupportedFeature(.deliveryRetries):
            FaultRow(.sender, .w, "UnsupportedFeature", .deliveryRetries, 2_150_858_857)
        case .unsupportedFeature(.enumerationMode):
            FaultRow(.sender, .w, "UnsupportedFeature", .enumerationMode, 2_150_858_886)
        case .unsupportedFeature(.expirationTime):
            FaultRow(.sender, .w, "UnsupportedFeature", .expirationTime, 2_150_858_856)
        case .unsupportedFeature(.filteringRequired):
            FaultRow(.sender, .w, "UnsupportedFeature", .filteringRequired, 2_150_858_864)
        case .unsupportedFeature(.formatMismatch):
            FaultRow(.sender, .w, "UnsupportedFeature", .formatMismatch, 2_150_858_866)
        case .unsupportedFeature(.formatSecurityToken):
            FaultRow(.sender, .w, "UnsupportedFeature", .formatSecurityToken, 2_150_858_867)
        case .unsupportedFeature(.fragmentLevelAccess):
            FaultRow(.sender, .w, "UnsupportedFeature", .fragmentLevelAccess, 2_150_858_871)
        case .unsupportedFeature(.heartbeats):
            FaultRow(.sender, .w, "UnsupportedFeature", .heartbeats, 2_150_858_858)
        case .unsupportedFeature(.insecureAddress):
            FaultRow(.sender, .w, "UnsupportedFeature", .insecureAddress, 2_150_858_865)
        case .unsupportedFeature(.invalidResourceURI):
            FaultRow(.sender, .w, "UnsupportedFeature", .invalidResourceURI, 2_150_859_064)
        case .unsupportedFeature(.locale):
            FaultRow(.sender, .w, "UnsupportedFeature", .locale, 2_150_858_887)
        case .unsupportedFeature(.maxElements):
            FaultRow(.sender, .w, "UnsupportedFeature", .maxElements, 2_150_859_037)
        case .unsupportedFeature(.maxEnvelopePolicy):
            FaultRow(.sender, .w, "UnsupportedFeature", .maxEnvelopePolicy, 2_150_858_863)
        case .unsupportedFeature(.maxEnvelopeSize):
            FaultRow(.sender, .w, "UnsupportedFeature", .maxEnvelopeSize, 2_150_858_862)
        case .unsupportedFeature(.maxTime):
            FaultRow(.sender, .w, "UnsupportedFeature", .maxTime, 2_150_858_861)
        case .unsupportedFeature(.operationTimeout):
            FaultRow(.sender, .w, "UnsupportedFeature", .operationTimeout, 2_150_858_854)

        // CIM binding
        case .polymorphismModeNotSupported:
            FaultRow(.sender, .b, "PolymorphismModeNotSupported", nil, 2_150_859_063)
        }
    }
}
