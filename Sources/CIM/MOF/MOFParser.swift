/// Reads the declarations of one MOF text (DSP0004 7 and Annex A).
///
/// Classes and instances are kept; qualifier declarations say only whether a qualifier is restricted; `#pragma` and
/// aliases are passed over.
struct MOFParser {
    private(set) var classes: [MOFClass] = []
    private(set) var instances: [MOFInstance] = []
    /// Qualifiers whose declaration has the flavor Restricted.
    private(set) var restrictedQualifiers: Set<CIMName> = []

    let source: MOFSource
    private var lexer: MOFLexer
    private var token: MOFLexer.Token

    /// Throws with file, line and what was expected there.
    init(_ source: MOFSource) throws(MOFError) {
        self.source = source
        lexer = MOFLexer(source)
        token = try lexer.next()
        while token.kind != .end { try declaration() }
    }

    private mutating func declaration() throws(MOFError) {
        let qualifiers = try qualifierList()
        let word = try identifier("'class' or 'instance of'")
        switch word.spelling.asciiLowercased {
        case "class":
            classes.append(try classDeclaration(qualifiers))
        case "instance":
            instances.append(try instanceDeclaration())
        case "qualifier" where qualifiers.isEmpty:
            try qualifierDeclaration()
        default:
            throw source.error(
                at: lastOffset, "expected a class, an instance or a qualifier declaration, found '\(word)'")
        }
    }

    // MARK: - Class

    private mutating func classDeclaration(_ qualifiers: [MOFQualifier]) throws(MOFError) -> MOFClass {
        let name = try identifier("the name of the class")
        var declaration = MOFClass(
            name: name, superclass: nil, qualifiers: qualifiers, properties: [], methods: [], offset: lastOffset)
        if isKeyword("as") {
            try advance()
            guard token.kind == .alias else { throw unexpected("an alias such as $\(name)") }
            try advance()
        }
        if try take(":") { declaration.superclass = try identifier("the superclass of \(name)") }
        try expect("{", "and the members of \(name)")
        while try !take("}") {
            if token.kind == .end { throw unexpected("'}' at the end of the class \(name)") }
            try feature(of: &declaration)
        }
        try expect(";", "after the class \(name)")
        return declaration
    }

    private mutating func feature(of declaration: inout MOFClass) throws(MOFError) {
        let qualifiers = try qualifierList()
        let type = try type("a member of \(declaration.name)")
        let name = try identifier("the name of a property or method")
        let offset = lastOffset
        if try take("(") {
            guard case .plain(let returnType) = type else {
                throw source.error(at: offset, "the method \(name) cannot return an object or a reference")
            }
            let parameters = try parameters(of: name)
            try expect(";", "after the method \(name)")
            declaration.methods.append(
                MOFMethod(
                    name: name, returnType: returnType, parameters: parameters, qualifiers: qualifiers, offset: offset))
            return
        }
        var property = MOFProperty(
            name: name, type: type, array: try array(name), defaultValue: nil, qualifiers: qualifiers, offset: offset)
        if try take("=") { property.defaultValue = try value("the default value of \(name)") }
        try expect(";", "after the property \(name)")
        declaration.properties.append(property)
    }

    private mutating func parameters(of method: CIMName) throws(MOFError) -> [MOFProperty] {
        var parameters: [MOFProperty] = []
        if try take(")") { return parameters }
        repeat {
            let qualifiers = try qualifierList()
            let type = try type("a parameter of \(method)")
            let name = try identifier("the name of a parameter of \(method)")
            let offset = lastOffset
            parameters.append(
                MOFProperty(
                    name: name, type: type, array: try array(name), defaultValue: nil, qualifiers: qualifiers,
                    offset: offset))
        } while try take(",")
        try expect(")", "after the parameters of \(method)")
        return parameters
    }

    private mutating func type(_ subject: String) throws(MOFError) -> MOFType {
        let word = try identifier("the type of \(subject)")
        if isKeyword("REF") {
            try advance()
            return .reference(word)
        }
        if let type = CIMType(keyword: word.spelling) { return .plain(type) }
        // A mistyped type would otherwise be taken for the class of an object; such a class has a schema prefix.
        guard word.spelling.utf8.contains(UInt8(ascii: "_")) else {
            throw source.error(
                at: lastOffset, "expected the type of \(subject), a CIM type or a class, found '\(word)'")
        }
        return .object(word)
    }

