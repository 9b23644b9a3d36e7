public import SOAP
public import XML

/// When an enumeration or a subscription shall expire: Expires, a duration or a point in time.
public enum Expiration: Hashable, Sendable {
    /// More than zero.
    case duration(Duration)
    /// Microseconds since 1970-01-01T00:00:00Z.
    case dateTime(microsecondsSince1970: Int64)

    // MARK: - Wire

    var text: String {
        switch self {
        case .duration(let duration): XSDDuration.text(duration)
        case .dateTime(let microseconds): XSDDateTime(microsecondsSince1970: microseconds).text
        }
    }

    /// - Throws: ``Fault``: InvalidExpirationTime for what is neither, and for a duration that is not positive.
    init(_ element: XMLElement, in specification: FaultCode.FilteringSpecification) throws(Fault) {
        let text = element.trimmedText
        if let duration = XSDDuration.parse(text), duration > .zero {
            self = .duration(duration)
        } else if let dateTime = XSDDateTime(text) {
            self = .dateTime(microsecondsSince1970: dateTime.microsecondsSince1970)
        } else {
            throw Fault(
                .invalidExpirationTime(in: specification),
                "Expires is \"\(text.prefix(40))\"; send a positive duration such as PT5M, or a dateTime.")
        }
    }
}

extension Expiration {
    /// The Expires of any answer of WS-Enumeration or WS-Eventing; nil without one.
    ///
    /// - Throws: ``Fault``: SchemaValidationError for what is neither a duration nor a dateTime.
    public static func granted(in answer: XMLElement) throws(Fault) -> Expiration? {
        guard let text = answer.first(QName(answer.name.namespace, "Expires"))?.trimmedText else { return nil }
        if let duration = XSDDuration.parse(text) { return .duration(duration) }
        if let time = XSDDateTime(text) { return .dateTime(microsecondsSince1970: time.microsecondsSince1970) }
        throw Fault(
            .schemaValidationError, "Expires is \"\(text.prefix(40))\", neither a duration nor a dateTime.")
    }
}
