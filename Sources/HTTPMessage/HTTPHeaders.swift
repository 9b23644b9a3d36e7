/// The header fields of a message in their order of arrival; names are compared without case (RFC 9110 §5.1).
///
///     Content-Type: application/soap+xml;charset=UTF-8
///     SOAPAction: "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get"
///
/// A short list that is searched front to back: a message of this service has a handful of fields.
public struct HTTPHeaders: Sendable, ExpressibleByDictionaryLiteral {
    public private(set) var fields: [(name: String, value: String)]

    public init(_ fields: [(name: String, value: String)] = []) {
        self.fields = fields
    }

    public init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { (name: $0.0, value: $0.1) }
    }

    /// The value of the first field with this name; nil when there is none.
    public subscript(_ name: String) -> String? {
        for field in fields where equalIgnoringCase(field.name, name) { return field.value }
        return nil
    }

    /// Adds a field at the end; one of the same name that is already there stays.
    public mutating func append(_ name: String, _ value: String) {
        fields.append((name: name, value: value))
    }

    /// Leaves one value for this name, in the place of the first that had it, or at the end.
    public mutating func replace(_ name: String, with value: String) {
        guard let index = fields.firstIndex(where: { equalIgnoringCase($0.name, name) }) else {
            return append(name, value)
        }
        fields[index] = (name: name, value: value)
        while let next = fields[(index + 1)...].firstIndex(where: { equalIgnoringCase($0.name, name) }) {
            fields.remove(at: next)
        }
    }
}

/// ASCII letters compared without case, everything else byte by byte: how HTTP compares its tokens.
func equalIgnoringCase(_ left: String, _ right: String) -> Bool {
    let (left, right) = (left.utf8, right.utf8)
    return left.count == right.count && zip(left, right).allSatisfy { lowercase($0) == lowercase($1) }
}

func lowercase(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
}
