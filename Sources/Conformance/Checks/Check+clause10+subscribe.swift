internal import SOAP
internal import WSMan
internal import XML

extension Check {
    /// DSP0226 10.1 and 10.2.1: Subscribe, and where events go.
    static let sources: [Check] = [
        Check("R10.1-2") { it in
            try await it.withSubscription { subscribed in
                let renewed = try await it.send(try it.renewing(subscribed))
                if renewed.fault == nil {
                    try it.expectReply(renewed, "Renew")
                } else {
                    try it.expect(renewed, is: .unableToRenew, for: "Renew")
                }
                try it.expectReply(try await it.send(try it.unsubscribing(subscribed)), "Unsubscribe")
            }
        },
        Check("R10.2.1-1") { it in
            try await it.withAnyMode { mode, delivery in
                let message = try it.subscribe(mode, delivery: delivery)
                let nowhere = try await it.send(message.without(.resourceURI))
                try await it.unsubscribe(nowhere)
                try it.expectFault(nowhere, "A Subscribe that does not name its event source")
                try await it.withSubscription(message.again()) { _ in }
            }
        },
        Check("R10.2.1-2", needs: [.push]) { it in
            let sink = try await it.sink()
            defer { sink.close() }
            let (here, there) = (sink.url, sink.url + "?end")
            let answer = try await it.send(
                try it.subscribe(.push, delivery: [.notifyTo(here)], endTo: .endTo(there)))
            try await it.unsubscribe(answer)
            guard answer.fault != nil else { return try it.expectReply(answer) }
            try it.expect(
                answer, is: .unsupportedFeature(.addressingMode), for: "EndTo at another address than NotifyTo")
        },
        Check("R10.2.1-3", needs: [.push]) { it in
            let sink = try await it.sink()
            defer { sink.close() }
            let answer = try await it.send(try it.subscribe(.push, delivery: [.notifyTo(sink.url)]))
            try await it.unsubscribe(answer)
            guard answer.fault != nil else { return try it.expectReply(answer) }
            try it.expect(
                answer, is: .unsupportedFeature(.insecureAddress), for: "A NotifyTo of http without wsman:Auth")
        },
        Check("R10.2.1-4", needs: [.push]) { it in
            let answer = try await it.send(
                try it.subscribe(.push, delivery: [.notifyTo("mailto:nobody@winch.example")]))
            try await it.unsubscribe(answer)
            guard answer.fault != nil else { return try it.expectReply(answer) }
            try it.expect(
                answer, is: .eventDeliverToUnusable(), .unsupportedFeature(.addressingMode),
                for: "A NotifyTo to which nothing can be delivered")
        },
        Check("R10.2.1-5") { it in
            let mode = try await it.requiredPushingMode()
            let hasEnd = try await it.offers(.subscriptionEnd)
            try await it.withPushing(mode, endsAtSink: hasEnd) { subscribed, sink in
                try await it.trigger()
                _ = try await sink.wait(.seconds(5)) { $0.contains(where: \.isEvent) }
                _ = try await it.send(try it.unsubscribing(subscribed))
                let deliveries = try await sink.wait(.milliseconds(hasEnd ? 1000 : 0)) { $0.contains(where: \.isEnd) }
                try it.expect(deliveries.contains(where: \.isEvent), "No event comes of what was done.")
                for delivery in deliveries {
                    try it.expect(
                        delivery.content.header(.unknown("Mark")) != nil,
                        "A delivery lacks the reference parameter of its address.")
                }
            }
        },
        Check("R10.2.1-6") { it in
            let locale = XMLElement(
                .wsman("Locale"), attributes: [XMLAttribute(QName(Namespace.xml, "lang"), "en-US")])
            try await it.withPushing(try await it.requiredPushingMode(), delivery: [locale]) { _, _ in }
        },
        Check("R10.2.1-7") { it in
            let encoding = XMLElement(.wsman("ContentEncoding"), "UTF-16")
            let deliveries = try await it.pushed(try await it.requiredPushingMode(), delivery: [encoding])
            try it.expect(
                deliveries.first?.content.envelope != nil, "No event comes that can be read, with UTF-16 wished for.")
        },
    ]

