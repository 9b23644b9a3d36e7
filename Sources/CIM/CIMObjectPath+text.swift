/// Why a text is no object path.
public struct CIMObjectPathError: Error, Hashable, Sendable, CustomStringConvertible {
    public let reason: String

    public init(reason: String) {
        self.reason = reason
    }

    public var description: String { reason }
}

extension CIMObjectPath {
    /// Reads a path in the notation of WMI, absolute or relative:
    ///
    ///     \\host\root\virtualization\v2:Msvm_ConcreteJob.InstanceID="1"
    ///     root/cimv2:Win32_OperatingSystem=@
    ///     Msvm_ComputerSystem.CreationClassName="Msvm_ComputerSystem",Name="A"
    ///
    /// `/` and `\` are the same in host and namespace; the host is dropped. In a quoted value `\"` and `\\` stand for
    /// `"` and `\`. A path without a class to look at cannot know the keys' types: quoted values are strings, digits
    /// uint64 or sint64, TRUE and FALSE booleans; `typed(as:)` gives them their own. Throws a sentence with the place.
    public init(parsing text: String) throws(CIMObjectPathError) {
        var reader = PathReader(text)
        self = try reader.path()
    }

    /// Namespace, class and keys, with the keys in alphabetical order: one text for equal paths but for case.
    /// Without the namespace when there is none.
    public var text: String {
        guard !namespace.isEmpty else { return relativeText }
        var bytes = Array(namespace.utf8)
        bytes.append(UInt8(ascii: ":"))
        appendRelativeText(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Class and keys: `Class.Key="value"`, `Class=@` is never written, a class without keys is its name alone.
    public var relativeText: String {
        var bytes: [UInt8] = []
        appendRelativeText(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// One buffer for all: every association that is followed writes the texts of its paths.
    private func appendRelativeText(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: className.spelling.utf8)
        let keys = keys.count < 2 ? keys : keys.sorted { $0.name < $1.name }
        for (index, key) in keys.enumerated() {
            bytes.append(index == 0 ? UInt8(ascii: ".") : UInt8(ascii: ","))
            bytes.append(contentsOf: key.name.spelling.utf8)
            bytes.append(UInt8(ascii: "="))
            key.value.appendKeyText(to: &bytes)
        }
    }

    /// With a host, as Windows writes it: `\\host\root\virtualization\v2:Class.Key="value"`.
    public func text(host: String) -> String {
        let namespace = String(decoding: namespace.utf8.map { $0 == 0x2F ? 0x5C : $0 }, as: UTF8.self)
        return #"\\\#(host)\\#(namespace):\#(relativeText)"#
    }

    /// The same path with the keys in the types that the class declares for them.
    ///
    /// Throws when a key is no key property of the class, or its value none of its type.
    public func typed(as cimClass: CIMClass) throws(CIMObjectPathError) -> CIMObjectPath {
        var typed: [(name: CIMName, value: CIMValue)] = []
        for key in keys {
            guard let property = cimClass.property(key.name), property.isKey else {
                throw CIMObjectPathError(reason: "\(key.name) is no key of the class \(cimClass.name)")
            }
            if let value = key.value.converted(to: property.type) {
                typed.append((property.name, value))
                continue
            }
            do {
                typed.append((property.name, try CIMValue(property.type, text: key.value.text)))
            } catch {
                throw CIMObjectPathError(reason: "the key \(key.name) of \(cimClass.name): \(error.reason)")
            }
        }
        return CIMObjectPath(namespace: namespace, className: className, keys: typed)
    }
}

extension CIMObjectPath: CustomStringConvertible {
    public var description: String { text }
}

extension CIMValue {
    /// The value as a path shows it: numbers bare, booleans in capitals, everything else quoted.
    fileprivate func appendKeyText(to bytes: inout [UInt8]) {
        switch self {
        case .boolean(let value): bytes.append(contentsOf: (value ? "TRUE" : "FALSE").utf8)
        case .string(let text): Self.appendQuoted(text, to: &bytes)
        case .datetime, .reference, .char16, .instance, .array: Self.appendQuoted(text, to: &bytes)
        default: bytes.append(contentsOf: text.utf8)
        }
    }

    private static func appendQuoted(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

private struct PathReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.trimmed.utf8)
    }

    mutating func path() throws(CIMObjectPathError) -> CIMObjectPath {
        let namespace = try namespace()
        let className = try identifier("a class name")
        var path = CIMObjectPath(namespace: namespace, className: className)
        guard position < bytes.count else { return path }
        if bytes[position...] == Array("=@".utf8)[...] { return path }
        guard take(UInt8(ascii: ".")) else { throw error("expected '.' and the keys, or the end") }
        repeat {
            skipBlanks()
            let name = try identifier("the name of a key")
            guard path[key: name] == nil else { throw error("the key \(name) is there twice") }
            skipBlanks()
            guard take(UInt8(ascii: "=")) else { throw error("expected '=' after the key \(name)") }
            skipBlanks()
            path.keys.append((name, try value()))
            skipBlanks()
        } while take(UInt8(ascii: ","))
        guard position == bytes.count else { throw error("expected ',' and another key, or the end") }
        return path
    }

    /// Everything up to the first colon before any key; a leading `\\host\` is dropped.
    private mutating func namespace() throws(CIMObjectPathError) -> String {
        let isSlash = { (byte: UInt8) in byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\") }
        let stop = bytes.firstIndex { [UInt8(ascii: ":"), UInt8(ascii: "."), UInt8(ascii: "=")].contains($0) }
        // A host may hold points: after two slashes the colon alone ends the namespace.
        let hasHost = bytes.count > 2 && isSlash(bytes[0]) && isSlash(bytes[1])
        guard let colon = hasHost ? bytes.firstIndex(of: UInt8(ascii: ":")) : stop, bytes[colon] == UInt8(ascii: ":")
        else { return "" }
        var parts = bytes[..<colon].split(whereSeparator: isSlash)
        if hasHost, !parts.isEmpty { parts.removeFirst() }
        // Written without a host, a namespace with other characters would be read as something else.
        for part in parts {
            guard let stranger = part.firstIndex(where: { !$0.isIdentifier && $0 != UInt8(ascii: "-") }) else {
                continue
            }
            position = stranger
            throw error("a namespace is names with slashes between them, of letters, digits, '_' and '-'")
        }
        position = colon + 1
        return parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
    }

    private mutating func identifier(_ expected: String) throws(CIMObjectPathError) -> CIMName {
        let start = position
        while position < bytes.count, bytes[position].isIdentifier { position += 1 }
        guard position > start else { throw error("expected \(expected)") }
        return CIMName(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func value() throws(CIMObjectPathError) -> CIMValue {
        guard position < bytes.count else { throw error("expected a value") }
        let quote = bytes[position]
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") { return .string(try string(quote)) }
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: ","), bytes[position] > 0x20 { position += 1 }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        if let number = UInt64(word) { return .uint64(number) }
        if let number = Int64(word) { return .sint64(number) }
        switch word.asciiLowercased {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        default:
            position = start
            throw error("expected a quoted text, a number, TRUE or FALSE")
        }
    }

    private mutating func string(_ quote: UInt8) throws(CIMObjectPathError) -> String {
        let start = position
        position += 1
        var text: [UInt8] = []
        while position < bytes.count {
            var byte = bytes[position]
            position += 1
            if byte == quote { return String(decoding: text, as: UTF8.self) }
            if byte == UInt8(ascii: "\\"), position < bytes.count {
                byte = bytes[position]
                position += 1
            }
            text.append(byte)
        }
        position = start
        throw error("this quoted text has no end")
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 }
    }

    private func error(_ problem: String) -> CIMObjectPathError {
        CIMObjectPathError(reason: "the object path is not readable at character \(position + 1): \(problem)")
    }
}
