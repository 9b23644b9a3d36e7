internal import SOAP
internal import WSMan
internal import XML

extension Check {
    /// DSP0226 10.2.3 and 10.2.4: retries, and the answer to Subscribe.
    static let retries: [Check] = [
        Check("R10.2.3-1") { it in
            let retry = XMLElement(.wsman("ConnectionRetry"), "PT1S", ["Total": "2"])
            let sink = try await it.sink()
            defer { sink.close() }
            let mode = try await it.requiredPushingMode()
            let answer = try await it.send(try it.subscribe(mode, delivery: [.notifyTo(sink.url), retry]))
            try await it.unsubscribe(answer)
            guard answer.fault != nil else { return try it.expectReply(answer) }
            try it.expect(answer, is: .unsupportedFeature(.deliveryRetries), for: "A Subscribe with ConnectionRetry")
        },
        Check("R10.2.3-2") { it in
            let retry = XMLElement(.wsman("ConnectionRetry"), "PT1S", ["Total": "1"])
            let mode = try await it.requiredPushingMode()
            try await it.withPushing(mode, delivery: [retry], conduct: .fail) { subscribed, sink in
                try await it.trigger()
                _ = try await sink.wait(.seconds(5)) { $0.count >= 2 }
                try await it.expectEnd(of: subscribed, "All attempts to deliver have failed")
            }
        },
        Check("R10.2.4-1", needs: [.eventing]) { it in
            // That there is a manager, and that it is an EPR.
            try await it.withSubscription { _ = try it.renewing($0) }
        },
        Check("R10.2.4-2", needs: [.eventing]) { it in
            let answer = try await it.subscribing([XMLElement(.eventing("Expires"), "PT5M")])
            try it.expectReply(answer, "A Subscribe with Expires")
            guard let told = answer.body.first?.first(.eventing("Expires"))?.trimmedText else { return }
            try it.expect(
                XSDDuration.parse(told) != nil || XSDDateTime(told) != nil,
                "The answer to Subscribe has the Expires \(told), which is neither a duration nor a time.")
        },
    ]

    /// DSP0226 10.2.5: heartbeats.
    static let heartbeats: [Check] = [
        Check("R10.2.5-1") { it in
            try await it.withPushing(try await it.requiredPushingMode(), delivery: [.heartbeats]) { _, _ in }
        },
        Check("R10.2.5-2") { it in
            let mode = try await it.requiredPushingMode()
            try await it.withPushing(mode, delivery: [.heartbeats]) { _, sink in
                let begun = ContinuousClock.now
                try await Task.sleep(for: .milliseconds(3200))
                let times = [begun] + sink.deliveries.map(\.came) + [.now]
                // Half a second for the way.
                let longest = zip(times, times.dropFirst()).map { $1 - $0 }.max() ?? .zero
                try it.expect(
                    longest <= .milliseconds(1500),
                    "Nothing comes for \(longest), with a heartbeat asked for each second.")
                for delivery in sink.deliveries where delivery.isHeartbeat {
                    try it.expect(delivery.content.body.isEmpty, "A heartbeat brings something in its body.")
                }
            }
        },
        Check("R10.2.5-3", needs: [.heartbeats, .batches]) { it in
            try await it.withPushing(.events, delivery: [.heartbeats]) { _, sink in
                try await it.trigger()
                let deliveries = try await sink.wait(.seconds(3)) { $0.contains(where: \.isHeartbeat) }
                for batch in deliveries.map({ $0.content.body.flatMap(\.elements) }) where batch.count > 1 {
                    let actions = batch.map { $0.attribute(QName("", "Action")) ?? "" }
                    try it.expect(
                        !actions.contains { $0.hasSuffix("/Heartbeat") }, "A heartbeat stands in a batch of events.")
                }
            }
        },
        Check("R10.2.5-4", needs: [.pushWithAck]) { it in
            try await it.withPushing(
                .pushWithAck, delivery: [.heartbeats], conduct: .takeAfter(.milliseconds(1500))
            ) { _, sink in
                try await it.trigger()
                _ = try await sink.wait(.seconds(4)) { $0.count > 1 }
                try it.expectOneByOne(sink.deliveries)
            }
        },
    ]

