internal import HTTPMessage
internal import SOAP
internal import XML

/// What came back for a request: HTTP first, SOAP as far as it is any.
struct Answer: Sendable {
    /// `HTTP/1.1`.
    let version: String
    let status: Int
    let fields: HTTPHeaders
    let bytes: [UInt8]
    /// How the body is encoded; nil when it contradicts itself.
    let encoding: CharacterEncoding?
    /// The root element; nil when the body is empty or no XML.
    let root: XMLElement?
    let envelope: Envelope?
    /// Why there is no envelope, as a sentence.
    let problem: String?

    init(_ response: HTTPResponse, version: String = "", maximumBytes: Int) {
        self.version = version
        status = response.status
        fields = HTTPHeaders(response.headers.map { (name: $0.0, value: $0.1) })
        bytes = response.body
        let charset = fields["Content-Type"].flatMap { MediaType(parsing: $0) }?["charset"]
        do {
            let decoded = try Transcoding.decode(bytes, charset: charset)
            encoding = decoded.encoding
            let limits = XMLLimits(maximumBytes: 2 * maximumBytes)
            (root, envelope, problem) = Self.read(decoded.utf8, decoded.encoding, limits)
        } catch {
            (encoding, root, envelope, problem) = (nil, nil, nil, error.reason)
        }
    }

    private static func read(
        _ utf8: [UInt8], _ encoding: CharacterEncoding, _ limits: XMLLimits
    ) -> (XMLElement?, Envelope?, String?) {
        guard !utf8.isEmpty else { return (nil, nil, "The body is empty.") }
        let root = try? XMLParser.parse(utf8, decodedFrom: encoding, limits: limits)
        do throws(Fault) {
            return (root, try Envelope(parsing: utf8, decodedFrom: encoding, limits: limits), nil)
        } catch {
            return (root, nil, error.reason)
        }
    }

    /// An HTTP field.
    func field(_ name: String) -> String? { fields[name] }

    /// What the service demands of those who sign in, as it says so: `Basic realm="WSMAN"`.
    var challenges: [String] {
        fields.fields.filter { $0.name.lowercased() == "www-authenticate" }.map(\.value)
    }

    func header(_ name: QName) -> XMLElement? { envelope?.headers.first { $0.name == name } }
    func headers(_ name: QName) -> [XMLElement] { envelope?.headers.filter { $0.name == name } ?? [] }
    var body: [XMLElement] { envelope?.body ?? [] }
    var relatesTo: String? { header(Addressing.relatesTo)?.trimmedText }

    /// What the body says went wrong; nil for a reply.
    var fault: FaultAnswer? {
        guard let element = body.first, element.name == .soap("Fault") else { return nil }
        return FaultAnswer(element, action: header(Addressing.action)?.trimmedText)
    }

    /// In a few words, for sentences: `the fault w:TimedOut`, `HTTP 404`.
    var summary: String {
        if let fault { return "the fault \(fault.name)" }
        if envelope == nil { return "HTTP \(status) without SOAP" }
        return "a reply"
    }
}

/// A fault as a service sent it.
struct FaultAnswer: Sendable {
    let element: XMLElement
    let action: String?
    /// The value of s:Code.
    let code: QName?
    let subcode: QName?
    let reason: String
    /// The URIs of all FaultDetail elements.
    let details: [String]

    init(_ element: XMLElement, action: String?) {
        self.element = element
        self.action = action
        let code = element.first(.soap("Code"))
        self.code = code?.first(.soap("Value")).map { $0.resolve($0.text) }
        subcode = code?.first(.soap("Subcode"))?.first(.soap("Value")).map { $0.resolve($0.text) }
        reason = element.first(.soap("Reason"))?.first(.soap("Text"))?.trimmedText ?? ""
        details = element.first(.soap("Detail"))?.all(.wsman("FaultDetail")).map(\.trimmedText) ?? []
    }

    var name: String {
        let name = (subcode ?? code)?.shortName ?? "without a code"
        let words = details.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        return ([name] + words).joined(separator: "/")
    }

    /// Whether it is the fault of the table, its detail compared by the last part: servers spell the rest differently.
    func isA(_ code: FaultCode) -> Bool {
        let row = code.row
        guard let subcode = row.subcode else {
            return self.code == .soap(row.role.rawValue)
        }
        guard self.subcode == subcode else { return false }
        guard let detail = row.faultDetail else { return true }
        return details.contains { $0.split(separator: "/").last.map(String.init) == detail.rawValue }
    }
}

extension FaultCode {
    /// `w:EncodingLimit/MinimumEnvelopeLimit`.
    var name: String {
        let name = row.subcode?.shortName ?? "s:\(row.role.rawValue)"
        return row.faultDetail.map { "\(name)/\($0.rawValue)" } ?? name
    }
}
