public import CIM
public import SOAP
public import WSMan

/// The filter dialect of DSP0226 annex E: every selector must equal the property of its name.
///
/// Text is equal without regard to case. Of an array, one element must be equal. NULL equals nothing, but a boolean
/// without value is false, as it is on the wire. Datetimes are equal when they are the same point in time, references when
/// they are the same path.
public struct SelectorFilter: Sendable {
    private let tests: [(name: CIMName, value: CIMValue)]
    /// What each instance that matches has for certain, for a store to look up: equalities of scalars.
    public let requiredEquals: [CIMName: CIMValue]

    /// Holds the selectors against a class.
    ///
    /// Throws wsen:CannotProcessFilter for a name that is no property of the class (the fault lists those that are), and
    /// for a value of another type.
    public init(
        _ selectors: SelectorSet, for cimClass: CIMClass, schema: CIMSchema
    ) throws(Fault) {
        var tests: [(name: CIMName, value: CIMValue)] = []
        var requiredEquals: [CIMName: CIMValue] = [:]
        for selector in selectors.selectors {
            guard let property = cimClass.property(CIMName(selector.name)) else {
                throw Fault(
                    .cannotProcessFilter(supportedSelectorNames: cimClass.properties.map(\.name.spelling)),
                    "The filter's selector \(selector.name.prefix(200)) is no property of \(cimClass.name).")
            }
            let value = try Self.value(selector, for: property, in: cimClass, schema)
            tests.append((property.name, value))
            if !property.isArray { requiredEquals[property.name] = value }
        }
        self.tests = tests
        self.requiredEquals = requiredEquals
    }

    private static func value(
        _ selector: Selector, for property: CIMProperty, in cimClass: CIMClass, _ schema: CIMSchema
    ) throws(Fault) -> CIMValue {
        do throws(ContentError) {
            switch selector.value {
            case .text(let text):
                return try schema.scalar(property.type, text: text, namespace: cimClass.namespace)
            case .reference(let reference):
                guard property.type == .reference else {
                    throw ContentError("it holds a reference, and the property is \(property.type.rawValue)")
                }
                return .reference(try schema.path(reference, defaultNamespace: cimClass.namespace))
            }
        } catch {
            throw Fault(.cannotProcessFilter(), "The filter's selector \(property.name): \(error.reason).")
        }
    }

    /// Whether an instance of the class, or of one derived from it, has all the values.
    public func matches(_ instance: CIMInstance) -> Bool {
        tests.allSatisfy { test in
            switch instance[test.name] {
            case .array(let array)?: array.elements.contains { Self.isEqual($0, test.value) }
            case let value?: Self.isEqual(value, test.value)
            case nil: test.value == .boolean(false)
            }
        }
    }

    private static func isEqual(_ left: CIMValue, _ right: CIMValue) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)):
            return left == right || left.lowercased() == right.lowercased()
        case (.datetime(let left), .datetime(let right)):
            guard let leftTime = left.microseconds, let rightTime = right.microseconds else { return left == right }
            return left.isInterval == right.isInterval && leftTime == rightTime
        default:
            return left == right
        }
    }
}
