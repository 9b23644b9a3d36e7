public import CIM
internal import SOAP
public import WSMan
public import XML

/// The answer of a method (DSP0227 11), as Windows writes it:
///
///     p:RequestStateChange_OUTPUT xmlns:xsi xmlns:p="class URI" xmlns:cim
///       p:Job           the content of an endpoint reference
///       p:ReturnValue   4096
///
/// Out parameters come in alphabetical order without regard to case, the return value last. NULL is xsi:nil, an array that
/// is NULL is not there.
extension XMLWriter {
    /// - Parameters:
    ///   - cimClass: the one that the call was addressed to.
    ///   - returnValue: nil when the method returns nothing.
    ///   - outputs: by name; parameters without a value are NULL, names that are no out parameters are not written.
    public mutating func methodOutput(
        _ method: CIMMethod, of cimClass: CIMClass, returnValue: CIMValue?, outputs: [CIMName: CIMValue],
        family: ResourceURI.Family
    ) {
        let surroundings = Surroundings(family: family, namespace: cimClass.namespace)
        let tag = "p:\(method.name)_OUTPUT"
        start(tag)
        declare(.xsi)
        declare("p", cimClass.uri(in: family))
        declare(.cim)
        for parameter in method.parameters.filter(\.isOut).sorted(by: { $0.name < $1.name }) {
            let layout = PropertyLayout(type: parameter.type, isArray: parameter.isArray, tag: "p:\(parameter.name)")
            property(layout, outputs[parameter.name], surroundings)
        }
        if let returnValue {
            let layout = PropertyLayout(type: method.returnType, isArray: false, tag: "p:ReturnValue")
            property(layout, returnValue, surroundings)
        }
        end(tag)
    }
}