    /// DSP0226 10.2.2: filters of events.
    static let eventFilters: [Check] = [
        Check("R10.2.2-1") { it in
            try await it.expectEventFilter(.wsman("Filter"), whereThereIs: .eventing("Filter"))
        },
        Check("R10.2.2-2") { it in
            try await it.expectEventFilter(.eventing("Filter"), whereThereIs: .wsman("Filter"))
        },
        Check("R10.2.2-3") { it in
            let filter = try it.requiredEventFilter()
            let answer = try await it.subscribing(filter: [filter.renamed(.eventing("Filter")), filter])
            try it.expect(answer, is: .invalidMessage, for: "A Subscribe with both filters")
        },
        Check("R10.2.2-4") { it in
            func subscribe(_ dialect: String) async throws -> Answer {
                let filter = XMLElement(.wsman("Filter"), "*", ["Dialect": dialect])
                let answer = try await it.subscribing(filter: [filter])
                return answer
            }
            let dialect = "http://schemas.dmtf.org/wbem/wsman/1/wsman/filter/eventRootXPath"
            guard try await subscribe(dialect).fault != nil else { return }
            let answer = try await subscribe(FilterDialect.xpath.uri)
            try it.expect(
                answer.fault != nil,
                "XPath filters of events are taken, and those of the dialect eventRootXPath are not.")
        },
        Check("R10.2.2-5") { it in
            let filter = try it.requiredEventFilter()
            var mixed = filter
            mixed.children.append(filter.hasText ? .element(XMLElement(.unknown("More"))) : .text("and more"))
            var several = filter
            several.children = ["One", "Two"].map { .element(XMLElement(.unknown($0))) }
            for (filter, what) in [(mixed, "text and an element"), (several, "two elements")] {
                let answer = try await it.subscribing(filter: [filter])
                try it.expectFault(answer, "A Filter that holds \(what)")
            }
        },
        Check("R10.2.2-6", needs: [.eventing]) { it in
            var filter = try it.requiredEventFilter()
            guard FilterDialect(filter.attribute(QName("", "Dialect")) ?? "") == .wql else {
                throw it.skip("Only filters in WQL can be made too much here.")
            }
            filter.children = [.text(filter.text + " GROUP WITHIN 10 HAVING NumberOfEvents > 3")]
            let answer = try await it.subscribing(filter: [filter])
            guard answer.fault != nil else { return try it.expectReply(answer) }
            try it.expect(answer, is: .cannotProcessExpression(), for: "A query that groups events")
        },
        Check("R10.2.2-8", needs: [.pullMode]) { it in
            var filter = try it.requiredEventFilter()
            guard filter.text.contains("SELECT * FROM __Instance") else {
                throw it.skip("Only queries for WMI's own classes of events can be made narrower here.")
            }
            filter.children = [.text(filter.text.replacing("SELECT *", with: "SELECT TIME_CREATED"))]
            let probe = try await it.send(try it.subscribe(.pull, filter: [filter]))
            try await it.unsubscribe(probe)
            if probe.fault != nil { throw it.skip("Columns of events cannot be selected: \(probe.summary).") }
            try await it.withPulling(filter: [filter]) { subscribed in
                try await it.trigger()
                let items = try await it.pullAll(subscribed, count: 1).flatMap(\.items)
                try it.expect(!items.isEmpty, "No event comes of what was done.")
                try it.expect(
                    items.allSatisfy {
                        $0.name == .wsman("XmlFragment") || $0.descendant(.wsman("XmlFragment")) != nil
                    },
                    "An event of which one column was selected is \(items[0].name.shortName).")
            }
        },
    ]
}

extension Examination {
    /// A filter of events that is taken under the name `given` is taken under the name `wanted`.
    fileprivate func expectEventFilter(_ wanted: QName, whereThereIs given: QName) async throws {
        let filter = try requiredEventFilter()
        let probe = try await subscribing(filter: [filter.renamed(given)])
        guard probe.fault == nil else { throw skip("No filter is taken as \(given.shortName).") }
        let answer = try await subscribing(filter: [filter.renamed(wanted)])
        try expectReply(answer, "The same filter as \(wanted.shortName)")
    }
}