    private mutating func array(_ name: CIMName) throws(MOFError) -> MOFArray {
        guard try take("[") else { return .none }
        if try take("]") { return .open }
        let offset = token.range.lowerBound
        guard case .integer(let size, false) = try value("the size of the array \(name)"), size > 0, size <= 65_535
        else {
            throw source.error(at: offset, "expected the size of the array \(name), 1 to 65535")
        }
        try expect("]", "after the size of the array \(name)")
        return .fixed(Int(size))
    }

    // MARK: - Instance

    /// `instance of Msvm_ComputerSystem { Name = "web"; OperationalStatus = {2}; };`
    private mutating func instanceDeclaration() throws(MOFError) -> MOFInstance {
        guard isKeyword("of") else { throw unexpected("'of' after 'instance'") }
        try advance()
        let className = try identifier("the class of the instance")
        var declaration = MOFInstance(className: className, values: [], offset: lastOffset)
        if isKeyword("as") {
            try advance()
            guard token.kind == .alias else { throw unexpected("an alias such as $\(className)") }
            try advance()
        }
        try expect("{", "and the values of the instance of \(className)")
        while try !take("}") {
            if token.kind == .end { throw unexpected("'}' at the end of the instance of \(className)") }
            _ = try qualifierList()
            let name = try identifier("the name of a property of \(className)")
            let offset = lastOffset
            try expect("=", "after the property \(name)")
            declaration.values.append((name: name, value: try value("the value of \(name)"), offset: offset))
            try expect(";", "after the value of \(name)")
        }
        try expect(";", "after the instance of \(className)")
        return declaration
    }

    // MARK: - Qualifiers

    private mutating func qualifierList() throws(MOFError) -> [MOFQualifier] {
        var qualifiers: [MOFQualifier] = []
        guard try take("[") else { return qualifiers }
        repeat {
            let name = try identifier("the name of a qualifier")
            var qualifier = MOFQualifier(name: name, value: .boolean(true), isRestricted: false, offset: lastOffset)
            if qualifiers.contains(where: { $0.name == name }) {
                throw source.error(at: lastOffset, "the qualifier \(name) is there twice")
            }
            if try take("(") {
                qualifier.value = try value("the value of the qualifier \(name)")
                try expect(")", "after the value of the qualifier \(name)")
            } else if token.kind == .punctuation(UInt8(ascii: "{")) {
                qualifier.value = try value("the values of the qualifier \(name)")
            }
            if try take(":") {
                while token.kind == .identifier { qualifier.isRestricted = try flavor() || qualifier.isRestricted }
            }
            qualifiers.append(qualifier)
        } while try take(",")
        try expect("]", "after the qualifiers")
        return qualifiers
    }

    /// `Qualifier Abstract : boolean = false, Scope(class, association), Flavor(Restricted);`
    private mutating func qualifierDeclaration() throws(MOFError) {
        let name = try identifier("the name of the qualifier")
        try expect(":", "and the type of the qualifier \(name)")
        _ = try type("the qualifier \(name)")
        _ = try array(name)
        if try take("=") { _ = try value("the default of the qualifier \(name)") }
        while try take(",") {
            let part = try identifier("Scope or Flavor")
            try expect("(", "after \(part)")
            repeat {
                if part == "Flavor" {
                    if try flavor() { restrictedQualifiers.insert(name) }
                } else {
                    _ = try identifier("a kind of element")
                }
            } while try take(",")
            try expect(")", "after \(part)")
        }
        try expect(";", "after the declaration of the qualifier \(name)")
    }

    /// Whether the flavor is Restricted.
    private mutating func flavor() throws(MOFError) -> Bool {
        let flavor = try identifier("a flavor")
        switch flavor.spelling.asciiLowercased {
        case "restricted": return true
        case "tosubclass", "enableoverride", "disableoverride", "toinstance", "translatable", "amended": return false
        default:
            throw source.error(
                at: lastOffset,
                "expected a flavor (Restricted, ToSubclass, EnableOverride, DisableOverride, Translatable), "
                    + "found '\(flavor)'")
        }
    }

    // MARK: - Tokens

    private var lastOffset = 0

    private mutating func advance() throws(MOFError) {
        lastOffset = token.range.lowerBound
        token = try lexer.next()
    }

    private func isKeyword(_ keyword: CIMName) -> Bool {
        token.kind == .identifier && CIMName(text(token.range)) == keyword
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: source.bytes[range], as: UTF8.self)
    }

    private mutating func identifier(_ expected: String) throws(MOFError) -> CIMName {
        guard token.kind == .identifier else { throw unexpected(expected) }
        let name = CIMName(text(token.range))
        try advance()
        return name
    }

    private mutating func take(_ mark: Unicode.Scalar) throws(MOFError) -> Bool {
        guard token.kind == .punctuation(UInt8(ascii: mark)) else { return false }
        try advance()
        return true
    }

    private mutating func expect(_ mark: Unicode.Scalar, _ place: String) throws(MOFError) {
        guard try take(mark) else { throw unexpected("'\(mark)' \(place)") }
    }

    private func unexpected(_ expected: String) -> MOFError {
        let found = token.kind == .end ? "the end of the text" : "'\(text(token.range))'"
        return source.error(at: token.range.lowerBound, "expected \(expected), found \(found)")
    }
}

