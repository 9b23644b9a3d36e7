internal import CIM
internal import HTTPMessage
internal import SOAP
internal import WSCIM
internal import WSMan
internal import XML

/// What stands behind the instances of some classes: the job engine, the inventory, the service itself.
///
/// A provider hands out instances in the order of a position that never changes for an instance and only grows for new
/// ones, so that an enumeration needs to remember no more than the last position it has seen (keyset paging).
protocol InstanceProvider: Sendable {
    /// Whether instances of exactly this class come from this provider.
    func serves(_ cimClass: CIMClass) -> Bool

    /// Instances after `position`, at most `limit`, in order. May return more than the hints of the selection allow
    /// (the caller checks them), never fewer.
    func instances(_ selection: Selection, after position: Int64, limit: Int) throws(Fault) -> [PositionedInstance]

    /// What is known of an instance that was there, by the keys of the selection, and is no more; nil when nothing is.
    func farewell(_ selection: Selection) throws(Fault) -> Farewell?

    /// The position of the youngest instance: an enumeration sees none that comes later.
    func highWaterMark() throws(Fault) -> Int64

    /// Calls a method of an instance, or of the class when it is static. The target exists and the arguments are checked.
    func invoke(_ call: MethodCall) throws(Fault) -> MethodResult

    /// The job template that a call would start; nil for one that starts none.
    func template(startedBy call: MethodCall) -> StartedTemplate?

    /// The properties of a class that a client may set; none where nothing can be changed.
    func writableProperties(of cimClass: CIMClass) -> [CIMName]

    /// Sets properties, all writable, of an instance that was read before. All or nothing, and durable.
    ///
    /// - Returns: the instance as it is then.
    func update(_ instance: CIMInstance, _ values: [CIMName: CIMValue?]) throws(Fault) -> CIMInstance

    /// Makes an instance. Throws AlreadyExists when there is one with the keys given.
    func create(_ creation: Creation) throws(Fault) -> CIMInstance

    /// Removes an instance that was read before.
    func delete(_ instance: CIMInstance) throws(Fault)
}

/// What a Create asks for.
struct Creation: Sendable {
    let namespace: CIMNamespace
    let cimClass: CIMClass
    /// The job template that the request names, if it names one.
    let template: String?
    /// The representation: an element of the class with values for its properties.
    let representation: XMLElement
    let reader: ElementReader
    let principal: Principal
}

/// Which instances are asked for.
struct Selection: Sendable {
    let namespace: CIMNamespace
    /// The classes whose instances are wanted: exactly these, subclasses are listed where they are wanted.
    let classes: [CIMClass]
    /// Values that properties must have, all of those listed for a name. A provider with an index uses them, others may
    /// ignore them.
    let equals: [CIMName: [CIMValue]]
    /// Positions above this one are not part of the enumeration: it sees no instance younger than itself.
    var through: Int64 = .max
}

/// What is said of an instance that is no more.
struct Farewell: Sendable {
    /// Whose it was.
    let owner: String
    let sentence: String
}

/// An instance and its place in its provider's order.
struct PositionedInstance: Sendable {
    let position: Int64
    let instance: CIMInstance
}

/// One call of a method: the class and object it is called on, and its decoded arguments.
struct MethodCall: Sendable {
    let namespace: CIMNamespace
    let cimClass: CIMClass
    let method: CIMMethod
    /// The object, or nil for a static method called on its class.
    let object: CIMInstance?
    let arguments: [CIMName: CIMValue]
    let principal: Principal
    /// Finds the instance that a reference among the arguments names; nil when there is none here.
    let instance: @Sendable (CIMObjectPath) -> CIMInstance?
}

/// A job template as far as rights depend on it.
struct StartedTemplate: Sendable {
    let name: String
    /// Of its jobs.
    let namespace: String
    let className: String
}

/// What a method answers. Out parameters that are absent are NULL.
struct MethodResult: Sendable {
    let returnValue: CIMValue
    var outputs: [CIMName: CIMValue] = [:]
}

extension InstanceProvider {
    /// A provider whose instances do not come and go needs no mark.
    func highWaterMark() throws(Fault) -> Int64 { .max }

    func template(startedBy call: MethodCall) -> StartedTemplate? { nil }
    func farewell(_ selection: Selection) throws(Fault) -> Farewell? { nil }

    // A provider offers what it can; these answer for the rest (DSP0226 R5.4.5-2).

    func writableProperties(of cimClass: CIMClass) -> [CIMName] { [] }

    func update(_ instance: CIMInstance, _ values: [CIMName: CIMValue?]) throws(Fault) -> CIMInstance {
        throw .notTransferable(Action.put, instance.cimClass)
    }

    func create(_ creation: Creation) throws(Fault) -> CIMInstance {
        throw .notTransferable(Action.create, creation.cimClass)
    }

    func delete(_ instance: CIMInstance) throws(Fault) { throw .notTransferable(Action.delete, instance.cimClass) }
}
