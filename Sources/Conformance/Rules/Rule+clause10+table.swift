extension Rule {
    /// DSP0226 clause 10: eventing.
    static let clause10: [Rule] = [
        Rule(
            "R10.1-1", .must, .service, "Eventing", .review, needs: .eventing,
            "Subscriptions are offered as WS-Eventing."),
        Rule(
            "R10.1-2", .must, .service, "Eventing", .wire, needs: .eventing,
            "WS-Eventing comes with Subscribe, Renew and Unsubscribe."),
        Rule(
            "R10.2.1-1", .must, .both, "Subscribe", .wire, needs: .eventing,
            "An EPR says whose events are subscribed to."),
        Rule(
            "R10.2.1-2", .may, .service, "Subscribe", .choice, needs: .eventing,
            "NotifyTo and EndTo may have to share their network address."),
        Rule(
            "R10.2.1-3", .should, .service, "Subscribe", .wire, needs: .eventing,
            "Deliveries follow the security profiles; without one, there is a default or UnsupportedFeature "
                + "with InsecureAddress."),
        Rule(
            "R10.2.1-4", .may, .service, "Subscribe", .choice, needs: .eventing,
            "The address may be tried while subscribing; one that does not work is EventDeliverToUnusable."),
        Rule(
            "R10.2.1-5", .must, .service, "Subscribe", .wire, needs: .eventing,
            "The reference parameters of NotifyTo are header blocks of each delivery, those of EndTo of "
                + "SubscriptionEnd."),
        Rule(
            "R10.2.1-6", .should, .service, "Subscribe", .wire, needs: .eventing,
            "A Locale in the Delivery is taken as a hint for the language of events."),
        Rule(
            "R10.2.1-7", .should, .service, "Subscribe", .wire, needs: .eventing,
            "A ContentEncoding in the Delivery is taken as a hint for the encoding of events."),
        Rule(
            "R10.2.2-1", .must, .service, "EventFilter", .wire, needs: .eventing,
            "A service that takes wse:Filter takes wsman:Filter too."),
        Rule(
            "R10.2.2-2", .should, .service, "EventFilter", .wire, needs: .eventing,
            "A service that takes wsman:Filter takes wse:Filter too."),
        Rule(
            "R10.2.2-3", .must, .service, "EventFilter", .wire, needs: .eventing,
            "A Subscribe with both filters is InvalidMessage."),
        Rule(
            "R10.2.2-4", .should, .service, "EventFilter", .wire, needs: .eventing,
            "XPath on events starts at the event, in the dialect eventRootXPath."),
        Rule(
            "R10.2.2-5", .must, .both, "EventFilter", .wire, needs: .eventing,
            "A filter of events holds text or one element; else it is EventSourceUnableToProcess."),
        Rule(
            "R10.2.2-6", .may, .service, "EventFilter", .choice, needs: .eventing,
            "A filter of events that is valid but too much for the service is CannotProcessFilter."),
        Rule(
            "R10.2.2-7", .should, .service, "EventFilter", .review, needs: .eventing,
            "What a source must be told at the start stands in the filter, under a dialect of its own."),
        Rule(
            "R10.2.2-8", .should, .service, "EventFilter", .wire, needs: .eventing,
            "Events that a filter reshapes come in wsman:XmlFragment."),
        Rule(
            "R10.2.2-9", .must, .service, "EventFilter", .review, needs: .eventing,
            "XML that a source needs at the start is part of the filter, and documented with its dialect."),
        Rule(
            "R10.2.3-1", .may, .service, "Retries", .choice, needs: .eventing,
            "Deliveries may be repeated by the service's policy or the subscriber's ConnectionRetry; one not "
                + "taken is UnsupportedFeature with DeliveryRetries."),
        Rule(
            "R10.2.3-2", .should, .service, "Retries", .wire, needs: .eventing,
            "When the last repetition has failed, the subscription is over."),
        Rule(
            "R10.2.4-1", .may, .service, "SubscribeResponse", .choice, needs: .eventing,
            "The manager's EPR may be any; best is the address of the Subscribe with other reference "
                + "parameters."),
        Rule(
            "R10.2.4-2", .may, .service, "SubscribeResponse", .choice, needs: .eventing,
            "Expires may be missing in the answer, and the subscription then lasts until it is cancelled."),
        Rule(
            "R10.2.5-1", .should, .service, "Heartbeats", .wire, needs: .heartbeats,
            "Heartbeats are offered; where they are not, they are UnsupportedFeature with Heartbeats."),
        Rule(
            "R10.2.5-2", .must, .service, "Heartbeats", .wire, needs: .heartbeats,
            "With heartbeats, no interval passes without a delivery; a heartbeat travels alone."),
        Rule(
            "R10.2.5-3", .may, .service, "Heartbeats", .choice, needs: .heartbeats,
            "Heartbeats may come early, and may be left out where events came."),
        Rule(
            "R10.2.5-4", .mustNot, .service, "Heartbeats", .wire, needs: .heartbeats,
            "A heartbeat waits for its turn behind deliveries under way."),
        Rule(
            "R10.2.6-1", .may, .service, "Bookmarks", .choice, needs: .bookmarks,
            "Bookmarks may be offered; where they are not, they are UnsupportedFeature with Bookmarks."),
        Rule(
            "R10.2.6-2", .must, .both, "Bookmarks", .wire, needs: .bookmarks,
            "A bookmark is text or one element; anything else is refused."),
        Rule(
            "R10.2.6-3", .must, .service, "Bookmarks", .wire, needs: .bookmarks,
            "Each delivery has its bookmark in a header block; SubscriptionEnd has none."),
        Rule(
            "R10.2.6-4", .must, .service, "Bookmarks", .wire, needs: .bookmarks,
            "A subscription from a bookmark begins with the very next event."),
        Rule(
            "R10.2.6-5", .may, .service, "Bookmarks", .choice, needs: .bookmarks,
            "Older bookmarks may work; that of the last delivery has to."),
        Rule(
            "R10.2.6-6", .must, .service, "Bookmarks", .wire, needs: .bookmarks,
            "A bookmark that does not work is InvalidBookmark with Expired or InvalidFormat."),
        Rule(
            "R10.2.6-7", .may, .service, "Bookmarks", .choice, needs: .bookmarks,
            "The bookmark \"earliest\" may be the only one; it means all events there still are, then the rest."),
        Rule(
            "R10.2.7-1", .should, .service, "DeliveryModes", .wire, needs: .eventing,
            "At least one of Push, PushWithAck, Events and Pull is offered on each transport."),
        Rule(
            "R10.2.7-2", .must, .client, "DeliveryModes", .client, needs: .eventing,
            "One NotifyTo address serves one mode of delivery."),
        Rule(
            "R10.2.9.2-1", .may, .service, "Push", .choice, needs: .push,
            "Push may be offered."),
        Rule(
            "R10.2.9.2-2", .may, .service, "Push", .choice, needs: .push,
            "A MaxEnvelopeSize with a Policy may be taken in the Delivery of Push."),
        Rule(
            "R10.2.9.2-3", .mustNot, .service, "Push", .wire, needs: .push,
            "No pushed event exceeds the size asked for; a size that is too much is EncodingLimit with "
                + "MaxEnvelopeSize."),
        Rule(
            "R10.2.9.3-1", .should, .service, "PushWithAck", .wire, needs: .pushWithAck,
            "PushWithAck is offered; where it is not, it is DeliveryModeRequestedUnavailable."),
        Rule(
            "R10.2.9.4-1", .may, .service, "Events", .choice, needs: .batches,
            "Batches may be offered; where they are not, they are DeliveryModeRequestedUnavailable."),
        Rule(
            "R10.2.9.4-2", .may, .service, "Events", .choice, needs: .batches,
            "Limits of batches that are not given have defaults; one that is not taken is UnsupportedFeature "
                + "with its name."),
        Rule(
            "R10.2.9.4-3", .mustNot, .service, "Events", .wire, needs: .batches,
            "No event of a batch exceeds the size asked for; dropping it is told."),
        Rule(
            "R10.2.9.4-4", .must, .service, "Events", .wire, needs: .batches,
            "Batches are acknowledged; notices of dropped events stand in them like events."),
        Rule(
            "R10.2.9.5-1", .may, .service, "PullMode", .choice, needs: .pullMode,
            "Pull mode may be offered; where it is not, it is DeliveryModeRequestedUnavailable."),
        Rule(
            "R10.2.9.5-2", .should, .service, "PullMode", .wire, needs: .pullMode,
            "What does not go with Pull mode is UnsupportedFeature with FormatMismatch."),
        Rule(
            "R10.2.9.5-3", .must, .service, "PullMode", .wire, needs: .pullMode,
            "In Pull mode the answer to Subscribe holds an EnumerationContext."),
        Rule(
            "R10.2.9.5-4", .must, .client, "PullMode", .client, needs: .pullMode,
            "In Pull mode a client pulls from the subscription's manager."),
        Rule(
            "R10.2.9.5-5", .should, .service, "PullMode", .wire, needs: .pullMode,
            "A Pull without events in time is TimedOut, and the subscription goes on."),
        Rule(
            "R10.2.9.5-6", .may, .service, "PullMode", .choice, needs: .pullMode,
            "The answer to a Pull may bring a new context, and a bookmark where these are on."),
        Rule(
            "R10.2.9.5-7", .mustNot, .service, "PullMode", .wire, needs: .pullMode,
            "In Pull mode there is no EndOfSequence; a subscription that is over has no context."),
        Rule(
            "R10.2.9.5-8", .must, .service, "PullMode", .wire, needs: .pullMode,
            "MaxEnvelopeSize of a Pull limits the events in its answer."),
        Rule(
            "R10.3-1", .may, .service, "GetStatus", .choice, needs: .eventing,
            "GetStatus may be offered, though it is advised against."),
        Rule(
            "R10.4-1", .must, .service, "Unsubscribe", .wire, needs: .eventing,
            "Unsubscribe ends the deliveries, if perhaps a moment later."),
        Rule(
            "R10.4-2", .may, .service, "Unsubscribe", .choice, needs: .eventing,
            "The service may end a subscription for any reason."),
        Rule(
            "R10.5-1", .must, .service, "Renew", .wire, needs: .eventing,
            "Renew is known, even where it is always UnableToRenew."),
        Rule(
            "R10.6-1", .may, .service, "SubscriptionEnd", .choice, needs: .subscriptionEnd,
            "SubscriptionEnd may be offered, to NotifyTo alone if need be."),
        Rule(
            "R10.6-2", .mustNot, .service, "SubscriptionEnd", .wire, needs: .subscriptionEnd,
            "In Pull mode there is no SubscriptionEnd."),
        Rule(
            "R10.6-3", .must, .service, "SubscriptionEnd", .wire, needs: .subscriptionEnd,
            "SubscriptionEnd has the reference parameters of EndTo as header blocks."),
        Rule(
            "R10.6-4", .should, .service, "SubscriptionEnd", .wire, needs: .subscriptionEnd,
            "SubscriptionEnd goes out before the answer to Unsubscribe."),
        Rule(
            "R10.7-1", .may, .service, "Ack", .choice, needs: .eventing,
            "PushWithAck and Events may be offered; in them each delivery waits until the last was "
                + "acknowledged."),
        Rule(
            "R10.7-2", .must, .service, "Ack", .wire, needs: .eventing,
            "Deliveries to be acknowledged have ReplyTo and AckRequested."),
        Rule(
            "R10.7-3", .may, .service, "Ack", .choice, needs: .eventing,
            "What is expected is a message with the action Ack; without it the subscription may be ended."),
        Rule(
            "R10.8-1", .must, .service, "DeliveryRefused", .wire, needs: .eventing,
            "A receiver that answers DeliveryRefused gets nothing more."),
        Rule(
            "R10.9-1", .should, .service, "DroppedEvents", .wire, needs: .droppedEvents,
            "Dropped events are told by an event DroppedEvents with the reference parameters of NotifyTo."),
        Rule(
            "R10.9-2", .must, .service, "DroppedEvents", .wire, needs: .droppedEvents,
            "DroppedEvents stands where the dropped events would have, and is delivered like one."),
        Rule(
            "R10.9-3", .should, .service, "DroppedEvents", .wire, needs: .droppedEvents,
            "A service that can neither deliver nor tell of dropped events ends the subscription."),
    ]
}
