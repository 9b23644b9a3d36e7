extension Rule {
    /// DSP0226 clause 8: enumeration.
    static let clause8: [Rule] = [
        Rule(
            "R8.1-1", .may, .service, "Enumeration", .choice, needs: .enumeration,
            "A service with enumerations may offer WS-Enumeration."),
        Rule(
            "R8.1-2", .must, .service, "Enumeration", .review, needs: .enumeration,
            "Enumerations without a filter are offered as WS-Enumeration."),
        Rule(
            "R8.1-3", .should, .service, "Enumeration", .review, needs: .enumeration,
            "Enumerations with a filter are offered as WS-Enumeration."),
        Rule(
            "R8.1-4", .shouldNot, .service, "Enumeration", .wire, needs: .enumeration,
            "Renew, GetStatus and EnumerationEnd of enumerations are better left out; the first two are then "
                + "ActionNotSupported."),
        Rule(
            "R8.1-5", .must, .service, "Enumeration", .wire, needs: .enumeration,
            "Enumerate comes with Pull and Release."),
        Rule(
            "R8.1-6", .should, .service, "Enumeration", .wire, needs: .enumeration,
            "One user enumerates: a Pull or Release of somebody else is a fault."),
        Rule(
            "R8.2.1-1", .may, .service, "Enumerate", .choice, needs: .enumeration,
            "EndTo of an Enumerate may be taken; where it is not, it is UnsupportedFeature with AddressingMode."),
        Rule(
            "R8.2.1-2", .must, .service, "Enumerate", .wire, needs: .enumeration,
            "Expires of an Enumerate is taken, or is UnsupportedFeature with ExpirationTime."),
        Rule(
            "R8.2.1-3", .must, .both, "Enumerate", .wire, needs: .enumeration,
            "A wsman:Filter holds text or one element; anything else is refused."),
        Rule(
            "R8.2.1-4", .may, .service, "Enumerate", .choice, needs: .enumeration,
            "A filter that is valid but too much for the service is CannotProcessFilter."),
        Rule(
            "R8.2.1-5", .must, .service, "Enumerate", .wire, needs: .enumeration,
            "Where a filter is required, an Enumerate without one is UnsupportedFeature with FilteringRequired."),
        Rule(
            "R8.2.1-6", .may, .service, "Enumerate", .review, needs: .enumeration,
            "What else happens to the resources during an enumeration may wait, fail or show."),
        Rule(
            "R8.2.2-1", .may, .service, "ItemCount", .choice, needs: .enumeration,
            "The count of items may be estimated, but is never told unasked."),
        Rule(
            "R8.2.2-2", .shouldNot, .client, "ItemCount", .client, needs: .enumeration,
            "The estimate does not tell when an enumeration is over."),
        Rule(
            "R8.2.3-1", .may, .service, "Optimize", .choice, needs: .enumeration,
            "Items in the answer to Enumerate may be offered; where they are not, OptimizeEnumeration is passed "
                + "over."),
        Rule(
            "R8.2.3-2", .mustNot, .service, "Optimize", .wire, needs: .enumeration,
            "Nobody gets items with the answer to Enumerate who did not ask for them."),
        Rule(
            "R8.2.3-3", .mustNot, .service, "Optimize", .wire, needs: .enumeration,
            "The answer to Enumerate holds at most MaxElements items, one where that is missing."),
        Rule(
            "R8.2.3-4", .must, .service, "Optimize", .wire, needs: .enumeration,
            "OptimizeEnumeration that is heeded shows as wsman:Items, wsman:EndOfSequence or both."),
        Rule(
            "R8.2.3-5", .must, .service, "Optimize", .wire, needs: .enumeration,
            "The context goes on behind the items that were sent; behind the last stands EndOfSequence and an "
                + "empty context."),
        Rule(
            "R8.3-1", .must, .service, "Filter", .wire, needs: .filteredEnumeration,
            "A service that takes wsen:Filter takes wsman:Filter too."),
        Rule(
            "R8.3-2", .should, .service, "Filter", .wire, needs: .filteredEnumeration,
            "A service that takes wsman:Filter takes wsen:Filter too."),
        Rule(
            "R8.3-3", .must, .service, "Filter", .wire, needs: .filteredEnumeration,
            "An Enumerate with both filters is CannotProcessFilter."),
        Rule(
            "R8.4-1", .should, .service, "Pull", .wire, needs: .enumeration,
            "MaxCharacters is a hint, and no conflict with MaxEnvelopeSize, which wins."),
        Rule(
            "R8.4-2", .may, .service, "Pull", .choice, needs: .enumeration,
            "An item may be longer than MaxCharacters, but nothing exceeds MaxEnvelopeSize."),
        Rule(
            "R8.4-3", .should, .service, "Pull", .wire, needs: .enumeration,
            "After a Pull that failed, another with other limits may succeed."),
        Rule(
            "R8.4-4", .may, .service, "Pull", .choice, needs: .enumeration,
            "OperationTimeout may win over MaxTime."),
        Rule(
            "R8.4-5", .must, .service, "Pull", .wire, needs: .enumeration,
            "Pull with the EPR of the Enumerate is taken; another is MessageInformationHeaderRequired."),
        Rule(
            "R8.4-6", .should, .service, "Pull", .wire, needs: .enumeration,
            "A Pull without items in time is TimedOut, or an empty answer with which one can go on."),
        Rule(
            "R8.4-7", .may, .service, "Pull", .choice, needs: .enumeration,
            "The service may end an enumeration before its end, by a fault."),
        Rule(
            "R8.4-8", .must, .service, "Pull", .wire, needs: .enumeration,
            "With EndOfSequence comes no context, and nothing is left to Release."),
        Rule(
            "R8.4-9", .must, .service, "Pull", .wire, needs: .enumeration,
            "A Pull without MaxElements gets one item."),
        Rule(
            "R8.4-10", .may, .service, "Pull", .choice, needs: .enumeration,
            "A MaxElements beyond the service's own may be cut to it."),
        Rule(
            "R8.4-11", .must, .client, "Pull", .client, needs: .enumeration,
            "Each Pull says which enumeration it is of."),
        Rule(
            "R8.5-1", .must, .service, "Release", .wire, needs: .enumeration,
            "Release of an enumeration that is not at its end is taken."),
        Rule(
            "R8.5-2", .may, .service, "Release", .choice, needs: .enumeration,
            "An enumeration that nobody pulls may be dropped, and is InvalidEnumerationContext from then on."),
        Rule(
            "R8.5-3", .must, .service, "Release", .wire, needs: .enumeration,
            "Release with the EPR of the Enumerate is taken; another is MessageInformationHeaderRequired."),
        Rule(
            "R8.5-4", .may, .service, "Release", .choice, needs: .enumeration,
            "Release during a Pull may cancel it, wait for it, or be UnsupportedFeature with "
                + "AsynchronousRequest."),
        Rule(
            "R8.6-1", .may, .service, "AdHocQuery", .choice, needs: .projection,
            "A dialect may make new shapes of the items, each in an XmlFragment."),
        Rule(
            "R8.6-2", .should, .service, "AdHocQuery", .wire, needs: .projection,
            "Without such a dialect, a filter in one is FilterDialectRequestedUnavailable."),
        Rule(
            "R8.7-1", .may, .service, "EnumerationMode", .choice, needs: .enumeration,
            "EnumerateEPR gives the EPRs of the items alone."),
        Rule(
            "R8.7-2", .may, .service, "EnumerationMode", .choice, needs: .enumeration,
            "EnumerateObjectAndEPR gives each item with its EPR behind it, in a wsman:Item."),
        Rule(
            "R8.7-3", .must, .service, "EnumerationMode", .wire, needs: .enumeration,
            "An EnumerationMode that is not supported is UnsupportedFeature with EnumerationMode."),
    ]
}
