/// The namespaces of a WS-Management message (DSP0226 annex A, MS-WSMV 2.2.1).
///
/// Each is one string for the life of the process: the parser hands out these very values, so that comparing two
/// ``QName``s of a well-known namespace compares two pointers.
public enum Namespace {
    public static let xml = "http://www.w3.org/XML/1998/namespace"
    public static let schema = "http://www.w3.org/2001/XMLSchema"
    public static let schemaInstance = "http://www.w3.org/2001/XMLSchema-instance"

    public static let soap = "http://www.w3.org/2003/05/soap-envelope"
    public static let soap11 = "http://schemas.xmlsoap.org/soap/envelope/"
    public static let addressing = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
    public static let transfer = "http://schemas.xmlsoap.org/ws/2004/09/transfer"
    public static let enumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
    public static let eventing = "http://schemas.xmlsoap.org/ws/2004/08/eventing"

    public static let wsman = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
    public static let identity = "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"
    public static let cimBinding = "http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd"
    public static let cimCommon = "http://schemas.dmtf.org/wbem/wscim/1/common"

    /// Microsoft's own header blocks: SessionId, OperationID, DataLocale and their kin.
    public static let microsoft = "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"
    public static let microsoftFault = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"
    public static let microsoftConfiguration = "http://schemas.microsoft.com/wbem/wsman/1/config"

    static let wellKnown = [
        soap, addressing, wsman, enumeration, transfer, microsoft, schemaInstance, schema, eventing, cimBinding,
        cimCommon, identity, microsoftFault, microsoftConfiguration, soap11, xml,
    ]

    /// The namespace spelled by these UTF-8 bytes: the well-known value itself, or a new string.
    static func interned(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        for var known in wellKnown where known.utf8.count == bytes.count {
            if known.withUTF8({ $0.elementsEqual(bytes) }) { return known }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
