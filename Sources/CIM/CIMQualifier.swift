/// A qualifier of a class or member (DSP0004 5.6): `Key`, `MaxLen(64)`, `Values{"New", "Starting"}`.
public struct CIMQualifier: Hashable, Sendable {
    public let name: CIMName
    /// The value; a qualifier written without one is `true`. Nil is NULL.
    public let value: CIMValue?
    /// Whether subclasses have it too (flavor ToSubclass, against Restricted).
    public let isInherited: Bool

    public init(_ name: CIMName, _ value: CIMValue? = .boolean(true), isInherited: Bool = true) {
        self.name = name
        self.value = value
        self.isInherited = isInherited
    }
}

/// The qualifiers of one class or member, in the order of the MOF.
public struct CIMQualifiers: Hashable, Sendable {
    public let all: [CIMQualifier]

    public init(_ all: [CIMQualifier] = []) {
        self.all = all
    }

    /// The value of a qualifier; nil when it is not there or NULL.
    public subscript(name: CIMName) -> CIMValue? {
        all.first { $0.name == name }?.value
    }

    /// Whether a boolean qualifier is there and true.
    public func isTrue(_ name: CIMName) -> Bool {
        self[name] == .boolean(true)
    }

    /// The text of a string qualifier.
    public func text(_ name: CIMName) -> String? {
        if case .string(let text)? = self[name] { text } else { nil }
    }

    /// The number of an integer qualifier: `MaxLen`, `MinValue`.
    public func integer(_ name: CIMName) -> Int64? {
        self[name]?.integer
    }

    /// The elements of a qualifier that is an array of strings: `ModelCorrespondence`, `ValueMap`.
    public func texts(_ name: CIMName) -> [String]? {
        guard case .array(let array)? = self[name], array.type == .string else { return nil }
        return array.elements.map(\.text)
    }
}

/// What the qualifiers ValueMap and Values say together: which values are meant, and what each is called.
public struct CIMValueMap: Hashable, Sendable {
    /// `value` is a single value ("3", "OK") or a range of numbers: "32768..65535", "32768..", or ".." for all the rest.
    public struct Entry: Hashable, Sendable {
        public let value: String
        public let name: String

        public init(value: String, name: String) {
            self.value = value
            self.name = name
        }
    }

    /// In the order of the MOF.
    public let entries: [Entry]

    public init(_ entries: [Entry] = []) {
        self.entries = entries
    }

    public var isEmpty: Bool { entries.isEmpty }

    /// The name of a single value; ranges are not looked at.
    public func name(of value: String) -> String? {
        entries.first { $0.value == value }?.name
    }

    /// The name of a number: that of the single value, else of the first range that holds it, else of "..".
    public func name(of number: Int64) -> String? {
        if let name = name(of: String(number)) { return name }
        return entries.first { $0.contains(number) }?.name ?? name(of: "..")
    }

    /// The value that a name stands for.
    public func value(named name: String) -> String? {
        entries.first { $0.name == name }?.value
    }
}

extension CIMValueMap.Entry {
    /// Whether this is a range with at least one bound and holds the number. Bounds are decimal or hexadecimal.
    fileprivate func contains(_ number: Int64) -> Bool {
        let bytes = Array(value.utf8)
        let point = UInt8(ascii: ".")
        guard bytes.count > 2,
            let dot = bytes.indices.dropLast().first(where: { bytes[$0...].starts(with: [point, point]) })
        else { return false }
        let low = Self.bound(bytes[..<dot])
        let high = Self.bound(bytes[(dot + 2)...])
        guard low != nil || dot == 0, high != nil || dot + 2 == bytes.count else { return false }
        return number >= low ?? .min && number <= high ?? .max
    }

    private static func bound(_ digits: ArraySlice<UInt8>) -> Int64? {
        let text = String(decoding: digits, as: UTF8.self)
        return text.hasPrefix("0x") ? Int64(text.dropFirst(2), radix: 16) : Int64(text)
    }
}
