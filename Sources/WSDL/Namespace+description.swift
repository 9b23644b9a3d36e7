internal import XML

extension Namespace {
    static let wsdl = "http://schemas.xmlsoap.org/wsdl/"
    static let wsdlSOAP12 = "http://schemas.xmlsoap.org/wsdl/soap12/"
    static let soapOverHTTP = "http://schemas.xmlsoap.org/soap/http"
    /// The attribute Action of WS-Addressing 1.0 Metadata.
    static let addressingMetadata = "http://www.w3.org/2007/05/addressing/metadata"
    /// The same attribute in the draft before, which older tools read.
    static let addressingWSDL = "http://www.w3.org/2006/05/addressing/wsdl"
}
