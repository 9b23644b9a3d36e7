public import WSMan
public import XML

/// Which resources of a service the checks may use. What is not said is looked for, or the rules about it are skipped.
public struct Profile: Sendable {
    /// What is enumerated: a class of at least three instances serves best.
    public var collection: Target?
    /// What is got.
    public var instance: Target?
    /// What is made, and deleted afterwards.
    public var create: Creation?
    /// What is changed.
    public var put: Change?
    /// What is called.
    public var invoke: Call?
    /// What is subscribed to.
    public var subscribe: Subscription?

    /// A Create, and how to get rid of what it made.
    public struct Creation: Sendable {
        public var target: Target
        public var options: [(name: String, value: String)] = []
        public var body: XMLElement
        /// A method of what was made, called before Delete.
        public var end: Method?
    }

    /// A Put of one property. Without a target, of what ``create`` makes.
    public struct Change: Sendable {
        public var target: Target?
        public var property: String
        /// A value that it does not have.
        public var value: String
        /// Another property and a value for it.
        public var second: (property: String, value: String)?
        /// A property that cannot be changed.
        public var readOnly: String?
    }

    /// A method and its input.
    public struct Method: Sendable {
        /// The last part of the action.
        public var name: String
        public var input: XMLElement?
    }

    /// A method of a resource. Without a target, of what ``create`` makes.
    public struct Call: Sendable {
        public var target: Target?
        public var method: Method
    }

    /// What brings events.
    public struct Subscription: Sendable {
        public var target: Target
        /// The URI of the filter's language.
        public var dialect: String?
        public var filter: String?
        /// What brings an event; nil for ``create`` and the end of what it makes.
        public var trigger: Call?
    }

    /// The profile of a service that nobody has described: what winchd has, and for the rest what is found.
    public init() {
        let jobs = Self.virtualization("Msvm_ConcreteJob")
        create = Creation(
            target: jobs, options: [("Template", "export-virtual-machine")],
            body: XMLElement(QName(jobs.resourceURI.text, "Msvm_ConcreteJob")),
            end: Method(name: "RequestStateChange", input: Self.killJob(jobs.resourceURI.text)))
        put = Change(property: "Notify", value: "conformance", second: ("Priority", "7"), readOnly: "JobState")
        invoke = Call(
            method: Method(name: "GetError", input: XMLElement(QName(jobs.resourceURI.text, "GetError_INPUT"))))
        subscribe = Subscription(
            target: Self.virtualization(nil), dialect: FilterDialect.wql.uri,
            filter: "SELECT * FROM __InstanceOperationEvent WITHIN 1 WHERE TargetInstance ISA 'CIM_ConcreteJob'")
    }

    /// A profile that names nothing.
    init(empty: Void) {}

    /// Where instances are looked for when nobody names any: winchd and Hyper-V, Windows, OMI, openwsman and its kin.
    static let usualCollections = [
        virtualization("Msvm_ComputerSystem"),
        Target(resourceURI: .microsoft(namespace: "root/cimv2", className: "Win32_Service")),
        dmtf("OMI_Identify", namespace: "root/omi"),
        dmtf("CIM_ComputerSystem", namespace: nil),
    ]

    private static func virtualization(_ className: String?) -> Target {
        Target(resourceURI: .microsoft(namespace: "root/virtualization/v2", className: className))
    }

    private static func dmtf(_ className: String, namespace: String?) -> Target {
        let selectors = namespace.flatMap { try? SelectorSet([Selector(SelectorSet.cimNamespace, .text($0))]) }
        return Target(
            resourceURI: ResourceURI("http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/\(className)"),
            selectors: selectors ?? .empty)
    }

    /// RequestedState 5 ends a job without tidying up (CIM_ConcreteJob).
    private static func killJob(_ namespace: String) -> XMLElement {
        XMLElement(
            QName(namespace, "RequestStateChange_INPUT"), [:],
            [XMLElement(QName(namespace, "RequestedState"), "5")])
    }
}
