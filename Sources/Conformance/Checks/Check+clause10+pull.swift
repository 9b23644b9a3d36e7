internal import SOAP
internal import WSMan
internal import XML

extension Check {
    /// DSP0226 10.2.9.5: Pull mode.
    static let pullMode: [Check] = [
        Check("R10.2.9.5-1", needs: [.eventing]) { it in
            let answer = try await it.send(try it.subscribe(.pull))
            try await it.unsubscribe(answer)
            guard answer.fault != nil else { return try it.expectReply(answer) }
            try it.expect(answer, is: .deliveryModeRequestedUnavailable(supported: []), for: "A Subscribe in Pull mode")
        },
        Check("R10.2.9.5-2") { it in
            let parameters = [
                XMLElement.notifyTo("http://127.0.0.1:9/events"), .heartbeats, XMLElement(.wsman("MaxTime"), "PT5S"),
            ]
            for parameter in parameters {
                let answer = try await it.send(try it.subscribe(.pull, delivery: [parameter]))
                try await it.unsubscribe(answer)
                try it.expect(
                    answer, is: .unsupportedFeature(.formatMismatch),
                    for: "A Subscribe in Pull mode with \(parameter.name.shortName)")
            }
        },
        Check("R10.2.9.5-3") { it in
            try await it.withPulling { subscribed in
                try it.expect(
                    subscribed.enumerationContext != nil,
                    "The answer to Subscribe in Pull mode holds no EnumerationContext.")
            }
        },
        Check("R10.2.9.5-5") { it in
            try await it.withPulling { subscribed in
                for _ in 0..<2 {
                    let message = try it.pulling(subscribed)
                    let answer = try await it.send(message.with(XMLElement(.wsman("OperationTimeout"), "PT0.5S")))
                    guard answer.fault != nil else { throw it.skip("Something happens on the service all the time.") }
                    try it.expect(answer, is: .timedOut, for: "A Pull while nothing happens")
                }
            }
        },
        Check("R10.2.9.5-6", needs: [.pullMode]) { it in
            let bookmarks = try await it.offers(.bookmarks)
            try await it.withPulling(bookmarks ? [.sendBookmarks] : []) { subscribed in
                try await it.trigger()
                let answers = try await it.pullAll(subscribed, items: 1, count: 2)
                try it.expect(!answers.isEmpty, "No event comes of what was done.")
                guard bookmarks else { return }
                let told = answers.map { $0.header(.wsman("Bookmark"))?.trimmedText ?? "" }
                try it.expect(
                    !told.contains("") && Set(told).count == told.count,
                    "The bookmarks of \(told.count) PullResponses are \(told), and not another each.")
            }
        },
        Check("R10.2.9.5-7") { it in
            try await it.withPulling { subscribed in
                try await it.trigger()
                let answers = try await it.pullAll(subscribed, count: 1)
                try it.expect(!answers.isEmpty, "No event comes of what was done.")
                try it.expect(answers.allSatisfy { !$0.endsSequence }, "A PullResponse with events has EndOfSequence.")
            }
        },
        Check("R10.2.9.5-8") { it in
            try await it.withPulling { subscribed in
                try await it.trigger(2)
                var message = try it.pulling(subscribed)
                message[.wsman("MaxEnvelopeSize")] = XMLElement(.wsman("MaxEnvelopeSize"), "16384").marked()
                let answer = try await it.send(message)
                try it.expect(
                    answer.bytes.count <= 16384, "MaxEnvelopeSize is 16384, and the answer has \(answer.bytes.count).")
            }
        },
    ]

    /// DSP0226 10.3 to 10.5: what is sent to the manager of a subscription.
    static let managers: [Check] = [
        Check("R10.3-1", needs: [.eventing]) { it in
            try await it.withSubscription { subscribed in
                let message = try it.message(
                    Action.subscriptionStatus, toManagerOf: subscribed, XMLElement(.eventing("GetStatus")))
                let answer = try await it.send(message)
                guard answer.fault != nil else { return try it.expectReply(answer, "GetStatus") }
                try it.expect(answer, is: .actionNotSupported(action: ""), for: "GetStatus")
            }
        },
        Check("R10.4-1") { it in
            try await it.withSubscription { subscribed in
                try it.expectReply(try await it.send(try it.unsubscribing(subscribed)), "Unsubscribe")
                if subscribed.enumerationContext != nil {
                    let answer = try await it.send(try it.pulling(subscribed))
                    try it.expectFault(answer, "A Pull of a subscription that is over")
                }
                let isAlive = try await it.isAlive(subscribed)
                try it.expect(!isAlive, "A subscription can be renewed after its Unsubscribe.")
            }
            guard let mode = try await it.pushingMode() else { return }
            try await it.withPushing(mode) { subscribed, sink in
                try it.expectReply(try await it.send(try it.unsubscribing(subscribed)), "Unsubscribe")
                try await it.trigger()
                let late = try await sink.wait(.milliseconds(500)) { $0.contains(where: \.isEvent) }
                try it.expect(!late.contains(where: \.isEvent), "Events still come after Unsubscribe.")
            }
        },
        Check("R10.5-1") { it in
            try await it.withSubscription { subscribed in
                let answer = try await it.send(try it.renewing(subscribed))
                guard answer.fault != nil else { return try it.expectReply(answer, "Renew") }
                try it.expect(answer, is: .unableToRenew, for: "Renew")
            }
        },
    ]

