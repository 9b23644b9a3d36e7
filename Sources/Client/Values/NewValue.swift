internal import CIM
internal import SOAP
internal import WSCIM
public import WSMan
public import XML

/// A value to send, as a property of a representation or an argument of a method.
public indirect enum NewValue: Hashable, Sendable {
    /// xsi:nil: no value. In a Put, leaving a property out keeps what it had.
    case null
    /// Any simple value in its lexical form: `Paused`, `42`, `true`.
    case text(String)
    /// A CIM datetime in its 25 characters, or a dateTime or duration of XML Schema.
    case datetime(String)
    case reference(EndpointReference)
    case array([NewValue])
    /// An element whose attributes and content become those of the property.
    case element(XMLElement)

    // MARK: - Wire

    /// Writes one element for each value; `tag` has its prefix, which the caller declared.
    func write(to writer: inout XMLWriter, as tag: String) {
        switch self {
        case .null:
            writer.start(tag)
            writer.declare(.xsi)
            writer.attribute("xsi:nil", "true")
            writer.end(tag)
        case .text(let text): writer.element(tag, text)
        case .datetime(let text):
            writer.start(tag)
            if let value = try? CIMDateTime(text) {
                writer.declare(.cim)
                writer.datetime(value, isPrefixed: true)
            } else {
                writer.text(text)  // the service will say what it makes of it
            }
            writer.end(tag)
        case .reference(let reference): reference.write(to: &writer, as: tag)
        case .array(let values): for value in values { value.write(to: &writer, as: tag) }
        case .element(let element):
            writer.start(tag)
            for child in element.children {
                switch child {
                case .element(let child): writer.copy(child)
                case .text(let text): writer.text(text)
                }
            }
            writer.end(tag)
        }
    }
}

/// A property or an argument by name.
public struct NewProperty: Hashable, Sendable {
    public var name: String
    public var value: NewValue

    public init(_ name: String, _ value: NewValue) {
        self.name = name
        self.value = value
    }
}

/// Names come from people and become elements.
///
/// - Throws: ``ClientError/invalidArgument(_:)`` for one that is no name in XML, or in CIM (DSP0004 5.2.1).
func checkNames(_ names: [String], of what: String) throws(ClientError) {
    for name in names {
        let isName = name.unicodeScalars.enumerated().allSatisfy { index, character in
            switch character {
            case "a"..."z", "A"..."Z", "_": true
            case "0"..."9", "-", ".": index > 0
            default: character.value >= 0x80 && character.properties.isAlphabetic
            }
        }
        guard isName, !name.isEmpty else {
            throw .invalidArgument("\(name.isEmpty ? "Nothing" : name) cannot be the name of \(what).")
        }
    }
}

extension XMLWriter {
    /// Writes `<p:Name xmlns:p="uri">` with its properties: an instance to put, or a method's input.
    mutating func object(_ name: String, namespace: String, _ properties: [NewProperty]) {
        start("p:\(name)")
        declare("p", namespace)
        for property in properties { property.value.write(to: &self, as: "p:\(property.name)") }
        end("p:\(name)")
    }
}
