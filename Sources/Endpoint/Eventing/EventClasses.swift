internal import CIM
internal import Jobs
internal import Platform

/// The classes of events in one namespace: those of WMI and those of the DMTF.
final class EventClasses: Sendable {
    private let namespace: CIMNamespace

    /// The three things that can happen to an instance.
    enum Kind: CaseIterable {
        case creation, modification, deletion

        init(_ change: JobChange) {
            self = change.previous == nil ? .creation : change.current == nil ? .deletion : .modification
        }
    }

    private static let cache = Lock<[String: EventClasses]>([:])

    /// The event classes of the namespace of that canonical name.
    static func of(_ namespace: String) -> EventClasses {
        cache.withLock { cache in
            if let known = cache[namespace] { return known }
            let classes = EventClasses(namespace)
            cache[namespace] = classes
            return classes
        }
    }

    private init(_ name: String) {
        do {
            namespace = try CIMNamespace(name: name, mof: [MOFSource(file: "Events.mof", text: Self.mof)])
        } catch {
            // The text is part of the program and tried by a test.
            preconditionFailure("the classes of events are unusable: \(error)")
        }
    }

    /// The class of that name, if it is one of events.
    func cimClass(_ name: CIMName) -> CIMClass? {
        namespace.cimClass(name).flatMap { $0.isA("__Event") || $0.isA("CIM_InstIndication") ? $0 : nil }
    }

    /// The class of what a subscriber to `base` gets to see when such a thing happens; nil when `base` does not cover it.
    func cimClass(of kind: Kind, for base: CIMClass) -> CIMClass? {
        let isWMI = base.isA("__Event")
        let name: CIMName =
            switch kind {
            case .creation: isWMI ? "__InstanceCreationEvent" : "CIM_InstCreation"
            case .modification: isWMI ? "__InstanceModificationEvent" : "CIM_InstModification"
            case .deletion: isWMI ? "__InstanceDeletionEvent" : "CIM_InstDeletion"
            }
        return namespace.cimClass(name).flatMap { $0.isA(base.name) ? $0 : nil }
    }

    static let mof = """
        [Abstract] class __SystemClass { };
        [Abstract] class __IndicationRelated : __SystemClass { };
        [Abstract] class __Event : __IndicationRelated {
            uint8 SECURITY_DESCRIPTOR[];
            [Description("When it happened, in 100 nanoseconds since 1601-01-01 UTC.")] uint64 TIME_CREATED;
        };
        class __InstanceOperationEvent : __Event {
            [EmbeddedObject, Description("The instance as it is now; of a deleted one as it was.")] string TargetInstance;
        };
        class __InstanceCreationEvent : __InstanceOperationEvent { };
        class __InstanceModificationEvent : __InstanceOperationEvent {
            [EmbeddedObject, Description("The instance as it was before.")] string PreviousInstance;
        };
        class __InstanceDeletionEvent : __InstanceOperationEvent { };
        [Abstract, Indication] class CIM_Indication {
            string IndicationIdentifier;
            string CorrelatedIndications[];
            datetime IndicationTime;
            uint16 PerceivedSeverity;
            string OtherSeverity;
        };
        [Abstract, Indication] class CIM_InstIndication : CIM_Indication {
            [EmbeddedObject, Description("The instance as it is now; of a deleted one as it was.")] string SourceInstance;
            [Description("The path of the instance.")] string SourceInstanceModelPath;
            string SourceInstanceHost;
        };
        [Indication] class CIM_InstCreation : CIM_InstIndication { };
        [Indication] class CIM_InstModification : CIM_InstIndication {
            [EmbeddedObject, Description("The instance as it was before.")] string PreviousInstance;
        };
        [Indication] class CIM_InstDeletion : CIM_InstIndication { };
        """
}
