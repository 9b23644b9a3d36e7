public import XML

/// WS-Addressing as of August 2004: the names of its header blocks and its fixed addresses.
public enum Addressing {
    public static let to = QName(Namespace.addressing, "To")
    public static let action = QName(Namespace.addressing, "Action")
    public static let messageID = QName(Namespace.addressing, "MessageID")
    public static let relatesTo = QName(Namespace.addressing, "RelatesTo")
    public static let replyTo = QName(Namespace.addressing, "ReplyTo")
    public static let faultTo = QName(Namespace.addressing, "FaultTo")
    public static let from = QName(Namespace.addressing, "From")

    public static let endpointReference = QName(Namespace.addressing, "EndpointReference")
    public static let address = QName(Namespace.addressing, "Address")
    public static let referenceParameters = QName(Namespace.addressing, "ReferenceParameters")
    /// The older kind of reference parameters, still sent; treated alike.
    public static let referenceProperties = QName(Namespace.addressing, "ReferenceProperties")

    /// "Answer on the connection that the request came by."
    public static let anonymous = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"
}
