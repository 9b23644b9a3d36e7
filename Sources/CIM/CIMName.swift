/// The name of a class, property, method, parameter or qualifier (DSP0004 5.1): letters, digits and underscores.
///
/// Two names are equal when they differ in ASCII case only; each keeps the spelling it was given.
public struct CIMName: Sendable {
    /// The name as it was written.
    public let spelling: String

    public init(_ spelling: String) {
        self.spelling = spelling
    }

    /// Whether `text` may be an identifier of a schema: `[A-Za-z_][A-Za-z0-9_]*`, bytes above ASCII allowed.
    public static func isIdentifier(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(first >= UInt8(ascii: "0") && first <= UInt8(ascii: "9")) else {
            return false
        }
        return text.utf8.allSatisfy(\.isIdentifier)
    }
}

extension CIMName: Hashable {
    public static func == (left: CIMName, right: CIMName) -> Bool {
        left.spelling.equalsIgnoringASCIICase(right.spelling)
    }

    public func hash(into hasher: inout Hasher) {
        spelling.hashIgnoringASCIICase(into: &hasher)
    }
}

extension CIMName: Comparable {
    /// Alphabetical order of the lower-case spellings, byte by byte.
    public static func < (left: CIMName, right: CIMName) -> Bool {
        left.spelling.precedesIgnoringASCIICase(right.spelling)
    }
}

extension CIMName: ExpressibleByStringLiteral, CustomStringConvertible {
    public init(stringLiteral value: String) {
        self.init(value)
    }

    public var description: String { spelling }
}
