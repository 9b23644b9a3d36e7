internal import SOAP

extension FaultCode.InvalidRepresentation? {
    var explanation: Explanation {
        switch self {
        case nil, .invalidValues:
            Explanation("A value in the body is unknown, of another type or out of range.", "Compare with the class.")
        case .missingValues:
            Explanation("The body lacks values that are required.", "Give all keys and required properties.")
        case .invalidNamespace:
            Explanation("The body's namespace is not that of the class.", "Use the resource URI as the namespace.")
        case .invalidFragment:
            Explanation("The body of a fragment operation is not an XmlFragment.", "Wrap it in wsman:XmlFragment.")
        }
    }
}

extension FaultCode.EncodingLimit? {
    var explanation: Explanation {
        switch self {
        case .maxEnvelopeSize, .maxEnvelopeSizeExceeded:
            Explanation(
                "The reply does not fit into the size that was allowed, or the request was larger than the service takes.",
                "Allow more (MaxEnvelopeSize; Windows: winrm/config MaxEnvelopeSizekb), or ask for less at once.")
        case .serviceEnvelopeLimit:
            Explanation("The reply is larger than the service itself ever sends.", "Ask for less at once.")
        case .minimumEnvelopeLimit: Explanation("MaxEnvelopeSize is too small to work with.", "Allow at least 8192.")
        case .unreportableSuccess:
            Explanation("The operation happened, but its result does not fit into a reply.", "Do not repeat it; look.")
        case .characterSet, .encodingType, .unsupportedCharacter:
            Explanation("The message's encoding is not supported or contradicts itself.", "Send UTF-8.")
        case .selectorLimit: Explanation("Too many or too long selectors.", "Use the key properties only.")
        case .optionLimit: Explanation("Too many or too long options.", "Send fewer.")
        case .uriLimitExceeded: Explanation("A URI is too long.", "Shorten it.")
        case .whitespace: Explanation("White space where none may be.", "Remove it.")
        case nil: Explanation("Something in the message exceeds a limit of the service.", "The reason says what.")
        }
    }
}

extension FaultCode.InvalidSelectors? {
    var explanation: Explanation {
        switch self {
        case .insufficient:
            Explanation(
                "Keys are missing: the selectors name no single instance.",
                "Give all key properties: 'winch enumerate CLASS --mode epr' shows them.")
        case .unexpected:
            Explanation("A selector is no key of this class.", "Use key properties only; to search, use a query.")
        case .typeMismatch: Explanation("A selector's value is not of the key's type.", "Compare with the class.")
        case .invalidValue: Explanation("A selector's value is impossible.", "Compare with the class.")
        case .ambiguous: Explanation("The selectors fit several instances.", "Give more keys.")
        case .duplicate: Explanation("A selector occurs twice.", "Send each name once.")
        case nil: Explanation("The selectors are wrong for this resource.", "Compare with the class's keys.")
        }
    }
}

extension FaultCode.InvalidBookmark? {
    var explanation: Explanation {
        switch self {
        case .expired:
            Explanation(
                "The service has forgotten what lay behind the bookmark.",
                "Subscribe with --bookmark earliest for all that it still knows, and look for what is missing.")
        case .invalidFormat:
            Explanation(
                "The bookmark is none of this service.", "Send one just as it came, to the service it came from.")
        case nil: Explanation("The bookmark is expired or none.", "Subscribe without a bookmark.")
        }
    }
}

extension FaultCode.InvalidOptions? {
    var explanation: Explanation {
        switch self {
        case .notSupported: Explanation("The service has no options here.", "Send the request without OptionSet.")
        case .invalidName:
            Explanation("No option has this name here.", "Check its spelling, or leave its MustComply out.")
        case .invalidValue:
            Explanation("The option is known, its value is not.", "Compare with the service's documents.")
        case nil: Explanation("An option is not known, or has a wrong value.", "Leave it out, or its MustComply.")
        }
    }
}

extension FaultCode.InvalidParameter? {
    var explanation: Explanation {
        switch self {
        case .typeMismatch:
            Explanation(
                "A parameter's value is not of the type that the method takes.",
                "Compare with the class; references need --ref, a file's text --file.")
        case .invalidName:
            Explanation(
                "The method has no parameter of this name.", "Check its spelling; --help shows how to give one.")
        case .invalidValue:
            Explanation(
                "A parameter is missing, out of range, or names nothing that is there.",
                "The reason names it; compare with the class.")
        case .locale: Explanation("The service does not have this language.", "Ask for en-US, or for none.")
        case nil:
            Explanation(
                "A parameter of the method is unknown, missing or of another type.",
                "Compare names and types with the class; references need --ref.")
        }
    }
}

extension FaultCode.UnsupportedFeature? {
    var explanation: Explanation {
        switch self {
        case .ack:
            Explanation("The service does not wait for acknowledgements.", "Use --delivery push or pull.")
        case .addressingMode:
            Explanation(
                "The service does not answer to such an address: a ReplyTo, FaultTo or EndTo of its own.",
                "Use the anonymous address; leave EndTo out.")
        case .asynchronousRequest:
            Explanation("The service answers on the request's connection alone.", "Use the anonymous ReplyTo.")
        case .authorizationMode:
            Explanation("The service does not sign in that way.", "Use one of the modes its Identify lists.")
        case .bookmarks: Explanation("The service keeps no bookmarks.", "Subscribe without --bookmark.")
        case .dataLocale, .locale:
            Explanation("The service does not have this language.", "Ask for en-US, or for none.")
        case .deliveryRetries:
            Explanation("The service does not try deliveries again that way.", "Leave ConnectionRetry out.")
        case .enumerationMode: Explanation("The service does not enumerate in this mode.", "Leave --mode out.")
        case .expirationTime: Explanation("The service does not let this expire.", "Leave Expires out.")
        case .filteringRequired:
            Explanation("The service wants a filter here.", "Give one: --filter, or a query.")
        case .formatMismatch:
            Explanation("Parts of the Subscribe do not go together.", "The reason names them; leave one out.")
        case .formatSecurityToken:
            Explanation("The service does not take credentials of this kind.", "Send user name and password, or none.")
        case .fragmentLevelAccess:
            Explanation("The service reads and writes whole instances only.", "Leave --fragment out.")
        case .heartbeats: Explanation("The service sends no heartbeats.", "Leave --heartbeats out.")
        case .insecureAddress:
            Explanation("The service delivers to https alone.", "Listen on https://…, with --listen-cert.")
        case .invalidResourceURI:
            Explanation(
                "The service does not do this with such a resource URI.", "Name a class in place of '*', or back.")
        case .maxElements: Explanation("The service does not limit items.", "Leave --page-size and MaxElements out.")
        case .maxEnvelopePolicy:
            Explanation("The service cannot treat large events like that.", "Leave Policy out of MaxEnvelopeSize.")
        case .maxEnvelopeSize: Explanation("The service does not heed a size.", "Leave MaxEnvelopeSize out.")
        case .maxTime: Explanation("The service does not heed MaxTime.", "Leave it out, and use OperationTimeout.")
        case .operationTimeout: Explanation("The service does not heed OperationTimeout.", "Leave --timeout out.")
        case nil: Explanation("The service does not offer what was asked for.", "The reason says what; leave it out.")
        }
    }
}