// MARK: - Values

extension MOFParser {
    fileprivate mutating func value(_ expected: String) throws(MOFError) -> MOFValue {
        guard try take("{") else { return try scalar(expected) }
        var elements: [MOFValue] = []
        if try take("}") { return .array(elements) }
        repeat {
            elements.append(try scalar("an element of \(expected)"))
        } while try take(",")
        try expect("}", "after the elements")
        return .array(elements)
    }

    private mutating func scalar(_ expected: String) throws(MOFError) -> MOFValue {
        let value = token
        switch value.kind {
        case .string:
            return .string(try string())
        case .character:
            try advance()
            let units = Array(try unescaped(value.range).utf16)
            guard units.count == 1 else {
                throw source.error(at: value.range.lowerBound, "expected one character between the quotes")
            }
            return .character(units[0])
        case .integer:
            try advance()
            return try integer(value.range)
        case .real:
            try advance()
            guard let number = Double(text(value.range)) else {
                throw source.error(at: value.range.lowerBound, "'\(text(value.range))' is no number")
            }
            return .real(number)
        case .identifier:
            switch text(value.range).asciiLowercased {
            case "true":
                try advance()
                return .boolean(true)
            case "false":
                try advance()
                return .boolean(false)
            case "null":
                try advance()
                return .null
            default: throw unexpected(expected)
            }
        case .alias, .punctuation, .end:
            throw unexpected(expected)
        }
    }

    /// One string or several in a row, which are one.
    private mutating func string() throws(MOFError) -> String {
        var result = try unescaped(token.range)
        try advance()
        while token.kind == .string {
            result += try unescaped(token.range)
            try advance()
        }
        return result
    }

    /// Decimal, 0x hexadecimal, 0 octal, or binary with a b at the end.
    private func integer(_ range: Range<Int>) throws(MOFError) -> MOFValue {
        var digits = text(range).asciiLowercased[...]
        let isNegative = digits.hasPrefix("-")
        if isNegative || digits.hasPrefix("+") { digits.removeFirst() }
        var radix = 10
        if digits.hasPrefix("0x") {
            radix = 16
            digits.removeFirst(2)
        } else if digits.hasSuffix("b") {
            radix = 2
            digits.removeLast()
        } else if digits.count > 1, digits.hasPrefix("0") {
            radix = 8
        }
        guard digits.utf8.allSatisfy(\.isIdentifier), let magnitude = UInt64(digits, radix: radix) else {
            throw source.error(at: range.lowerBound, "'\(text(range))' is no number of at most 64 bits")
        }
        return .integer(magnitude: magnitude, isNegative: isNegative)
    }

    private func unescaped(_ range: Range<Int>) throws(MOFError) -> String {
        let bytes = source.bytes[range]
        guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
        var result: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            guard bytes[index] == UInt8(ascii: "\\") else {
                result.append(bytes[index])
                index += 1
                continue
            }
            let (scalar, end) = try escape(at: index, before: range.upperBound)
            result.append(contentsOf: Array(String(Character(scalar)).utf8))
            index = end
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The character that an escape stands for, and where the text goes on.
    private func escape(at start: Int, before end: Int) throws(MOFError) -> (Unicode.Scalar, Int) {
        let letter = source.bytes[start + 1]
        switch letter {
        case UInt8(ascii: "n"): return ("\n", start + 2)
        case UInt8(ascii: "r"): return ("\r", start + 2)
        case UInt8(ascii: "t"): return ("\t", start + 2)
        case UInt8(ascii: "b"): return ("\u{8}", start + 2)
        case UInt8(ascii: "f"): return ("\u{C}", start + 2)
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"): return (Unicode.Scalar(letter), start + 2)
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            let digits = source.bytes[(start + 2)..<end].prefix(4).prefix { Character(Unicode.Scalar($0)).isHexDigit }
            guard let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
                let scalar = Unicode.Scalar(code), code > 0
            else { throw source.error(at: start, "expected one to four hexadecimal digits after '\\x'") }
            return (scalar, start + 2 + digits.count)
        default:
            throw source.error(at: start, #"unknown escape; expected \n \r \t \b \f \" \' \\ or \x and four digits"#)
        }
    }
}
