internal import CIM
internal import SOAP
internal import WSCIM
internal import WSMan
internal import XML

/// How an instance is written as an item of a Pull.
struct ItemForm: Sendable {
    let mode: Enumerate.Mode
    /// The family of the request's resource URI: items answer in the same.
    let family: ResourceURI.Family
    /// The columns of a WQL projection: items are then `w:XmlFragment`.
    let projection: Projection?
    /// The class that derived instances are shown as (ExcludeSubClassProperties); nil for their own.
    let shownAs: CIMClass?
    /// This host's name, for `__SERVER` and `__PATH` among the columns.
    let server: String
    /// Whether an instance stands for its class, whose definition is the item.
    var isDefinition = false

    func write(_ instance: CIMInstance, to writer: inout XMLWriter) {
        switch mode {
        case .epr:
            reference(instance, to: &writer)
        case .objectAndEPR:
            writer.start("w:Item")
            object(instance, to: &writer)
            reference(instance, to: &writer)
            writer.end("w:Item")
        case .object:
            object(instance, to: &writer)
        }
    }

    /// Whether an XPath filter is true of the instance as it is shown, whatever part of it the items are.
    ///
    /// - Parameters:
    ///   - start: writes what stands around the instance, before it.
    ///   - end: and behind it.
    func matches(
        _ expression: XPathExpression, _ instance: CIMInstance, start: (inout XMLWriter) -> Void = { _ in },
        end: (inout XMLWriter) -> Void = { _ in }
    ) throws(Fault) -> Bool {
        var writer = XMLWriter(capacity: 4096)
        start(&writer)
        writer.instance(instance, shownAs: shownAs, family: family)
        end(&writer)
        do {
            return try expression.matches(writer.finish())
        } catch {
            throw Fault(.cannotProcessFilter(), "The XPath filter cannot be evaluated: \(error.reason).")
        }
    }

    private func reference(_ instance: CIMInstance, to writer: inout XMLWriter) {
        if isDefinition {
            writer.classReference(instance.cimClass)
        } else {
            writer.endpointReference(instance.path, family: family)
        }
    }

    private func object(_ instance: CIMInstance, to writer: inout XMLWriter) {
        if isDefinition {
            writer.classDefinition(instance.cimClass)
        } else if let projection {
            writer.fragment(instance, projection, family: family, server: server)
        } else {
            writer.instance(instance, shownAs: shownAs, family: family)
        }
    }
}
