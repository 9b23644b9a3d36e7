extension Mutation {
    static let clause10: [Mutation] = [
        .request("R10.1-2", "There is no Unsubscribe") {
            $0.replacing("eventing/Unsubscribe<", with: "eventing/Nothing<")
        },
        .request("R10.2.1-1", "A Subscribe without an event source is one to all") { text in
            guard text.isAction("Subscribe"), !text.contains("<w:ResourceURI") else { return text }
            return text.addingHeader(
                "<w:ResourceURI>http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/*</w:ResourceURI>")
        },
        .request("R10.2.2-1", "Only wse:Filter is taken") {
            $0.isAction("Subscribe") ? $0.replacing("<w:Filter Dialect=\"", with: "<w:Filter Dialect=\"x") : $0
        },
        .reply("R10.2.2-3", "Two filters of events are another fault") {
            $0.replacing("e:InvalidMessage", with: "e:FilteringNotSupported")
        },
        .request("R10.2.2-5", "What stands in a filter of events beside its text is passed over") {
            $0.without("*:More")
        },
        .request("R10.2.6-2", "What stands in a bookmark beside its text is passed over") { $0.without("*:More") },
        .reply("R10.2.6-3", "A PullResponse has no bookmark") { $0.without("w:Bookmark") },
        .request("R10.2.6-4", "A bookmark is passed over, and what was missed is lost") {
            $0.isAction("Subscribe") ? $0.without("w:Bookmark") : $0
        },
        .request("R10.2.6-4", "From whatever bookmark all comes again") {
            $0.changing("w:Bookmark") { _ in "http://schemas.dmtf.org/wbem/wsman/1/wsman/bookmark/earliest" }
        },
        .reply("R10.2.6-6", "A bookmark that is none is an internal error") {
            $0.replacing("w:InvalidBookmark", with: "w:InternalError")
        },
        .reply("R10.2.9.5-3", "The answer to Subscribe in Pull mode has no context") {
            $0.contains("<e:SubscribeResponse") ? $0.without("n:EnumerationContext") : $0
        },
        .reply("R10.2.9.5-7", "A PullResponse with events says that they are all") {
            $0.replacing("</n:PullResponse>", with: "<n:EndOfSequence/></n:PullResponse>")
        },
        .request("R10.2.9.5-8", "MaxEnvelopeSize is passed over") {
            $0.replacing(">16384<", with: ">512000<")
        },
        .request("R10.4-1", "Unsubscribe does nothing") {
            $0.replacing("eventing/Unsubscribe<", with: "eventing/GetStatus<")
                .replacing("e:Unsubscribe", with: "e:GetStatus")
        },
        .request("R10.5-1", "There is no Renew") {
            $0.isAction("Renew") ? $0.replacing("eventing/Renew<", with: "eventing/Nothing<") : $0
        },
    ]
}
