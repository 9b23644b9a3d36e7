internal import CIM
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

    func write(_ instance: CIMInstance, to writer: inout XMLWriter) {
        switch mode {
        case .epr:
            writer.endpointReference(instance.path, family: family)
        case .objectAndEPR:
            writer.start("w:Item")
            object(instance, to: &writer)
            writer.endpointReference(instance.path, family: family)
            writer.end("w:Item")
        case .object:
            object(instance, to: &writer)
        }
    }

    private func object(_ instance: CIMInstance, to writer: inout XMLWriter) {
        if let projection {
            writer.fragment(instance, projection, family: family, server: server)
        } else {
            writer.instance(instance, shownAs: shownAs, family: family)
        }
    }
}
