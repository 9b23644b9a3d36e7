public import CIM
internal import SOAP
public import WSMan
public import XML

/// References to instances as Windows writes them:
///
///     a:EndpointReference xmlns:a xmlns:w
///       a:Address               …/role/anonymous
///       a:ReferenceParameters
///         w:ResourceURI         …/wmi/root/virtualization/v2/Msvm_ConcreteJob
///         w:SelectorSet
///           w:Selector Name="__cimnamespace"   root/virtualization/v2
///           w:Selector Name="InstanceID"       5F1D2C3B-…
///
/// The prefixes are declared on the reference itself, on its children and on the SelectorSet, because clients cut
/// references out of the text, whole or any of these pieces.
extension XMLWriter {
    /// Writes the reference to an instance, as it stands in `w:Items` and behind the instance in `w:Item`.
    ///
    /// - Parameters:
    ///   - path: with a namespace.
    ///   - tag: the element that is the reference, `x:ResourceCreated` for one.
    public mutating func endpointReference(
        _ path: CIMObjectPath, as tag: String = "a:EndpointReference", family: ResourceURI.Family
    ) {
        endpointReference(path, as: tag, Surroundings(family: family, namespace: path.namespace))
    }

    private mutating func endpointReference(
        _ path: CIMObjectPath, as tag: String = "a:EndpointReference", _ surroundings: Surroundings
    ) {
        start(tag)
        declare(.a, .w)
        referenceContent(path, surroundings)
        end(tag)
    }

    /// What stands inside an element that is a reference: the content of an `a:EndpointReference` without itself. The
    /// element has declared `a` and `w`.
    mutating func referenceContent(_ path: CIMObjectPath, _ surroundings: Surroundings) {
        let namespace = path.namespace.isEmpty ? surroundings.namespace : path.namespace
        start("a:Address")
        declare(.a)
        text(Addressing.anonymous)
        end("a:Address")
        start("a:ReferenceParameters")
        declare(.a, .w)
        element(
            "w:ResourceURI",
            classURI(path.className.spelling, namespace: namespace, family: surroundings.family).text)
        start("w:SelectorSet")
        declare(.w)
        selector(SelectorSet.cimNamespace, .string(namespace), surroundings)
        for key in path.keys { selector(key.name.spelling, key.value, surroundings) }
        end("w:SelectorSet")
        end("a:ReferenceParameters")
    }

    private mutating func selector(_ name: String, _ value: CIMValue, _ surroundings: Surroundings) {
        start("w:Selector")
        attribute("Name", name)
        if case .reference(let path) = value {
            endpointReference(path, surroundings)
        } else {
            text(value.text)
        }
        end("w:Selector")
    }
}
