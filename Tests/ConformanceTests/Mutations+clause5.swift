import Platform

extension Mutation {
    static let clause5: [Mutation] = [
        .reply("R5.1.1-1", "Replies go without the reference parameters of ReplyTo") { $0.without("*:Mark") },
        .reply("R5.1.1-1", "Replies go to an address of the service's own") {
            $0.changing("a:To") { _ in "http://winch.example/wsman" }
        },
        .reply("R5.1.1-2", "The EPRs of all items name the same instance") { text in
            guard text.isAction("PullResponse") else { return text }
            return text.changing("w:SelectorSet") {
                $0.replacing("8E2D4F6C-3A51-4C7D-B1E9-6F0A9B8C7D02", with: "5C1B0E0A-6D1B-4B0E-9C55-0A2C3F1D7E01")
            }
        },
        .reply("R5.1.1-2", "The EPRs of items lack a key") { text in
            text.contains("<w:Item>") ? text.renaming("w:Selector", "w:Chooser") : text
        },
        .reply("R5.1.2.1-5", "Replies have a ResourceURI") {
            $0.addingHeader("<w:ResourceURI>http://winch.example/X</w:ResourceURI>")
        },
        .reply("R5.1.2.1-6", "The fault for a ResourceURI has another detail") {
            $0.replacing("faultDetail/InvalidResourceURI", with: "faultDetail/InvalidValue")
        },
        .request("R5.1.2.1-6", "A missing ResourceURI means the last one") { text in
            guard !text.contains("<w:ResourceURI") else { return text }
            let uri = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/Msvm_ComputerSystem"
            return text.addingHeader("<w:ResourceURI>\(uri)</w:ResourceURI>")
        },
        .reply("R5.1.2.2-1", "Every Get shows the same instance") { text in
            text.replacing("8E2D4F6C-3A51-4C7D-B1E9-6F0A9B8C7D02", with: "vm")
                .isAction("GetResponse") ? text.changing("s:Body") { _ in "<p:X xmlns:p=\"urn:x\"/>" } : text
        },
        .request("R5.1.2.2-3", "Unknown selectors are passed over") {
            $0.replacing("<w:Selector Name=\"NoSuchKey\">x</w:Selector>", with: "")
        },
        .request("R5.1.2.2-3", "The value of a selector does not count") {
            $0.replacing(">no such value<", with: ">5C1B0E0A-6D1B-4B0E-9C55-0A2C3F1D7E01<")
                .replacing(
                    "Name=\"CreationClassName\">5C1B0E0A-6D1B-4B0E-9C55-0A2C3F1D7E01<",
                    with:
                        "Name=\"CreationClassName\">Msvm_ComputerSystem<")
        },
        .request("R5.1.2.2-4", "A repeated selector is passed over") { text in
            text.replacing(#"<w:Selector Name="Name">x</w:Selector>"#, with: "")
                .replacing(#"<w:Selector Name="CreationClassName">x</w:Selector>"#, with: "")
        },
        .reply("R5.1.2.2-4", "The service's own EPRs repeat a selector") { text in
            guard text.contains("<w:Item>") else { return text }
            return text.replacing("</w:SelectorSet>", with: "<w:Selector Name=\"Name\">x</w:Selector></w:SelectorSet>")
        },
        .reply("R5.1.2.2-5", "The service's own EPRs have selectors of a shape of their own") { text in
            text.contains("<w:Item>") ? text.replacing("</w:Selector>", with: "<w:More/></w:Selector>") : text
        },
        .reply("R5.1.3-1", "A marked ResourceURI that is not heeded is another fault") {
            $0.isAction("GetResponse")
                ? String.fault("a:ActionNotSupported", action: "http://schemas.xmlsoap.org/ws/2004/08/addressing/fault")
                : $0
        },
        .request("R5.2-1", "A marked wsa:To is not understood") {
            $0.contains("<a:To s:mustUnderstand=\"true\"") ? $0.addingHeader(.misunderstanding) : $0
        },
        .request("R5.2-2", "mustUnderstand does not matter") {
            $0.replacing(" s:mustUnderstand=\"true\"", with: "")
        },
        .reply("R5.2-2", "The header that is not understood is not named") { $0.without("s:NotUnderstood") },
        .request("R5.2-2", "Unknown headers are refused, marked or not") {
            $0.contains("http://winch.example/unknown") ? $0.addingHeader(.misunderstanding) : $0
        },
        .reply("R5.3-1", "Replies lack wsa:To") { $0.without("a:To") },
        .reply("R5.3-1", "Faults lack wsa:To") { $0.contains("<s:Fault>") ? $0.without("a:To") : $0 },
        .reply("R5.3-3", "What is not there is an internal error") {
            $0.replacing("a:DestinationUnreachable", with: "w:InternalError")
        },
        .request("R5.4.1-1", "FaultTo is not understood") {
            $0.contains("<a:FaultTo s:mustUnderstand") ? $0.addingHeader(.misunderstanding) : $0
        },
        .request("R5.4.1-1", "RelatesTo is not understood") {
            $0.contains("<a:RelatesTo s:mustUnderstand") ? $0.addingHeader(.misunderstanding) : $0
        },
        .reply("R5.4.2-2", "A ReplyTo elsewhere is another fault") {
            $0.replacing("faultDetail/AddressingMode", with: "faultDetail/Ack")
        },
        .reply("R5.4.2-4", "wsa:To of replies is an address of the service's own") {
            $0.changing("a:To") { _ in "http://winch.example/client" }
        },
        .reply("R5.4.2-5", "One reference parameter alone comes back") { $0.without("*:Second") },
        .reply("R5.4.2-5", "Reference parameters come back without their content") {
            $0.changing("*:Mark") { _ in "" }
        },
        .reply("R5.4.3-1", "A FaultTo elsewhere is another fault") {
            $0.replacing("faultDetail/AddressingMode", with: "faultDetail/Ack")
        },
        .reply("R5.4.3-2", "Faults go elsewhere") {
            $0.contains("<s:Fault>") ? $0.changing("a:To") { _ in "http://winch.example/faults" } : $0
        },
        .reply("R5.4.3-4", "Faults go without the reference parameters of FaultTo") { $0.without("*:Mark") },
        .reply("R5.4.3-6", "Faults go to the address of FaultTo in capitals") {
            $0.contains("<s:Fault>") ? $0.changing("a:To") { $0.uppercased() } : $0
        },
        .reply("R5.4.4-1", "The service's own MessageIDs are no URIs") { $0.changing("a:MessageID") { _ in "4711" } },
        .request("R5.4.4-1", "MessageIDs must be urn:uuid:") {
            $0.contains("<a:MessageID>http:") ? $0.changing("a:MessageID") { _ in "" } : $0
        },
        .reply("R5.4.4-2", "Every MessageID is the same") { $0.changing("a:MessageID") { _ in "uuid:1" } },
        counting("R5.4.4-2", "MessageIDs differ in case alone") { text, count in
            text.changing("a:MessageID") { _ in count.isMultiple(of: 2) ? "uuid:a" : "uuid:A" }
        },
        .reply("R5.4.4-3", "RelatesTo in lower case") { $0.changing("a:RelatesTo") { $0.lowercased() } },
        .reply("R5.4.4-3", "Faults lack RelatesTo") { $0.contains("<s:Fault>") ? $0.without("a:RelatesTo") : $0 },
        .reply("R5.4.4-4", "A missing MessageID is another fault") {
            $0.replacing("a:InvalidMessageInformationHeader", with: "w:SchemaValidationError")
        },
        .reply("R5.4.5-2", "An unknown action is an internal error") {
            $0.replacing("a:ActionNotSupported", with: "w:InternalError")
        },
        .request("R5.4.5-2", "An unknown action is taken for the one it begins with") {
            $0.replacing("transfer/Gets<", with: "transfer/Get<")
        },
        .request("R5.4.6-2", "From is not understood") {
            $0.contains("<a:From s:mustUnderstand") ? $0.addingHeader(.misunderstanding) : $0
        },
    ]

    /// Spoils each reply in another way: with how many there were before.
    static func counting(
        _ rule: String, _ description: String, _ change: @escaping @Sendable (String, Int) -> String
    ) -> Mutation {
        let count = Lock(0)
        return .reply(rule, description) { text in
            let before = count.withLock { count in
                count += 1
                return count
            }
            return change(text, before)
        }
    }
}

extension String {
    /// A whole fault, to be sent in place of a reply.
    static func fault(_ subcode: String, action: String) -> String {
        """
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" \
        xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
        xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header><a:Action>\(action)</a:Action>\
        <a:MessageID>uuid:\(GUID.random())</a:MessageID>\
        <a:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:To></s:Header><s:Body><s:Fault>\
        <s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>\(subcode)</s:Value></s:Subcode></s:Code>\
        <s:Reason><s:Text xml:lang="en">Spoiled.</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>
        """
    }
}
