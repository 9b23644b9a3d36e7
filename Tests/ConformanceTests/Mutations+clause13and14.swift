import HTTPMessage
import XML

extension Mutation {
    static let clause13and14: [Mutation] = [
        .reply("R13.1-1", "Replies are of SOAP 1.1") {
            $0.replacing("http://www.w3.org/2003/05/soap-envelope", with: "http://schemas.xmlsoap.org/soap/envelope/")
        },
        .request("R13.1-1", "SOAP 1.1 is taken, and answered in SOAP 1.2") {
            $0.replacing("http://schemas.xmlsoap.org/soap/envelope/", with: "http://www.w3.org/2003/05/soap-envelope")
        },
        Mutation("R13.1-4", "A charset in quotes is not understood") { request, answer in
            request.headers["Content-Type"]?.contains("\"utf-8\"") ?? false
                ? HTTPResponse(status: 400) : answer(request)
        },
        Mutation("R13.1-5", "Replies are in UTF-8 whatever was asked in") { request, answer in
            var response = answer(request)
            if let utf8 = try? Transcoding.decode(response.body, charset: nil).utf8 { response.body = utf8 }
            response.headers = [("Content-Type", "application/soap+xml;charset=UTF-8")]
            return response
        },
        .reply("R13.1-5", "An unknown charset is another fault") {
            $0.replacing("faultDetail/CharacterSet", with: "faultDetail/EncodingType")
        },
        Mutation("R13.1-6", "Replies in UTF-8 begin with a byte order mark") { request, answer in
            var response = answer(request)
            response.body = [0xEF, 0xBB, 0xBF] + response.body
            return response
        },
        Mutation("R13.1-7", "UTF-16 is big-endian, or none") { request, answer in
            guard request.body.starts(with: [0xFF, 0xFE]) else { return answer(request) }
            return answer(request.with(body: Array(request.body.dropFirst())))
        },
        Mutation("R13.1-8", "The charset does not matter") { request, answer in
            var headers = request.headers
            headers.replace("Content-Type", with: "application/soap+xml")
            return answer(request.with(headers: headers))
        },
        Mutation("R13.1-8", "A contradiction is HTTP 500") { request, answer in
            var response = answer(request)
            if response.status == 400 { response.status = 500 }
            return response
        },
        .request("R13.1-9", "The last of two headers counts") {
            $0.ranges(of: "<w:OperationTimeout>").count > 1 ? $0.without("w:OperationTimeout") : $0
        },
        .request("R13.1-10", "White space around values matters") {
            $0.contains("\n  http") ? $0.addingHeader(.misunderstanding) : $0
        },
        .request("R13.1-11", "Comments are faulted") {
            $0.contains("<!--") ? $0.addingHeader(.misunderstanding) : $0
        },
        .reply("R14.1-1", "Faults are of SOAP 1.1") {
            $0.contains("<s:Fault>")
                ? $0.replacing(
                    "http://www.w3.org/2003/05/soap-envelope", with: "http://schemas.xmlsoap.org/soap/envelope/") : $0
        },
        .reply("R14.2-1", "Faults have no Reason") { $0.without("s:Reason") },
        .reply("R14.2-1", "Faults lack RelatesTo") { $0.contains("<s:Fault>") ? $0.without("a:RelatesTo") : $0 },
        .reply("R14.2-1", "The Code of faults is Client") { $0.replacing("s:Sender", with: "s:Client") },
        .reply("R14.2-1", "Faults lack wsa:Action") { $0.contains("<s:Fault>") ? $0.without("a:Action") : $0 },
        .reply("R14.2-1", "Subcodes have no namespace") { text in
            text.replacing("<s:Subcode><s:Value>a:", with: "<s:Subcode><s:Value>")
                .replacing("<s:Subcode><s:Value>w:", with: "<s:Subcode><s:Value>")
        },
        .reply("R14.2-2", "The action of every fault is that of WS-Management") { text in
            guard text.contains("<s:Fault>") else { return text }
            return text.changing("a:Action") { _ in "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault" }
        },
        .reply("R14.6-1", "Faults have subcodes of the service's own") {
            $0.replacing("<s:Value>a:", with: "<s:Value>w:My")
        },
    ]
}
