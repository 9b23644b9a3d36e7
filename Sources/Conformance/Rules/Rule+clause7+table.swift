extension Rule {
    /// DSP0226 clause 7: resource access.
    static let clause7: [Rule] = [
        Rule(
            "R7.3-1", .should, .service, "Get", .wire,
            "Get shows what the service tells of itself, and what earlier operations led to."),
        Rule(
            "R7.3-2", .shouldNot, .service, "Get", .review,
            "Get leaves the resource as it was."),
        Rule(
            "R7.3-3", .should, .service, "Get", .wire,
            "Get of a locked resource is Concurrency."),
        Rule(
            "R7.4-1", .may, .service, "Put", .choice, needs: .put,
            "Put may be offered."),
        Rule(
            "R7.4-2", .should, .service, "Put", .review, needs: .put,
            "What Get shows and a message can change is changed by Put."),
        Rule(
            "R7.4-3", .should, .service, "Put", .wire, needs: .put,
            "Put passes over read-only values, and is ActionNotSupported when nothing can be written."),
        Rule(
            "R7.4-4", .should, .service, "Put", .wire, needs: .put,
            "The EPR of Get is good for Put."),
        Rule(
            "R7.4-5", .should, .service, "Put", .wire, needs: .put,
            "A body that Put cannot take is InvalidRepresentation with InvalidValues, MissingValues or "
                + "InvalidNamespace."),
        Rule(
            "R7.4-6", .should, .service, "Put", .wire, needs: .put,
            "Put to a locked resource is Concurrency."),
        Rule(
            "R7.4-7", .may, .service, "Put", .choice, needs: .put,
            "A Put may give the resource another EPR."),
        Rule(
            "R7.4-8", .should, .service, "Put", .wire, needs: .put,
            "PutResponse shows the resource as it has become."),
        Rule(
            "R7.4-9", .should, .service, "Put", .wire, needs: .put,
            "A Put whose success can be neither told nor undone is EncodingLimit with UnreportableSuccess."),
        Rule(
            "R7.4-10", .must, .service, "Put", .wire, needs: .put,
            "A Put of several values writes all of them, or is a fault."),
        Rule(
            "R7.5-1", .may, .service, "Delete", .choice, needs: .delete,
            "Delete may be offered."),
        Rule(
            "R7.5-2", .should, .service, "Delete", .wire, needs: .delete,
            "The EPR of Get is good for Delete."),
        Rule(
            "R7.5-3", .should, .service, "Delete", .review, needs: .delete,
            "What Get shows and a message can delete is deleted by Delete."),
        Rule(
            "R7.5-4", .should, .service, "Delete", .wire, needs: .delete,
            "Delete of a locked resource is Concurrency."),
        Rule(
            "R7.6-1", .may, .service, "Create", .choice, needs: .create,
            "Create may be offered."),
        Rule(
            "R7.6-2", .should, .service, "Create", .review, needs: .create,
            "What Get shows and a message can create is created by Create."),
        Rule(
            "R7.6-3", .should, .service, "Create", .wire, needs: .create,
            "A body that Create cannot take is InvalidRepresentation with InvalidValues, MissingValues or "
                + "InvalidNamespace."),
        Rule(
            "R7.6-4", .mustNot, .service, "Create", .wire, needs: .create,
            "Create changes nothing that exists already; that is AlreadyExists."),
        Rule(
            "R7.6-5", .must, .service, "Create", .wire, needs: .create,
            "CreateResponse names the new resource in wxf:ResourceCreated."),
        Rule(
            "R7.6-6", .mustNot, .service, "Create", .wire, needs: .create,
            "CreateResponse does not show the resource as well."),
        Rule(
            "R7.6-7", .may, .service, "Create", .choice, needs: .create,
            "Create may pass over read-only values."),
        Rule(
            "R7.6-8", .should, .service, "Create", .wire, needs: .create,
            "A Create whose success can be neither told nor undone is EncodingLimit with UnreportableSuccess."),
        Rule(
            "R7.7-1", .may, .service, "Fragment", .choice, needs: .fragments,
            "Fragments may be offered, and then touch nothing else; where they are not, they are "
                + "UnsupportedFeature with FragmentLevelAccess."),
        Rule(
            "R7.7-2", .must, .service, "Fragment", .wire, needs: .fragments,
            "FragmentTransfer is taken in requests and repeated in each reply that holds a fragment."),
        Rule(
            "R7.7-3", .must, .service, "Fragment", .wire, needs: .fragments,
            "A fragment's XPath starts at the root of what Get would show."),
        Rule(
            "R7.7-4", .must, .service, "Fragment", .wire, needs: .fragments,
            "A fragment in a dialect that is not known is FragmentDialectNotSupported."),
        Rule(
            "R7.7-5", .must, .service, "Fragment", .wire, needs: .fragments,
            "Fragments travel in wsman:XmlFragment; a body without it is InvalidRepresentation with "
                + "InvalidFragment."),
        Rule(
            "R7.7-6", .should, .service, "Fragment", .wire, needs: .fragments,
            "At least single values can be asked for by text(), and come as bare text."),
        Rule(
            "R7.7-7", .should, .service, "Fragment", .wire, needs: .fragments,
            "An expression that is too much for the service is CannotProcessFilter."),
        Rule(
            "R7.7-8", .must, .service, "Fragment", .wire, needs: .fragments,
            "A fragment operation happens whole or not at all."),
        Rule(
            "R7.9-1", .may, .service, "FragmentPut", .choice, needs: .fragments,
            "Put of a fragment may pass over the read-only values in it."),
        Rule(
            "R7.9-2", .should, .service, "FragmentPut", .wire, needs: .fragments,
            "Put of a fragment that is read-only is ActionNotSupported with ActionMismatch."),
        Rule(
            "R7.10-1", .should, .service, "FragmentDelete", .wire, needs: .fragments,
            "Delete of a locked fragment is AccessDenied."),
        Rule(
            "R7.11-1", .mustNot, .service, "FragmentCreate", .wire, needs: .fragments,
            "Create of a fragment changes nothing that exists already; that is AlreadyExists."),
        Rule(
            "R7.11-2", .should, .service, "FragmentCreate", .wire, needs: .fragments,
            "Create of a fragment that the schema has no room for is InvalidRepresentation."),
    ]
}
