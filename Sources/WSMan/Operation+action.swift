internal import SOAP
internal import XML

// MARK: - Wire

extension Operation {
    /// The operation that an action, the addressing headers and the body ask for.
    ///
    /// - Throws: ``Fault``: ActionNotSupported for an action nobody knows; DestinationUnreachable without a resource
    ///   URI; what the selectors and the body throw.
    init(action: String, headers: HeaderBlocks, body: [XMLElement]) throws(Fault) {
        switch action {
        case Action.get: self = .get(try headers.target())
        case Action.put: self = .put(try headers.target(), try Self.representation(in: body))
        case Action.create: self = .create(try headers.target(), try Self.representation(in: body))
        case Action.delete: self = .delete(try headers.target())
        case Action.enumerate:
            let target = try headers.target()
            self = .enumerate(target, try Enumerate(body: Self.only(Enumerate.name, in: body)))
        case Action.pull:
            let target = try headers.target()
            self = .pull(try Pull(body: Self.only(Pull.name, in: body)), target)
        case Action.release:
            _ = try headers.target()
            self = .release(context: try EnumerationContext.read(in: Self.only(Release.name, in: body)))
        case Action.renewEnumeration:
            _ = try headers.target()
            let renew = try Self.only(RenewEnumeration.name, in: body)
            self = .renewEnumeration(
                context: try EnumerationContext.read(in: renew), try RenewEnumeration.expiration(in: renew))
        case Action.enumerationStatus:
            _ = try headers.target()
            self = .enumerationStatus(
                context: try EnumerationContext.read(in: Self.only(EnumerationStatus.name, in: body)))
        case Action.subscribe, Action.unsubscribe, Action.renewSubscription, Action.subscriptionStatus:
            self = .eventing(try Eventing(action: action, headers: headers, body: body))
        case Action.enumerationEnd, Action.subscriptionEnd: self = .unsupported(action: action)
        default:
            guard let method = Self.method(of: action, resourceURI: headers[Header.resourceURI]?.trimmedText) else {
                throw Fault(
                    .actionNotSupported(action: action),
                    "The action \(action.prefix(200)) is unknown. Send one of WS-Transfer or WS-Enumeration, or a "
                        + "class's resource URI, a slash and the name of one of its methods.")
            }
            self = .invoke(try headers.target(), method: method, input: body.first)
        }
    }

    /// The last part of `<resource URI>/<method>`, where the URI is that of the target or of any CIM class: OMI sends
    /// the DMTF's whatever the class is addressed by.
    private static func method(of action: String, resourceURI: String?) -> String? {
        guard let slash = action.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        let method = String(action[action.utf8.index(after: slash)...])
        let resource = String(action[..<slash])
        guard !method.isEmpty else { return nil }
        let isOfTarget = resourceURI.map { $0.equalsIgnoringCase(resource) } ?? false
        return isOfTarget || ResourceURI(resource).className != nil ? method : nil
    }

    /// The one element that the body of a Put or a Create consists of (DSP0226 R7.4-5, R7.6-3).
    private static func representation(in body: [XMLElement]) throws(Fault) -> XMLElement {
        guard let element = body.first, body.count == 1 else {
            let found = body.isEmpty ? "is empty" : "holds \(body.count) elements"
            throw Fault(
                .invalidRepresentation(body.isEmpty ? .missingValues : .invalidValues),
                "The body \(found); it must hold one element, the representation.")
        }
        return element
    }

    /// The element that the body of an enumeration message consists of.
    static func only(_ name: QName, in body: [XMLElement]) throws(Fault) -> XMLElement {
        guard let element = body.first, element.name == name, body.count == 1 else {
            let found = body.isEmpty ? "is empty" : "holds \(body.map(\.name.description).joined(separator: ", "))"
            throw Fault(.schemaValidationError, "The body \(found.prefix(300)); it must hold one \(name).")
        }
        return element
    }
}