    /// DSP0226 10.2.7 to 10.2.9.4: the modes that push.
    static let modes: [Check] = [
        Check("R10.2.7-1") { it in
            let features = [Feature.pullMode, .push, .pushWithAck, .batches]
            for feature in features { if try await it.offers(feature) { return } }
            throw Verdict.failed("Of the four modes of delivery none is offered.")
        },
        Check("R10.2.9.2-1", needs: [.eventing]) { it in try await it.expectMode(.push) },
        Check("R10.2.9.2-2", needs: [.push]) { it in
            for policy in ["CancelSubscription", "Skip", "Notify"] {
                try await it.expect(
                    .push, [.maxEnvelopeSize(65536, policy: policy)],
                    orRefused: .unsupportedFeature(.maxEnvelopePolicy), .unsupportedFeature(.maxEnvelopeSize))
            }
        },
        Check("R10.2.9.2-3") { it in try await it.expectSmall(.push) },
        Check("R10.2.9.3-1") { it in try await it.expectMode(.pushWithAck) },
        Check("R10.2.9.4-1", needs: [.eventing]) { it in try await it.expectMode(.events) },
        Check("R10.2.9.4-2", needs: [.batches]) { it in
            let parameters: [(XMLElement, FaultCode)] = [
                (XMLElement(.wsman("MaxElements"), "5"), .unsupportedFeature(.maxElements)),
                (.maxEnvelopeSize(65536), .unsupportedFeature(.maxEnvelopeSize)),
                (XMLElement(.wsman("MaxTime"), "PT1S"), .unsupportedFeature(.maxTime)),
            ]
            for (parameter, code) in parameters { try await it.expect(.events, [parameter], orRefused: code) }
        },
        Check("R10.2.9.4-3") { it in try await it.expectSmall(.events) },
        Check("R10.2.9.4-4") { it in
            let deliveries = try await it.pushed(.events).filter(\.isEvent)
            try it.expect(!deliveries.isEmpty, "No event comes of what was done.")
            for delivery in deliveries {
                try it.expect(
                    delivery.content.body.first?.name == .wsman("Events"),
                    "A batch is \(delivery.content.body.first?.name.shortName ?? "empty").")
                try it.expectAckRequested(delivery)
            }
        },
    ]

    /// DSP0226 10.6: SubscriptionEnd.
    static let ends: [Check] = [
        Check("R10.6-1") { it in
            let mode = try await it.requiredPushingMode()
            let sink = try await it.sink()
            defer { sink.close() }
            let answer = try await it.send(
                try it.subscribe(mode, delivery: [.notifyTo(sink.url)], endTo: .endTo(sink.url)))
            try await it.unsubscribe(answer)
            guard answer.fault != nil else { return try it.expectReply(answer) }
            try it.expect(answer, is: .unsupportedFeature(.addressingMode), for: "A Subscribe with EndTo")
        },
        Check("R10.6-2", needs: [.pullMode]) { it in
            let sink = try await it.sink()
            defer { sink.close() }
            let answer = try await it.send(try it.subscribe(.pull, endTo: .endTo(sink.url)))
            guard answer.fault == nil else { return }
            try await it.unsubscribe(answer)
            let deliveries = try await sink.wait(.milliseconds(500)) { !$0.isEmpty }
            try it.expect(deliveries.isEmpty, "A SubscriptionEnd is sent in Pull mode.")
        },
        Check("R10.6-3") { it in
            let end = try await it.subscriptionEnd(within: .seconds(5))
            try it.expect(
                end.content.header(.unknown("Mark")) != nil,
                "The SubscriptionEnd lacks the reference parameter of EndTo.")
        },
        Check("R10.6-4") { it in _ = try await it.subscriptionEnd(within: .zero) },
    ]

    /// DSP0226 10.7 and 10.8: acknowledgements.
    static let acks: [Check] = [
        Check("R10.7-1", needs: [.pushWithAck]) { it in
            try await it.withPushing(.pushWithAck, conduct: .takeAfter(.milliseconds(400))) { _, sink in
                try await it.trigger()
                _ = try await sink.wait(.seconds(4)) { $0.count > 2 }
                try it.expectOneByOne(sink.deliveries)
            }
        },
        Check("R10.7-2") { it in
            var isTried = false
            for (mode, feature) in [(DeliveryMode.pushWithAck, Feature.pushWithAck), (.events, .batches)]
            where try await it.offers(feature) {
                let deliveries = try await it.pushed(mode)
                try it.expect(!deliveries.isEmpty, "No event comes of what was done.")
                for delivery in deliveries { try it.expectAckRequested(delivery) }
                isTried = true
            }
            if !isTried { throw it.skip("No mode with acknowledgements is offered.") }
        },
        Check("R10.8-1") { it in
            let mode = try await it.requiredPushingMode()
            try await it.withPushing(mode, conduct: .refuse) { subscribed, sink in
                try await it.trigger()
                let deliveries = try await sink.wait(.seconds(5)) { !$0.isEmpty }
                try it.expect(!deliveries.isEmpty, "No event comes of what was done.")
                try await it.expectEnd(of: subscribed, "The sink has answered DeliveryRefused")
            }
        },
    ]

