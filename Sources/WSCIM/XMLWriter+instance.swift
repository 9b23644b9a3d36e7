public import CIM
internal import SOAP
public import WSMan
public import XML

/// Instances as Windows writes them (DSP0230, recorded replies):
///
///     p:Msvm_ConcreteJob xmlns:xsi xmlns:p="class URI" xmlns:cim xsi:type="p:Msvm_ConcreteJob_Type"
///       p:Cancellable   true
///       p:Caption       xsi:nil="true"
///       p:ElapsedTime   cim:Interval P0DT0H1M40S
///
/// Properties come in alphabetical order without regard to case. Every scalar is there, NULL as xsi:nil, but a boolean
/// without value is false. An array is one element an entry, and none when it is NULL or empty.
extension XMLWriter {
    /// Writes a whole instance.
    ///
    /// - Parameters:
    ///   - shownAs: a base class whose properties alone are shown, under its name (ExcludeSubClassProperties).
    ///   - family: the scheme of the request's resource URI; names in the reply follow it.
    public mutating func instance(
        _ instance: CIMInstance, shownAs: CIMClass? = nil, family: ResourceURI.Family
    ) {
        let cimClass = instance.cimClass
        let layout = ElementLayout.of(cimClass, shownAs: shownAs ?? cimClass, family: family)
        content(instance.values, layout, Surroundings(family: family, namespace: cimClass.namespace))
    }

    /// Writes the values of all properties of a layout, with the element around them if it has one.
    mutating func content(_ values: [CIMValue?], _ layout: ElementLayout, _ surroundings: Surroundings) {
        layout.bytes.withUnsafeBufferPointer { bytes in
            raw(layout.open.of(bytes))
            for property in layout.properties {
                self.property(property, bytes, values[property.index], surroundings)
            }
            raw(layout.close.of(bytes))
        }
    }

    /// Writes the element or elements of one property.
    mutating func property(
        _ layout: PropertyLayout, _ bytes: UnsafeBufferPointer<UInt8>, _ value: CIMValue?, _ surroundings: Surroundings
    ) {
        switch value {
        case .array(let array)?:
            for element in array.elements { scalar(layout, bytes, element, surroundings) }
        case let value?:
            scalar(layout, bytes, value, surroundings)
        case nil where layout.isArray:
            break
        case nil where layout.isBoolean:
            scalar(layout, bytes, .boolean(false), surroundings)
        case nil:
            raw(layout.null.of(bytes))
        }
    }

    private mutating func scalar(
        _ layout: PropertyLayout, _ bytes: UnsafeBufferPointer<UInt8>, _ value: CIMValue, _ surroundings: Surroundings
    ) {
        switch value {
        case .reference(let path):
            raw(layout.openReference.of(bytes))
            referenceContent(path, surroundings)
        case .instance(let instance):
            return embedded(instance, tag: String(decoding: layout.tag.of(bytes), as: UTF8.self), surroundings)
        default:
            raw(layout.open.of(bytes))
            plain(value, surroundings)
        }
        raw(layout.close.of(bytes))
    }

    private mutating func plain(_ value: CIMValue, _ surroundings: Surroundings) {
        switch value {
        case .string(let text): self.text(text)
        case .uint16(let number): integer(number)
        case .uint32(let number): integer(number)
        case .uint64(let number): integer(number)
        case .uint8(let number): integer(number)
        case .sint8(let number): integer(number)
        case .sint16(let number): integer(number)
        case .sint32(let number): integer(number)
        case .sint64(let number): integer(number)
        case .datetime(let value): datetime(value, isPrefixed: surroundings.isPrefixed)
        case .boolean, .real32, .real64, .char16, .reference, .instance, .array: text(value.text)
        }
    }

    /// An embedded instance (DSP0230): the property's element takes the type of the embedded class, and its children are
    /// that class's properties in that class's namespace.
    private mutating func embedded(_ instance: CIMInstance, tag: String, _ surroundings: Surroundings) {
        let cimClass = instance.cimClass
        let inner = surroundings.inner
        let layout = ElementLayout.of(cimClass, shownAs: cimClass, family: inner.family, prefix: .depth(inner.depth))
        let prefix = ElementLayout.Prefix.depth(inner.depth).text
        start(tag)
        declare(prefix, cimClass.uri(in: inner.family))
        if !surroundings.isPrefixed { declare(.cim) }
        attribute("xsi:type", "\(prefix):\(cimClass.name)_Type")
        text("")
        layout.bytes.withUnsafeBufferPointer { bytes in
            for property in layout.properties {
                self.property(property, bytes, instance.values[property.index], inner)
            }
        }
        end(tag)
    }
}

/// What an element needs to know of where it stands.
struct Surroundings {
    let family: ResourceURI.Family
    /// For references that do not name one.
    let namespace: String
    /// False in a `w:XmlFragment`.
    var isPrefixed = true
    /// How many embedded instances are around: each needs a prefix of its own.
    var depth = 0

    /// Inside an embedded instance, elements have prefixes again.
    var inner: Surroundings {
        Surroundings(family: family, namespace: namespace, isPrefixed: true, depth: depth + 1)
    }
}
