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
        let tag = "p:\(method.name)_OUTPUT"
        let element = Tags(tag) { writer in
            writer.declare(.xsi)
            writer.declare("p", cimClass.uri(in: family))
            writer.declare(.cim)
        }
        let parameters = method.parameters.filter(\.isOut).sorted { $0.name < $1.name }
        var values = parameters.map { outputs[$0.name] }
        var properties = parameters.enumerated().map { index, parameter in
            (name: parameter.name.spelling, type: parameter.type, isArray: parameter.isArray, index: index)
        }
        if let returnValue {
            properties.append((name: "ReturnValue", type: method.returnType, isArray: false, index: values.count))
            values.append(returnValue)
        }
        content(
            values, ElementLayout(element: element, prefix: "p:", properties),
            Surroundings(family: family, namespace: cimClass.namespace))
    }
}
