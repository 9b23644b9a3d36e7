internal import SOAP
internal import WSMan
internal import XML

/// Why a profile cannot be used.
public struct ProfileError: Error, CustomStringConvertible {
    /// A sentence.
    public let description: String
}

extension Profile {
    /// Reads a profile from a file's bytes. Its elements have no namespace; `examples/conformance-profile.xml` explains each.
    public init(parsing bytes: [UInt8]) throws(ProfileError) {
        let root: XMLElement
        do {
            root = try XMLParser.parse(bytes)
        } catch {
            throw ProfileError(
                description: "The profile is no XML\(error.line.map { " (line \($0))" } ?? ""): \(error.reason)")
        }
        guard root.name == QName("", "profile") else {
            throw ProfileError(description: "The profile's root is \(root.name.localName); it is to be profile.")
        }
        self.init(empty: ())
        for element in root.elements {
            switch element.name.localName {
            case "collection": collection = try Self.target(in: element)
            case "instance": instance = try Self.target(in: element)
            case "create": create = try Creation(element)
            case "put": put = try Change(element)
            case "invoke": invoke = try Call(element)
            case "subscribe": subscribe = try Subscription(element)
            case let other:
                throw ProfileError(
                    description: "The profile holds \(other), which is none of collection, instance, create, put, "
                        + "invoke and subscribe.")
            }
        }
    }

    /// The resource and selectors in an element.
    fileprivate static func target(in element: XMLElement) throws(ProfileError) -> Target {
        guard let target = try optionalTarget(in: element) else {
            throw ProfileError(description: "\(element.name.localName) in the profile lacks its resource, a URI.")
        }
        return target
    }

    fileprivate static func optionalTarget(in element: XMLElement) throws(ProfileError) -> Target? {
        guard let resource = element.first(QName("", "resource")) else { return nil }
        let selectors = try element.all(QName("", "selector")).map { (selector) throws(ProfileError) in
            Selector(try selector.required("name"), .text(selector.trimmedText))
        }
        do {
            return Target(resourceURI: ResourceURI(resource.trimmedText), selectors: try SelectorSet(selectors))
        } catch {
            throw ProfileError(description: "\(element.name.localName) in the profile: \(error.reason)")
        }
    }

    /// The one element that `body` holds.
    fileprivate static func body(in element: XMLElement) throws(ProfileError) -> XMLElement? {
        guard let body = element.first(QName("", "body")) else { return nil }
        guard let content = body.elements.first, body.elements.count == 1 else {
            throw ProfileError(
                description: "body of \(element.name.localName) in the profile holds \(body.elements.count) elements; "
                    + "one is wanted.")
        }
        return content
    }
}

extension XMLElement {
    fileprivate func required(_ attribute: String) throws(ProfileError) -> String {
        guard let value = self.attribute(QName("", attribute)), !value.isEmpty else {
            throw ProfileError(description: "\(name.localName) in the profile lacks its attribute \(attribute).")
        }
        return value
    }
}

extension Profile.Creation {
    fileprivate init(_ element: XMLElement) throws(ProfileError) {
        target = try Profile.target(in: element)
        options = try element.all(QName("", "option")).map { (option) throws(ProfileError) in
            (name: try option.required("name"), value: option.trimmedText)
        }
        guard let body = try Profile.body(in: element) else {
            throw ProfileError(description: "create in the profile lacks its body, the new instance.")
        }
        self.body = body
        end = try element.first(QName("", "end")).map { (end) throws(ProfileError) in try Profile.Method(end) }
    }
}

extension Profile.Method {
    fileprivate init(_ element: XMLElement) throws(ProfileError) {
        name = try element.required("method")
        input = try Profile.body(in: element)
    }
}

extension Profile.Change {
    fileprivate init(_ element: XMLElement) throws(ProfileError) {
        target = try Profile.optionalTarget(in: element)
        property = try element.required("property")
        value = try element.required("value")
        second = try element.first(QName("", "second")).map { (second) throws(ProfileError) in
            (property: try second.required("property"), value: try second.required("value"))
        }
        readOnly = element.attribute(QName("", "read-only"))
    }
}

extension Profile.Call {
    fileprivate init(_ element: XMLElement) throws(ProfileError) {
        target = try Profile.optionalTarget(in: element)
        method = try Profile.Method(element)
    }
}

extension Profile.Subscription {
    fileprivate init(_ element: XMLElement) throws(ProfileError) {
        target = try Profile.target(in: element)
        let filter = element.first(QName("", "filter"))
        self.filter = filter?.trimmedText
        dialect = filter?.attribute(QName("", "dialect"))
        trigger = try element.first(QName("", "trigger")).map { (trigger) throws(ProfileError) in
            try Profile.Call(trigger)
        }
    }
}
