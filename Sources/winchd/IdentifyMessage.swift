internal import XML

/// The request that needs no credentials and no addressing: who are you? (DSP0226 §11)
enum IdentifyMessage {
    static let contentType = "application/soap+xml;charset=UTF-8"
    /// Where it may be sent without credentials.
    static let anonymousPath = "/wsman-anon/identify"

    static func text() -> String {
        var writer = XMLWriter()
        writer.start("s:Envelope")
        writer.declare("s", "http://www.w3.org/2003/05/soap-envelope")
        writer.declare("i", "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd")
        writer.start("s:Body")
        writer.empty("i:Identify")
        writer.end("s:Body")
        writer.end("s:Envelope")
        return String(decoding: writer.finish(), as: UTF8.self)
    }
}
