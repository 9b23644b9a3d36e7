import HTTPMessage
import Platform

extension Mutation {
    static let clause8: [Mutation] = [
        .request("R8.1-5", "There is no Release") {
            $0.replacing("enumeration/Release<", with: "enumeration/Nothing<")
        },
        .request("R8.2.1-2", "Expires is refused as a time that is none") {
            $0.replacing("<n:Expires>PT59S<", with: "<n:Expires>always<")
        },
        .request("R8.2.1-3", "What stands in a Filter beside its element is passed over") {
            $0.replacing("and more", with: "")
        },
        .request("R8.2.1-3", "Of several elements in a Filter the first counts") {
            $0.contains(":More") ? $0.without("*:More", all: true).without("w:SelectorSet") : $0
        },
        .reply("R8.2.1-5", "The fault for a missing filter has another detail") {
            $0.replacing("faultDetail/FilteringRequired", with: "faultDetail/InvalidValue")
        },
        .request("R8.2.3-2", "Everybody gets items with the answer to Enumerate") {
            $0.replacing("<n:Enumerate/>", with: "<n:Enumerate><w:OptimizeEnumeration/></n:Enumerate>")
        },
        .request("R8.2.3-3", "One item more than MaxElements") {
            $0.replacing("<w:MaxElements>2<", with: "<w:MaxElements>3<")
        },
        .request("R8.2.3-3", "Without MaxElements there are two") {
            $0.replacing(
                "<w:OptimizeEnumeration/></n:Enumerate>",
                with: "<w:OptimizeEnumeration/><w:MaxElements>2</w:MaxElements></n:Enumerate>")
        },
        .reply("R8.2.3-4", "The first items are in the namespace of WS-Enumeration") {
            $0.replacing("w:Items>", with: "n:Items>").replacing("w:EndOfSequence", with: "n:EndOfSequence")
        },
        .reply("R8.2.3-5", "All items are there, and no word that they are all") {
            $0.without("w:EndOfSequence")
        },
        Mutation("R8.2.3-5", "The context starts anew behind the first items") { request, answer in
            var response = answer(request)
            guard request.text.contains("<w:MaxElements>1<") else { return response }
            let plain = answer(request.with(body: request.text.without("w:OptimizeEnumeration")))
            guard let fresh = plain.text.between("<n:EnumerationContext>", "<"),
                let sent = response.text.between("<n:EnumerationContext>", "<")
            else { return response }
            response.body = Array(response.text.replacing(sent, with: fresh).utf8)
            return response
        },
        .request("R8.3-1", "Only wsen:Filter is taken") {
            $0.replacing("<w:Filter Dialect=\"", with: "<w:Filter Dialect=\"x")
        },
        .reply("R8.3-3", "Two filters are another fault") {
            $0.replacing("n:CannotProcessFilter", with: "n:FilteringNotSupported")
        },
        pullOnce("R8.4-5", "Every Pull but the first is refused with the EPR of its Enumerate"),
        .reply("R8.4-8", "The last PullResponse has a context") {
            $0.replacing(
                "<n:EndOfSequence/>", with: "<n:EnumerationContext>uuid:0</n:EnumerationContext><n:EndOfSequence/>")
        },
        .request("R8.4-9", "A Pull without MaxElements brings two items") {
            $0.replacing(
                "</n:EnumerationContext></n:Pull>",
                with: "</n:EnumerationContext><n:MaxElements>2</n:MaxElements></n:Pull>")
        },
        .request("R8.5-1", "Release does nothing") {
            $0.replacing("enumeration/Release<", with: "enumeration/GetStatus<")
                .replacing("n:Release>", with: "n:GetStatus>")
        },
        .request("R8.5-3", "Release is refused with the EPR of its Enumerate") { text in
            guard text.isAction("Release") else { return text }
            return text.replacing("w:ResourceURI", with: "w:Elsewhere")
        },
        .request("R8.7-3", "An unknown EnumerationMode is taken for another") {
            $0.replacing(">EnumerateNothing<", with: ">EnumerateEPR<")
        },
    ]

    /// The first Pull is the tester's look for a resource to read.
    private static func pullOnce(_ rule: String, _ description: String) -> Mutation {
        let pulls = Lock(0)
        return .request(rule, description) { text in
            guard text.isAction("Pull") else { return text }
            let before = pulls.withLock { pulls in
                defer { pulls += 1 }
                return pulls
            }
            guard before > 0 else { return text }
            return text.replacing("w:ResourceURI", with: "w:Elsewhere")
        }
    }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}

extension String {
    /// What stands between the first `start` and the next `end`.
    func between(_ start: String, _ end: String) -> String? {
        guard let from = firstRange(of: start)?.upperBound, let to = self[from...].firstRange(of: end)?.lowerBound
        else { return nil }
        return String(self[from..<to])
    }
}
