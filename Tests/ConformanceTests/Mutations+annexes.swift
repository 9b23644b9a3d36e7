import HTTPMessage
import TestSupport

extension Mutation {
    static let annexes: [Mutation] = [
        .reply("RB-2", "Identify tells of another version") {
            $0.changing("wsmid:ProtocolVersion") { _ in "http://schemas.xmlsoap.org/ws/2005/06/management" }
        },
        .reply("RB-2", "Faults are of another version") {
            guard $0.contains("<s:Fault>") else { return $0 }
            return $0.replacing(
                "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\"",
                with: "xmlns:w=\"http://schemas.xmlsoap.org/ws/2005/06/management\"")
        },
        .door("RC.2-1", "HTTP 1.0 is spoken") { _, answer in
            answer().raw.replacing("HTTP/1.1", with: "HTTP/1.0")
        },
        Mutation("RC.2-2", "The answer is accepted, and comes no more") { request, answer in
            request.text.isAction("Get") ? HTTPResponse(status: 202) : answer(request)
        },
        .reply("RC.2-2", "The answer is that to another request") { $0.changing("a:RelatesTo") { _ in "uuid:other" } },
        Mutation("RC.2-2", "The answer is of another type") { request, answer in
            var response = answer(request)
            response.headers = [("Content-Type", "text/html")]
            return response
        },
        Mutation("RC.2-5", "A message that has no reply is answered with HTTP 200") { request, answer in
            request.text.isAction("Ack") ? HTTPResponse(status: 200) : answer(request)
        },
        Mutation("RC.2-6", "POST is not allowed") { request, answer in
            request.text.isAction("Get") ? HTTPResponse(status: 405, headers: [("Allow", "GET")]) : answer(request)
        },
        Mutation("RC.2-7", "What is no SOAP is answered with HTTP 200") { request, answer in
            request.text == "no SOAP" ? HTTPResponse(status: 200) : answer(request)
        },
        .request("RC.2-10", "wsa:To must be the URL") {
            $0.contains("other.example:1234") ? $0.addingHeader(.misunderstanding) : $0
        },
        Mutation("RC.2-12", "SOAPAction does not matter") { request, answer in
            answer(request.with(headers: HTTPHeaders(request.headers.fields.filter { $0.name != "SOAPAction" })))
        },
        Mutation("RC.2-12", "SOAPAction must be there") { request, answer in
            request.headers["SOAPAction"] == nil && request.text.isAction("Get")
                ? answer(request.with(body: "")) : answer(request)
        },
        .door("RC.2-14", "Any type of media is taken") { _, answer in answer().raw },
        .door("RC.2-14", "An unknown type of media is a bad request") { request, answer in
            let isSOAP = request.field("Content-Type")?.hasPrefix("application/soap+xml") ?? false
            return isSOAP ? answer().raw : HTTPResponse(status: 400).raw
        },
        .door("RC.3-1", "Nobody is asked who they are, and Identify names no profile") { _, answer in
            var response = answer()
            response.body = Array(String(decoding: response.body, as: UTF8.self).without("wsmid:SecurityProfiles").utf8)
            return response.raw
        },
        .reply("RC.3-1", "Identify tells of profiles of its own") {
            $0.replacing("/secprofile/http/", with: "/secprofile/own/")
        },
        .reply("RC.3-2", "Identify tells of profiles of its own over TLS") {
            $0.replacing("/secprofile/https/", with: "/secprofile/own/")
        },
        .door("RC.3-3", "Everybody comes in") { _, answer in answer().raw },
    ]
}
