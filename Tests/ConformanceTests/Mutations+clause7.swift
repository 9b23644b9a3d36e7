import HTTPMessage
import Platform

extension Mutation {
    static let clause7: [Mutation] = [
        .reply("R7.3-1", "Get shows nothing") { $0.isAction("GetResponse") ? $0.changing("s:Body") { _ in "" } : $0 },
        .reply("R7.4-3", "A Put of a read-only property is another fault") {
            $0.replacing("a:ActionNotSupported", with: "x:InvalidRepresentation")
        },
        .reply("R7.4-5", "A bad body is an internal error") {
            $0.replacing("x:InvalidRepresentation", with: "w:InternalError")
        },
        .reply("R7.4-8", "PutResponse is empty") {
            $0.isAction("PutResponse") ? $0.changing("s:Body") { _ in "" } : $0
        },
        .request("R7.4-10", "The second value of a Put is lost") {
            $0.isAction("Put") ? $0.without("*:Priority") : $0
        },
        Mutation("R7.5-2", "Delete answers, and deletes nothing") { request, answer in
            guard request.text.isAction("Delete") else { return answer(request) }
            let shown = answer(request.with(body: request.text.replacing("transfer/Delete<", with: "transfer/Get<")))
            let text = String(decoding: shown.body, as: UTF8.self).changing("s:Body") { _ in "" }
            return HTTPResponse(
                status: 200, headers: shown.headers,
                body: Array(text.replacing("GetResponse", with: "DeleteResponse").utf8))
        },
        .reply("R7.6-3", "A bad body of Create is an internal error") {
            $0.replacing("x:InvalidRepresentation", with: "w:InternalError")
        },
        remembering("R7.6-4", "A Create of what exists already answers with what exists"),
        .reply("R7.6-5", "CreateResponse names nothing") {
            $0.isAction("CreateResponse") ? $0.changing("s:Body") { _ in "" } : $0
        },
        .reply("R7.6-5", "ResourceCreated is in another namespace") {
            $0.isAction("CreateResponse")
                ? $0.renaming("x:ResourceCreated", "w:ResourceCreated") : $0
        },
        .reply("R7.6-5", "ResourceCreated leads nowhere") {
            $0.isAction("CreateResponse") ? $0.replacing("Name=\"InstanceID\">", with: "Name=\"InstanceID\">X") : $0
        },
        .reply("R7.6-6", "CreateResponse shows the resource as well") {
            $0.replacing("</x:ResourceCreated>", with: "</x:ResourceCreated><q:Job xmlns:q=\"urn:q\"/>")
        },
        .reply("R7.6-6", "ResourceCreated shows the resource as well") {
            $0.replacing("</x:ResourceCreated>", with: "<q:Job xmlns:q=\"urn:q\"/></x:ResourceCreated>")
        },
        .request("R7.7-1", "A fragment is the whole") { $0.without("w:FragmentTransfer") },
        .reply("R7.7-2", "FragmentTransfer is not repeated") { $0.without("w:FragmentTransfer") },
        .reply("R7.7-2", "FragmentTransfer is repeated without its content") {
            $0.changing("w:FragmentTransfer") { _ in "" }
        },
        .request("R7.7-3", "XPath starts above the root") {
            $0.replacing(">/Msvm_ComputerSystem/", with: ">/x/Msvm_ComputerSystem/")
        },
        .reply("R7.7-3", "A fragment has another value than the whole") {
            $0.contains("<w:XmlFragment") ? $0.changing("w:XmlFragment") { $0.replacing("</", with: "x</") } : $0
        },
        .request("R7.7-4", "Any dialect is XPath") {
            $0.replacing(" Dialect=\"http://winch.example/no-such-dialect\"", with: "")
        },
        .reply("R7.7-4", "An unknown dialect is another fault") {
            $0.replacing("w:FragmentDialectNotSupported", with: "w:CannotProcessFilter")
        },
        .reply("R7.7-5", "Fragments come bare") { $0.renaming("w:XmlFragment", "w:Fragment") },
        .reply("R7.7-5", "A bare fragment is refused without its detail") {
            $0.replacing("faultDetail/InvalidFragment", with: "faultDetail/InvalidValues")
        },
        .request("R7.7-6", "text() is passed over") { $0.replacing("/text()</w:Frag", with: "</w:Frag") },
        .reply("R7.7-7", "An expression that is too much is an internal error") {
            $0.replacing("w:CannotProcessFilter", with: "w:InternalError")
        },
        Mutation("R7.7-8", "A fragment with something wrong in it is written as far as it is right") {
            request, answer in
            if request.text.contains("NoSuchProperty"), request.text.isAction("Put") {
                _ = answer(request.with(body: request.text.without("*:NoSuchProperty")))
            }
            return answer(request)
        },
        .reply("R7.9-2", "A Put of a read-only fragment is another fault") {
            $0.replacing("faultDetail/ActionMismatch", with: "faultDetail/NotSupported")
        },
        Mutation("R7.11-1", "Create of a fragment changes what there is") { request, answer in
            guard request.text.isAction("Create"), request.text.contains("<w:FragmentTransfer") else {
                return answer(request)
            }
            let put = answer(request.with(body: request.text.replacing("transfer/Create<", with: "transfer/Get<")))
            let text = String(decoding: put.body, as: UTF8.self)
            return HTTPResponse(
                status: 200, headers: put.headers,
                body: Array(text.replacing("GetResponse", with: "CreateResponse").utf8))
        },
    ]

    /// Answers every Create but the first with the answer to the first.
    private static func remembering(_ rule: String, _ description: String) -> Mutation {
        let first = Lock<[UInt8]?>(nil)
        return Mutation(rule, description) { request, answer in
            guard request.text.isAction("Create") else { return answer(request) }
            if request.text.contains("InstanceID"), let body = first.withLock({ $0 }) {
                return HTTPResponse(
                    status: 200, headers: [("Content-Type", "application/soap+xml;charset=UTF-8")], body: body)
            }
            let response = answer(request)
            first.withLock { $0 = response.body }
            return response
        }
    }
}
