internal import SOAP
internal import WSMan
internal import XML

extension Check {
    /// DSP0226 clause 6: OperationTimeout, MaxEnvelopeSize, Locale, OptionSet, RequestEPR.
    static let clause6: [Check] = [
        Check("R6.2-4") { it in
            let header = XMLElement(.wsman("MaxEnvelopeSize"), "8191").marked()
            let answer = try await it.send(try await it.get().with(header))
            try it.expect(answer, is: .encodingLimit(.minimumEnvelopeLimit), for: "A MaxEnvelopeSize of 8191")
        }
    ]
}
