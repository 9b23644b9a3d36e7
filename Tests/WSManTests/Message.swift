import SOAP
import Testing
import WSMan
import XML

/// A Get of one job, as the tests take it apart: header blocks by name, and a body.
struct Message {
    static let job = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/Msvm_ConcreteJob"

    var headers: [(name: String, xml: String)] = [
        ("To", "<a:To>http://localhost:5985/wsman</a:To>"),
        ("Action", "<a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action>"),
        ("MessageID", "<a:MessageID>uuid:11111111-2222-3333-4444-55555555AbCd</a:MessageID>"),
        ("ReplyTo", "<a:ReplyTo><a:Address s:mustUnderstand='true'>\(Addressing.anonymous)</a:Address></a:ReplyTo>"),
        ("ResourceURI", "<w:ResourceURI s:mustUnderstand='true'>\(job)</w:ResourceURI>"),
        ("SelectorSet", "<w:SelectorSet><w:Selector Name='InstanceID'>J1</w:Selector></w:SelectorSet>"),
    ]
    var body = ""

    /// The same message with one header block replaced or added; an empty text takes it away.
    func with(_ name: String, _ xml: String) -> Message {
        var message = self
        let index = headers.firstIndex { $0.name == name }
        switch (index, xml.isEmpty) {
        case (let index?, true): message.headers.remove(at: index)
        case (let index?, false): message.headers[index].xml = xml
        case (nil, _): message.headers.append((name, xml))
        }
        return message
    }

    func action(_ action: String, body: String = "") -> Message {
        var message = with("Action", "<a:Action>\(action)</a:Action>")
        message.body = body
        return message
    }

    var envelope: Envelope {
        get throws(Fault) {
            let declarations = Prefix.allCases.map { " xmlns:\($0.rawValue)='\($0.namespace)'" }.joined()
            let blocks = headers.map(\.xml).joined()
            return try Envelope(
                parsing: Array(
                    ("<s:Envelope\(declarations)><s:Header>\(blocks)</s:Header><s:Body>\(body)</s:Body></s:Envelope>")
                        .utf8))
        }
    }

    var request: Request { get throws(Fault) { try Request(envelope) } }

    /// The fault that reading the request ends in.
    func fault(_ location: SourceLocation = #_sourceLocation) throws -> Fault {
        try #require(throws: Fault.self, sourceLocation: location) { try request }
    }

    static func enumerate(_ content: String) -> Message {
        Message().with("SelectorSet", "").action(Action.enumerate, body: "<n:Enumerate>\(content)</n:Enumerate>")
    }

    static func pull(_ content: String) -> Message {
        Message().with("SelectorSet", "").action(Action.pull, body: "<n:Pull>\(content)</n:Pull>")
    }
}

extension Operation {
    var enumerate: Enumerate? { if case .enumerate(_, let enumerate) = self { enumerate } else { nil } }
    var pull: Pull? { if case .pull(let pull, _) = self { pull } else { nil } }
    var target: Target? {
        switch self {
        case .get(let target), .delete(let target), .put(let target, _), .create(let target, _): target
        case .enumerate(let target, _), .pull(_, let target), .invoke(let target, _, _): target
        case .identify, .release, .renewEnumeration, .enumerationStatus, .eventing, .unsupported: nil
        }
    }
}
