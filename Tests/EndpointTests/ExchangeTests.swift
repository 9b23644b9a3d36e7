import Endpoint
import HTTPMessage
import Jobs
import TestSupport
import Testing

/// Plays the recorded conversations of `Exchanges`: one folder a conversation with a fresh service, its requests sent in
/// the order of their names, each reply compared byte for byte with the one that was recorded and reviewed.
///
/// `03+2s-get.request.xml` moves the clock two seconds before it is sent. To record anew, run the tests with
/// `RECORD_EXCHANGES=1` and read the difference.
@Suite struct ExchangeTests {
    @Test(arguments: try ExchangeFolder.all())
    func `Every reply of the conversation is the recorded one`(_ folder: ExchangeFolder) throws {
        let service = try TestEndpoint(limits: folder.limits)
        for exchange in try folder.exchanges() {
            if let pause = exchange.pause {
                service.time.advance(by: pause)
                service.engine.runDue()
            }
            let reply = service.post(exchange)
            if ExchangeFolder.isRecording {
                try exchange.record(reply)
            } else {
                let recorded = try exchange.response()
                #expect(reply == recorded, "\(folder)/\(exchange.name)")
            }
        }
    }
}

/// What is special about the service that a folder is played to.
extension ExchangeFolder {
    fileprivate var limits: EndpointLimits {
        var limits = EndpointLimits()
        if description == "faults-of-limits" {
            limits.enumerationsPerUser = 1
            limits.envelopeBytes = 16384
        }
        return limits
    }
}

extension TestEndpoint {
    fileprivate func post(_ exchange: Exchange) -> String {
        String(
            decoding: post(Array(exchange.request.utf8), contentType: nil, headers: exchange.headers).body,
            as: UTF8.self)
    }
}