    /// DSP0226 10.2.6: bookmarks.
    static let bookmarks: [Check] = [
        Check("R10.2.6-1", needs: [.pullMode]) { it in
            let answer = try await it.send(try it.subscribe(.pull, [.sendBookmarks]))
            try await it.unsubscribe(answer)
            guard answer.fault != nil else { return try it.expectReply(answer) }
            try it.expect(answer, is: .unsupportedFeature(.bookmarks), for: "A Subscribe with SendBookmarks")
        },
        Check("R10.2.6-2") { it in
            let (given, _) = try await it.bookmarkOfSomething()
            let mixed = XMLElement(
                .wsman("Bookmark"), children: [.text(given), .element(XMLElement(.unknown("More")))])
            let several = XMLElement(
                .wsman("Bookmark"), [:], [XMLElement(.unknown("One")), XMLElement(.unknown("Two"))])
            for (bookmark, what) in [(mixed, "text and an element"), (several, "two elements")] {
                let answer = try await it.send(try it.subscribe(.pull, [bookmark]))
                try await it.unsubscribe(answer)
                try it.expectFault(answer, "A Bookmark that holds \(what)")
            }
        },
        Check("R10.2.6-3") { it in
            try await it.withPulling([.sendBookmarks]) { subscribed in
                try await it.trigger()
                let answers = try await it.pullAll(subscribed, count: 1)
                try it.expect(!answers.isEmpty, "No event comes of what was done.")
                try it.expect(
                    answers.allSatisfy { $0.header(.wsman("Bookmark")) != nil }, "A PullResponse has no Bookmark.")
            }
            guard let mode = try await it.pushingMode() else { return }
            let hasEnd = try await it.offers(.subscriptionEnd)
            try await it.withPushing(mode, endsAtSink: hasEnd, [.sendBookmarks]) { subscribed, sink in
                try await it.trigger()
                _ = try await sink.wait(.seconds(5)) { $0.contains(where: \.isEvent) }
                _ = try await it.send(try it.unsubscribing(subscribed))
                for delivery in sink.deliveries where delivery.isEvent || delivery.isEnd {
                    let isMarked = delivery.content.header(.wsman("Bookmark")) != nil
                    try it.expect(
                        isMarked != delivery.isEnd,
                        delivery.isEnd ? "The SubscriptionEnd has a Bookmark." : "A delivery has no Bookmark.")
                }
            }
        },
        Check("R10.2.6-4") { it in
            try await it.withPulling([.sendBookmarks]) { subscribed in
                try await it.trigger(2)
                let answers = try await it.pullAll(subscribed, items: 1)
                guard answers.count > 2, let bookmark = answers[0].header(.wsman("Bookmark")) else {
                    throw it.skip("Of what was done come \(answers.count) events; three are needed.")
                }
                let expected = answers.dropFirst().flatMap(\.items)
                try await it.withPulling([bookmark.bare]) { resumed in
                    let items = try await it.pullAll(resumed, count: expected.count).flatMap(\.items)
                    try it.expect(
                        items.count >= expected.count && Array(items.prefix(expected.count)) == expected,
                        "After the bookmark of the first event come \(items.count) others than the \(expected.count) that "
                            + "came before.")
                }
            }
        },
        Check("R10.2.6-5", needs: [.bookmarks]) { it in
            let (bookmark, _) = try await it.bookmarkOfSomething()
            try await it.withPulling([.bookmark(bookmark)]) { _ in }
        },
        Check("R10.2.6-6") { it in
            let answer = try await it.send(try it.subscribe(.pull, [.bookmark("no bookmark of this service")]))
            try await it.unsubscribe(answer)
            try it.expect(
                answer, is: .invalidBookmark(.invalidFormat), .invalidBookmark(.expired),
                for: "A Subscribe with a bookmark that is none")
        },
        Check("R10.2.6-7", needs: [.bookmarks]) { it in
            let (_, items) = try await it.bookmarkOfSomething()
            let earliest = "http://schemas.dmtf.org/wbem/wsman/1/wsman/bookmark/earliest"
            let probe = try await it.send(try it.subscribe(.pull, [.bookmark(earliest)]))
            try await it.unsubscribe(probe)
            if let fault = probe.fault, fault.isA(.invalidBookmark()) || fault.isA(.unsupportedFeature(.bookmarks)) {
                throw it.skip("The bookmark of the earliest event is not offered: \(fault.name).")
            }
            try await it.withPulling([.bookmark(earliest)]) { subscribed in
                let replayed = try await it.pullAll(subscribed, count: 2000).flatMap(\.items)
                try it.expect(
                    replayed.count == 2000 || items.allSatisfy(replayed.contains),
                    "From the earliest event on, one that has come before is missing.")
            }
        },
    ]
}

extension Examination {
    /// A bookmark that the service gave, and the events before it.
    fileprivate func bookmarkOfSomething() async throws -> (bookmark: String, items: [XMLElement]) {
        let kept = Kept<(String, [XMLElement])>()
        try await withPulling([.sendBookmarks]) { subscribed in
            try await trigger()
            let answers = try await pullAll(subscribed, count: 1)
            guard let bookmark = answers.last?.header(.wsman("Bookmark")) else {
                throw Verdict.failed("No bookmark comes with the events of what was done.")
            }
            kept.value = (bookmark.text, answers.flatMap(\.items))
        }
        return kept.value ?? ("", [])
    }
}

extension XMLElement {
    /// The same without attributes, which were those of a header block.
    fileprivate var bare: XMLElement {
        var bare = self
        bare.attributes = []
        return bare
    }
}
