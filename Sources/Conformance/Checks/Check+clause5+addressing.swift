internal import SOAP
internal import WSMan
internal import XML

extension Check {
    /// DSP0226 clause 5.
    static let clause5: [Check] = [
        Check("R5.1.2.1-6") { it in
            for header in [nil, XMLElement(.wsman("ResourceURI"), "no resource")] {
                var message = try await it.get()
                message[.wsman("ResourceURI")] = header
                let answer = try await it.send(message)
                let what = header == nil ? "A Get without ResourceURI" : "A ResourceURI that is no URI"
                try it.expect(answer, is: .destinationUnreachable(.invalidResourceURI), for: what)
            }
        },
        Check("R5.4.4-3") { it in
            for identifier in [Message.identifier(), "URN:UUID:6F2C0D1E-3AAA-4BBB-8CCC-0123456789Ab", "12345"] {
                let message = try await it.get().with(XMLElement(Addressing.messageID, identifier))
                for request in [message, message.without(.wsman("ResourceURI"))] {
                    let answer = try await it.send(request)
                    try it.expect(
                        answer.relatesTo == identifier,
                        "The RelatesTo of \(answer.summary) is \(answer.relatesTo ?? "missing"); the MessageID was "
                            + "\(identifier).")
                }
            }
        },
    ]
}
