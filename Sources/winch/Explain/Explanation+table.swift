internal import SOAP

/// What a fault means for whoever asked, and what can be done.
struct Explanation {
    let meaning: String
    let remedy: String

    init(_ meaning: String, _ remedy: String) {
        self.meaning = meaning
        self.remedy = remedy
    }
}

extension FaultCode {
    var explanation: Explanation {
        switch self {
        case .mustUnderstand:
            Explanation(
                "A header block marked mustUnderstand is not understood by the service.",
                "See which one in s:NotUnderstood; leave it out or drop its mustUnderstand.")
        case .versionMismatch:
            Explanation("The envelope is not SOAP 1.2.", "Use the namespace http://www.w3.org/2003/05/soap-envelope.")
        case .dataEncodingUnknown:
            Explanation("The body uses an encodingStyle that the service does not know.", "Leave encodingStyle out.")
        case .actionNotSupported(_, .actionMismatch):
            Explanation(
                "The operation exists, but not for this kind of resource: a read-only class, or all classes (*).",
                "Check the resource URI; change state with a method ('winch invoke').")
        case .actionNotSupported:
            Explanation(
                "The service does not know this operation, or the class has no method of this name.",
                "Check the method's spelling and that it belongs to the class in the URI.")
        case .destinationUnreachable(.resourceNotFound):
            Explanation(
                "The class is right, but no instance has these keys: never there, or removed meanwhile.",
                "List what there is: 'winch enumerate CLASS --mode epr'. Ended jobs go away after TimeBeforeRemoval.")
        case .destinationUnreachable:
            Explanation(
                "The resource URI is missing, malformed, or names no class of that namespace.",
                "Check class and namespace; URIs look like http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/CLASS."
            )
        case .endpointUnavailable:
            Explanation("The resource is known but does not answer now.", "Try again later; a:RetryAfter may say when.")
        case .invalidMessageInformationHeader:
            Explanation(
                "A header of WS-Addressing or WS-Management has a value that is none.",
                "The fault names the header; an OperationTimeout must be a positive duration such as PT60S.")
        case .messageInformationHeaderRequired:
            Explanation("A header that every request needs is missing.", "Send To, Action, MessageID and ReplyTo.")
        case .invalidRepresentation(let detail): detail.explanation
        case .cannotProcessFilter, .cannotProcessExpression:
            Explanation(
                "The filter, query or fragment expression is wrong or more than the service can do.",
                "Check syntax, class and property names; WQL strings stand in quotes.")
        case .filterDialectRequestedUnavailable, .filteringRequestedUnavailable, .fragmentDialectNotSupported:
            Explanation(
                "The service does not filter in this dialect.",
                "Use one of those it lists; WQL works nearly everywhere.")
        case .filteringNotSupported:
            Explanation("The service does not filter here at all.", "Ask for everything and filter yourself.")
        case .invalidEnumerationContext:
            Explanation(
                "The enumeration is over, expired, released, or was never this user's.",
                "Begin anew with Enumerate; use the newest context of each reply, and pull without long pauses.")
        case .enumerationTimedOut, .timedOut:
            Explanation(
                "The operation took longer than OperationTimeout. It may go on nevertheless.",
                "Allow more time (--timeout), ask for less at once, or look whether it happened.")
        case .invalidExpirationTime, .unsupportedExpirationType:
            Explanation(
                "Expires is in the past, zero, or of a kind the service does not take.", "Send a duration: PT5M.")
        case .deliveryModeRequestedUnavailable:
            Explanation("The service does not deliver events in this mode.", "Use one of the modes it lists.")
        case .eventSourceUnableToProcess:
            Explanation("The service cannot make this subscription.", "Check that URI and query name the same class.")
        case .eventDeliverToUnusable:
            Explanation(
                "Events cannot be delivered to the address given.", "Check NotifyTo: reachable, https, credentials.")
        case .invalidMessage:
            Explanation("The Subscribe contradicts itself, for example with two filters.", "Send one filter.")
        case .unableToRenew:
            Explanation("The subscription cannot be renewed.", "Subscribe anew.")
        case .accessDenied:
            Explanation(
                "The service knows the user, but this is not allowed.",
                "Use another user, or have the right given: on Windows, WinRM's RootSDDL and the namespace's security.")
        case .alreadyExists: Explanation("There is such an instance already.", "Change it with put, or use other keys.")
        case .concurrency: Explanation("Somebody else is changing the same resource.", "Try again in a moment.")
        case .deliveryRefused: Explanation("The receiver of the events wants no more.", "Check the receiver.")
        case .encodingLimit(let detail): detail.explanation
        case .internalError:
            Explanation(
                "Something failed inside the service or one of its providers.",
                "The provider's text says more; look into the service's log. On Windows also: too many operations at once."
            )
        case .invalidBookmark: Explanation("The bookmark is expired or none.", "Subscribe without a bookmark.")
        case .invalidOptions:
            Explanation("An option is not known, or has a wrong value.", "Leave it out, or its MustComply.")
        case .invalidParameter:
            Explanation(
                "A parameter of the method is unknown, missing or of another type.",
                "Compare names and types with the class; references need --ref.")
        case .invalidSelectors(let detail): detail.explanation
        case .noAck: Explanation("The receiver did not acknowledge the events.", "Check the receiver.")
        case .quotaLimit:
            Explanation(
                "Too many operations, connections or enumerations at once, in all or for this user.",
                "Wait for others to end, release enumerations, or raise the quota (winrm/config).")
        case .schemaValidationError:
            Explanation("The message is not valid XML, or not what the operation asks for.", "The reason says where.")
        case .unsupportedFeature(let detail):
            Explanation(
                "The service does not offer what was asked for\(detail.map { " (\($0))" } ?? "").", "Leave it out.")
        case .polymorphismModeNotSupported:
            Explanation(
                "The service does not offer this PolymorphismMode.", "Leave --shallow or --base-properties out.")
        }
    }
}

extension FaultCode.InvalidRepresentation? {
    fileprivate var explanation: Explanation {
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
    fileprivate var explanation: Explanation {
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
    fileprivate var explanation: Explanation {
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
