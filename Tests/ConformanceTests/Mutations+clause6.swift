import Glibc
import HTTPMessage

extension Mutation {
    static let clause6: [Mutation] = [
        .reply("R6.1-2", "A timeout that is none is an internal error") {
            $0.replacing("a:InvalidMessageInformationHeader", with: "w:InternalError")
        },
        Mutation("R6.1-5", "A marked timeout is passed over") { request, answer in
            if request.text.contains(">PT1S<") { usleep(3_500_000) }
            return answer(request)
        },
        .request("R6.2-2", "The client's limit does not matter") {
            $0.replacing(">8192<", with: ">512000<")
        },
        .request("R6.2-4", "Any MaxEnvelopeSize is taken") {
            $0.replacing(">8191<", with: ">8192<").replacing(">1<", with: ">8192<")
        },
        .reply("R6.2-4", "A MaxEnvelopeSize that is too small is another fault") {
            $0.replacing("faultDetail/MinimumEnvelopeLimit", with: "faultDetail/MaxEnvelopeSize")
        },
        .request("R6.3-1", "Other languages are refused") {
            $0.replacing(
                "xml:lang=\"de-DE\" s:mustUnderstand=\"false\"", with: "xml:lang=\"x\" s:mustUnderstand=\"true\"")
        },
        .request("R6.3-2", "The mark on Locale does not matter") {
            $0.replacing("<w:Locale xml:lang=\"tlh\" s:mustUnderstand=\"true\"/>", with: "<w:Locale xml:lang=\"tlh\"/>")
        },
        .reply("R6.3-2", "A marked Locale is another fault") {
            $0.replacing("faultDetail/Locale", with: "faultDetail/Ack")
        },
        .reply("R6.3-4", "No text says its language") { $0.replacing(" xml:lang=\"en-US\"", with: "") },
        .reply("R6.4-2", "Replies have an OptionSet") { $0.addingHeader("<w:OptionSet/>") },
        .request("R6.4-5", "The names of options differ, or else") {
            $0.ranges(of: "Name=\"Unknown1\"").count > 1 ? $0.addingHeader(.misunderstanding) : $0
        },
        .request("R6.4-6", "MustComply does not matter") { $0.replacing(" MustComply=\"true\"", with: "") },
        .reply("R6.4-6", "An option that must be complied with is an internal error") {
            $0.replacing("w:InvalidOptions", with: "w:InternalError")
        },
        .reply("R6.4-9", "Options are refused without a detail") { $0.without("w:FaultDetail") },
        .reply("R6.5-1", "RequestEPR is passed over") { $0.without("w:RequestedEPR") },
    ]
}
