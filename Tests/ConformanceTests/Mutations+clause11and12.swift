extension Mutation {
    static let clause11and12: [Mutation] = [
        Mutation("R11-2", "Identify with an unknown header block is a fault") { request, answer in
            guard request.text.contains("http://winch.example/unknown") else { return answer(request) }
            return answer(request.with(body: request.text.replacing("Identify", with: "Nothing")))
        },
        .reply("R11-6", "The versions are kept secret from everybody") {
            $0.replacing(
                "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd</wsmid:ProtocolVersion>",
                with: "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity/NoAnonymousDisclosure"
                    + "</wsmid:ProtocolVersion>")
        },
    ]
}