    /// DSP0226 10.9: events that are left out.
    static let dropped: [Check] = [
        Check("R10.9-1") { it in
            let mode = try await it.requiredPushingMode()
            let deliveries = try await it.pushed(mode, delivery: [.maxEnvelopeSize(.smallest)]) {
                $0.contains(where: \.tellsOfDropped)
            }
            guard let notice = deliveries.first(where: \.tellsOfDropped) else {
                throw Verdict.failed(
                    "Events are too large for MaxEnvelopeSize, and no DroppedEvents tells that they are left out.")
            }
            try it.expect(
                notice.content.header(.unknown("Mark")) != nil,
                "DroppedEvents lacks the reference parameter of NotifyTo.")
        },
        Check("R10.9-2") { it in
            for (mode, feature) in [(DeliveryMode.pushWithAck, Feature.pushWithAck), (.events, .batches)]
            where try await it.offers(feature) {
                let deliveries = try await it.pushed(
                    mode, delivery: [.maxEnvelopeSize(.smallest)], [.sendBookmarks]
                ) { $0.contains(where: \.tellsOfDropped) }
                guard let notice = deliveries.first(where: \.tellsOfDropped) else {
                    throw Verdict.failed("No DroppedEvents comes, with events that are too large.")
                }
                try it.expect(notice.content.header(.wsman("Bookmark")) != nil, "DroppedEvents has no Bookmark.")
                try it.expectAckRequested(notice)
                return
            }
            throw it.skip("No mode with acknowledgements is offered.")
        },
        Check("R10.9-3") { it in
            let mode = try await it.requiredPushingMode()
            try await it.withPushing(mode, delivery: [.maxEnvelopeSize(.smallest)]) { subscribed, sink in
                try await it.trigger()
                let deliveries = try await sink.wait(.seconds(3)) { !$0.isEmpty }
                let isAlive = try await it.isAlive(subscribed)
                try it.expect(
                    deliveries.contains(where: \.tellsOfDropped) || !isAlive,
                    "Events that cannot be delivered are left out, and nobody is told.")
            }
        },
    ]
}

extension Examination {
    /// A mode is offered, or refused as the standard has it.
    fileprivate func expectMode(_ mode: DeliveryMode) async throws {
        try await expect(mode, [], orRefused: .deliveryModeRequestedUnavailable(supported: []))
    }

    fileprivate func expect(
        _ mode: DeliveryMode, _ delivery: [XMLElement], orRefused codes: FaultCode...
    ) async throws {
        let sink = try await sink()
        defer { sink.close() }
        let answer = try await send(try subscribe(mode, delivery: [.notifyTo(sink.url)] + delivery))
        try await unsubscribe(answer)
        guard let fault = answer.fault else { return try expectReply(answer) }
        try expect(
            codes.contains { fault.isA($0) },
            "A Subscribe is answered with the fault \(fault.name); the fault \(codes.map(\.name).joined(separator: " or ")) "
                + "was expected.")
    }

    /// Nothing comes that is larger than was asked for, and what is larger than the service can is refused.
    fileprivate func expectSmall(_ mode: DeliveryMode) async throws {
        let deliveries = try await pushed(mode, delivery: [.maxEnvelopeSize(8192)])
        try expect(!deliveries.isEmpty, "No event and no notice of one comes of what was done.")
        for delivery in deliveries {
            let count = delivery.content.bytes.count
            try expect(count <= 8192, "MaxEnvelopeSize is 8192, and a delivery has \(count).")
        }
        try await expect(
            mode, [.maxEnvelopeSize(4_294_967_295)], orRefused: .encodingLimit(.maxEnvelopeSize),
            .unsupportedFeature(.maxEnvelopeSize))
    }

    fileprivate func expectAckRequested(_ delivery: EventSink.Delivery) throws {
        for name in [Addressing.replyTo, .wsman("AckRequested")] {
            try expect(
                delivery.content.header(name) != nil, "A delivery that is to be acknowledged lacks \(name.shortName).")
        }
    }

    /// Each delivery comes after the one before has been answered.
    fileprivate func expectOneByOne(_ deliveries: [EventSink.Delivery]) throws {
        try expect(!deliveries.isEmpty, "No event comes of what was done.")
        for (before, after) in zip(deliveries, deliveries.dropFirst()) {
            guard let answered = before.answered, answered <= after.came else {
                throw Verdict.failed("A message is sent while the one before it is not yet acknowledged.")
            }
        }
    }

    fileprivate func expectEnd(of subscribed: Answer, _ why: String) async throws {
        for _ in 0..<20 {
            guard try await isAlive(subscribed) else { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw Verdict.failed("\(why), and the subscription is still there two seconds later.")
    }

    /// The SubscriptionEnd of an Unsubscribe, which comes within that time of its answer.
    fileprivate func subscriptionEnd(within timeout: Duration) async throws -> EventSink.Delivery {
        let kept = Kept<EventSink.Delivery>()
        try await withPushing(try await requiredPushingMode(), endsAtSink: true) { subscribed, sink in
            try expectReply(try await send(try unsubscribing(subscribed)), "Unsubscribe")
            kept.value = try await sink.wait(timeout) { $0.contains(where: \.isEnd) }.first(where: \.isEnd)
        }
        guard let end = kept.value else { throw Verdict.failed("No SubscriptionEnd comes with Unsubscribe.") }
        return end
    }
}
