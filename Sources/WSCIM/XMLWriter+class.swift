public import CIM
internal import SOAP
internal import WSMan
public import XML

/// The definition of a class in CIM-XML (DSP0201), as Windows answers it: without a namespace.
///
///     CLASS NAME="Msvm_ConcreteJob" SUPERCLASS="CIM_ConcreteJob"
///       QUALIFIER NAME="Dynamic" TYPE="boolean"           VALUE  TRUE
///       PROPERTY NAME="JobState" CLASSORIGIN=… TYPE=…     QUALIFIER …
///       PROPERTY.ARRAY …   PROPERTY.REFERENCE …
///       METHOD NAME="RequestStateChange" TYPE="uint32"    PARAMETER …
///
/// Properties and methods come in alphabetical order, inherited ones too; those are PROPAGATED.
extension XMLWriter {
    /// Writes the element CLASS.
    public mutating func classDefinition(_ cimClass: CIMClass) {
        start("CLASS")
        attribute("NAME", cimClass.name.spelling)
        if let superclass = cimClass.superclass { attribute("SUPERCLASS", superclass.spelling) }
        qualifiers(cimClass.qualifiers)
        for property in cimClass.properties { self.property(property, of: cimClass) }
        for method in cimClass.methods { self.method(method, of: cimClass) }
        end("CLASS")
    }

    /// The reference to a class's definition, in the form Windows' clients ask for it.
    public mutating func classReference(_ cimClass: CIMClass) {
        start("a:EndpointReference")
        declare(.a, .w)
        element("a:Address", Addressing.anonymous)
        start("a:ReferenceParameters")
        element("w:ResourceURI", ResourceURI.classDefinition(of: nil).text)
        start("w:SelectorSet")
        for (name, value) in [("__cimnamespace", cimClass.namespace), ("ClassName", cimClass.name.spelling)] {
            start("w:Selector")
            attribute("Name", name)
            text(value)
            end("w:Selector")
        }
        end("w:SelectorSet")
        end("a:ReferenceParameters")
        end("a:EndpointReference")
    }

    private mutating func property(_ property: CIMProperty, of cimClass: CIMClass) {
        let isReference = property.type == .reference
        let tag = isReference ? "PROPERTY.REFERENCE" : property.isArray ? "PROPERTY.ARRAY" : "PROPERTY"
        start(tag)
        attribute("NAME", property.name.spelling)
        if !isReference { attribute("TYPE", property.type.rawValue) }
        if let referenceClass = property.referenceClass { attribute("REFERENCECLASS", referenceClass.spelling) }
        if let size = property.arraySize { attribute("ARRAYSIZE", String(size)) }
        origin(property.declaringClass, in: cimClass)
        if property.isEmbedded { attribute("EmbeddedObject", property.embeddedClass == nil ? "object" : "instance") }
        qualifiers(property.qualifiers)
        if let value = property.defaultValue { definitionValue(value) }
        end(tag)
    }

    private mutating func method(_ method: CIMMethod, of cimClass: CIMClass) {
        start("METHOD")
        attribute("NAME", method.name.spelling)
        attribute("TYPE", method.returnType.rawValue)
        origin(method.declaringClass, in: cimClass)
        qualifiers(method.qualifiers)
        for parameter in method.parameters { self.parameter(parameter) }
        end("METHOD")
    }

    private mutating func parameter(_ parameter: CIMParameter) {
        let isReference = parameter.type == .reference
        let tag =
            switch (isReference, parameter.isArray) {
            case (true, true): "PARAMETER.REFARRAY"
            case (true, false): "PARAMETER.REFERENCE"
            case (false, true): "PARAMETER.ARRAY"
            case (false, false): "PARAMETER"
            }
        start(tag)
        attribute("NAME", parameter.name.spelling)
        if !isReference { attribute("TYPE", parameter.type.rawValue) }
        if let referenceClass = parameter.referenceClass { attribute("REFERENCECLASS", referenceClass.spelling) }
        qualifiers(parameter.qualifiers)
        end(tag)
    }

    private mutating func origin(_ declaringClass: CIMName, in cimClass: CIMClass) {
        attribute("CLASSORIGIN", declaringClass.spelling)
        if declaringClass != cimClass.name { attribute("PROPAGATED", "true") }
    }

    private mutating func qualifiers(_ qualifiers: CIMQualifiers) {
        for qualifier in qualifiers.all {
            start("QUALIFIER")
            attribute("NAME", qualifier.name.spelling)
            attribute("TYPE", Self.definitionType(qualifier).rawValue)
            if !qualifier.isInherited { attribute("TOSUBCLASS", "false") }
            if let value = qualifier.value { definitionValue(value) }
            end("QUALIFIER")
        }
    }

    private mutating func definitionValue(_ value: CIMValue) {
        guard case .array(let array) = value else { return element("VALUE", Self.definitionText(value)) }
        start("VALUE.ARRAY")
        for element in array.elements { self.element("VALUE", Self.definitionText(element)) }
        end("VALUE.ARRAY")
    }

    /// MOF's numbers have no size; Windows' qualifiers are sint32 wherever that holds them.
    private static func definitionType(_ qualifier: CIMQualifier) -> CIMType {
        guard let value = qualifier.value else { return .string }
        return value.integer.flatMap { Int32(exactly: $0) } == nil ? value.type : .sint32
    }

    private static func definitionText(_ value: CIMValue) -> String {
        if case .boolean(let value) = value { value ? "TRUE" : "FALSE" } else { value.text }
    }
}

extension CIMProperty {
    fileprivate var isEmbedded: Bool { embeddedClass != nil || qualifiers.isTrue("EmbeddedObject") }
}
