import HTTPMessage

extension Mutation {
    static let annexE: [Mutation] = [
        .reply("RE-1", "A selector that no instance has is another fault") {
            $0.replacing("n:CannotProcessFilter", with: "n:FilteringNotSupported")
        },
        .request("RE-2", "The filter is passed over") {
            $0.replacing("w:Filter", with: "w:Sieve")
        },
        Mutation("RE-3", "A name that two namespaces have is a fault") { request, answer in
            let asked = request.text.replacing("Name=\"ElementName\"", with: "Name=\"Ambiguous\"")
            var response = answer(request.with(body: asked))
            let twin = "<x:ElementName xmlns:x=\"urn:x\">other</x:ElementName><p:ElementName>"
            response.body = Array(response.text.replacing("<p:ElementName>", with: twin).utf8)
            return response
        },
        .request("RE-4", "Of an array only the first element counts") {
            $0.replacing("Name=\"AvailableRequestedStates\">11<", with: "Name=\"AvailableRequestedStates\">99<")
        },
    ]
}
