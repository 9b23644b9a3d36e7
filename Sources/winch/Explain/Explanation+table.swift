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
        case .endpointUnavailable(.invalidValues, _):
            Explanation(
                "What stands behind the service gave it an answer that makes no sense.",
                "Look into the log of the service; asking again seldom helps.")
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
        case .filteringRequestedUnavailable(.filteringRequired, _):
            Explanation(
                "The service wants a filter here, and the Subscribe has none.",
                "Say what to be told of: 'winch subscribe QUERY'.")
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
        case .eventSourceUnableToProcess(.unusableAddress):
            Explanation(
                "The service cannot send events to the address in NotifyTo.",
                "Give one that it can reach: --notify-host, and a port that no firewall closes.")
        case .eventSourceUnableToProcess:
            Explanation("The service cannot make this subscription.", "Check that URI and query name the same class.")
        case .eventDeliverToUnusable(.policyTooComplex), .eventDeliverToUnusable(.cannotComplyWithPolicy):
            Explanation(
                "NotifyTo or EndTo has a policy that the service cannot keep.",
                "Leave the policy out; wsman:Auth says how to sign in at the receiver.")
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
        case .internalError(.invalid):
            Explanation(
                "The service made a message that is no XML, or none of its schema.",
                "It is the service's defect; its log says more. Ask for less, without what it stumbles over.")
        case .internalError:
            Explanation(
                "Something failed inside the service or one of its providers.",
                "The provider's text says more; look into the service's log. On Windows also: too many operations at once."
            )
        case .invalidBookmark(let detail): detail.explanation
        case .invalidOptions(let detail): detail.explanation
        case .invalidParameter(let detail): detail.explanation
        case .invalidSelectors(let detail): detail.explanation
        case .noAck: Explanation("The receiver did not acknowledge the events.", "Check the receiver.")
        case .quotaLimit:
            Explanation(
                "Too many operations, connections or enumerations at once, in all or for this user.",
                "Wait for others to end, release enumerations, or raise the quota (winrm/config).")
        case .schemaValidationError:
            Explanation("The message is not valid XML, or not what the operation asks for.", "The reason says where.")
        case .unsupportedFeature(let detail): detail.explanation
        case .polymorphismModeNotSupported:
            Explanation(
                "The service does not offer this PolymorphismMode.", "Leave --shallow or --base-properties out.")
        }
    }
}
