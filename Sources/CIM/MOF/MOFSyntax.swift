// What the parser reads: the declarations of a text as they stand, nothing resolved. Offsets are for messages.

struct MOFClass {
    var name: CIMName
    var superclass: CIMName?
    var qualifiers: [MOFQualifier]
    var properties: [MOFProperty]
    var methods: [MOFMethod]
    var offset: Int
}

struct MOFInstance {
    var className: CIMName
    var values: [(name: CIMName, value: MOFValue, offset: Int)]
    var offset: Int
}

struct MOFProperty {
    var name: CIMName
    var type: MOFType
    var array: MOFArray
    var defaultValue: MOFValue?
    var qualifiers: [MOFQualifier]
    var offset: Int
}

struct MOFMethod {
    var name: CIMName
    var returnType: CIMType
    var parameters: [MOFProperty]
    var qualifiers: [MOFQualifier]
    var offset: Int
}

struct MOFQualifier {
    var name: CIMName
    var value: MOFValue
    /// Said to stay with the class that has it (flavor Restricted).
    var isRestricted: Bool
    var offset: Int
}

enum MOFType: Hashable {
    case plain(CIMType)
    /// `Class REF`
    case reference(CIMName)
    /// A class name alone, WMI's notation for a value that is an object of the class.
    case object(CIMName)
}

enum MOFArray: Hashable {
    case none
    case open
    case fixed(Int)
}

enum MOFValue: Hashable {
    case null
    case boolean(Bool)
    case integer(magnitude: UInt64, isNegative: Bool)
    case real(Double)
    case character(UInt16)
    case string(String)
    indirect case array([MOFValue])
}
