extension Mutation {
    private static let mode = "http://schemas.dmtf.org/wbem/wsman/1/wsman/"
    private static let push = "http://schemas.xmlsoap.org/ws/2004/08/eventing/DeliveryModes/Push"

    /// Services that deliver otherwise than they were asked to: what is spoilt is the Subscribe.
    static let delivery: [Mutation] = [
        .request("R5.4.2-3", "Nobody is asked to acknowledge") {
            $0.replacing("\"\(mode)PushWithAck\"", with: "\"\(push)\"")
        },
        .request("R5.4.5-5", "What was to come in batches has the actions of single events") {
            $0.replacing("\"\(mode)Events\"", with: "\"\(push)\"")
        },
        .request("R10.2.1-5", "The reference parameters of NotifyTo are forgotten") {
            $0.isAction("Subscribe") ? $0.without("a:ReferenceParameters", all: true) : $0
        },
        .request("R10.2.5-2", "Heartbeats are accepted and never sent, where nothing happens") {
            guard $0.isAction("Subscribe") else { return $0 }
            return $0.without("w:Heartbeats").changing("w:Filter") { _ in
                "SELECT * FROM __InstanceDeletionEvent WITHIN 1 WHERE TargetInstance ISA 'Msvm_MigrationJob'"
            }
        },
        Mutation("R10.2.5-4", "Every delivery is sent twice, side by side") { request, answer in
            if request.text.isAction("Subscribe") { _ = answer(request) }
            return answer(request)
        },
        .request("R10.2.9.2-3", "What is pushed are batches, however large they get") {
            guard $0.isAction("Subscribe") else { return $0 }
            return $0.replacing("\"\(push)\"", with: "\"\(mode)Events\"").replacing(">8192<", with: ">512000<")
        },
        .request("R10.2.9.4-3", "The size of a batch is not looked at") {
            $0.isAction("Subscribe") ? $0.replacing(">8192<", with: ">512000<") : $0
        },
        .request("R10.2.9.4-4", "Batches are single events that nobody has to acknowledge") {
            $0.replacing("\"\(mode)Events\"", with: "\"\(push)\"")
        },
        .request("R10.6-2", "Pull mode is Push to EndTo") { text in
            guard text.isAction("Subscribe"), let start = text.firstRange(of: "<e:EndTo"),
                let end = text.firstRange(of: "</e:EndTo>")
            else { return text }
            let notifyTo = String(text[start.lowerBound..<end.upperBound]).renaming("e:EndTo", "e:NotifyTo")
            return text.replacing(
                "<e:Delivery Mode=\"\(mode)Pull\"/>", with: "<e:Delivery Mode=\"\(push)\">\(notifyTo)</e:Delivery>")
        },
        .request("R10.6-3", "The reference parameters of EndTo are forgotten") {
            $0.isAction("Subscribe") ? $0.without("a:ReferenceParameters", all: true) : $0
        },
        .request("R10.7-2", "Acknowledgements are not asked for") {
            $0.replacing("\"\(mode)PushWithAck\"", with: "\"\(push)\"")
                .replacing("\"\(mode)Events\"", with: "\"\(push)\"")
        },
        .reply("R10.8-1", "A subscription that was refused can be renewed") {
            $0.contains("e:UnableToRenew") ? $0.renaming("s:Fault", "e:RenewResponse") : $0
        },
        .request("R10.9-2", "What is too large is passed over in silence") {
            $0.isAction("Subscribe")
                ? $0.replacing("<w:MaxEnvelopeSize", with: "<w:MaxEnvelopeSize Policy=\"Skip\"") : $0
        },
    ]
}
