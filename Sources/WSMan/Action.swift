/// The action URIs of the operations (DSP0226 table 1; MS-WSMV 2.2.1), without those of methods, which are made of a
/// resource URI and the method's name.
public enum Action {
    public static let get = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get"
    public static let put = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Put"
    public static let create = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Create"
    public static let delete = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Delete"

    public static let enumerate = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate"
    public static let pull = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Pull"
    public static let release = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Release"
    public static let renewEnumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Renew"
    public static let enumerationStatus = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/GetStatus"

    /// What a service sends, and never takes.
    public static let enumerationEnd = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/EnumerationEnd"
    public static let subscriptionEnd = "http://schemas.xmlsoap.org/ws/2004/08/eventing/SubscriptionEnd"

    public static let subscribe = "http://schemas.xmlsoap.org/ws/2004/08/eventing/Subscribe"
    public static let unsubscribe = "http://schemas.xmlsoap.org/ws/2004/08/eventing/Unsubscribe"
    public static let renewSubscription = "http://schemas.xmlsoap.org/ws/2004/08/eventing/Renew"
    public static let subscriptionStatus = "http://schemas.xmlsoap.org/ws/2004/08/eventing/GetStatus"

    /// What goes to an event sink (DSP0226 10.2.9, 10.2.5, 10.9), and what comes back (10.7).
    public static let event = "http://schemas.dmtf.org/wbem/wsman/1/wsman/Event"
    public static let events = "http://schemas.dmtf.org/wbem/wsman/1/wsman/Events"
    public static let heartbeat = "http://schemas.dmtf.org/wbem/wsman/1/wsman/Heartbeat"
    public static let droppedEvents = "http://schemas.dmtf.org/wbem/wsman/1/wsman/DroppedEvents"
    public static let ack = "http://schemas.dmtf.org/wbem/wsman/1/wsman/Ack"

    /// The action of the reply: DSP0226 appends the same word everywhere.
    public static func response(to action: String) -> String { action + "Response" }
}
