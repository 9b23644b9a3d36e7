import Endpoint
import HTTPMessage
import Jobs
import TestSupport
import Testing

/// Plays the recorded conversations of `Exchanges`: one folder a conversation with a fresh service, its requests sent in
/// the order of their names, each reply compared byte for byte with the one that was recorded and reviewed.
///
/// What the service sends by itself, after a request or while the clock moves before one, is compared as well:
/// `02-start.sent-1.xml`, … Event sinks answer as their address says (`TestSink`).
///
/// `03+2s-get.request.xml` moves the clock two seconds before it is sent. To record anew, run the tests with
/// `RECORD_EXCHANGES=1` and read the difference.
@Suite struct ExchangeTests {
    @Test(arguments: try ExchangeFolder.all())
    func `Every reply of the conversation is the recorded one`(_ folder: ExchangeFolder) throws {
        let sink = TestSink()
        let service = try TestEndpoint(limits: folder.limits, authorization: folder.authorization, sink: sink)
        for exchange in try folder.exchanges() {
            if let pause = exchange.pause {
                service.time.advance(by: pause)
                service.engine.runDue()
                service.endpoint.deliverDue()
            }
            let reply = service.post(exchange)
            service.endpoint.deliverDue()
            let sent = sink.take()
            if ExchangeFolder.isRecording {
                try exchange.record(reply, sent)
            } else {
                let recorded = try exchange.response()
                #expect(reply == recorded, "\(folder)/\(exchange.name)")
                #expect(try sent == exchange.sent(), "\(folder)/\(exchange.name)")
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

    fileprivate var authorization: Authorization {
        description == "as-a-reader" ? Authorization(roles: ["alice": .reader], rules: []) : .unrestricted
    }
}

extension TestEndpoint {
    fileprivate func post(_ exchange: Exchange) -> String {
        String(
            decoding: post(Array(exchange.request.utf8), contentType: nil, headers: exchange.headers).body,
            as: UTF8.self)
    }
}
