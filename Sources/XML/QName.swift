/// A namespace and a local name: what an element or an attribute is called, whatever prefix was used to write it.
public struct QName: Hashable, Sendable {
    /// The namespace URI; empty when there is none.
    public let namespace: String
    public let localName: String

    public init(_ namespace: String, _ localName: String) {
        self.namespace = namespace
        self.localName = localName
    }

    /// Local names differ more often and are mostly short enough to compare in registers; namespaces share storage.
    public static func == (left: QName, right: QName) -> Bool {
        left.localName == right.localName && left.namespace == right.namespace
    }
}

extension QName: CustomStringConvertible {
    /// James Clark's notation, `{namespace}local`, for messages to people.
    public var description: String { namespace.isEmpty ? localName : "{\(namespace)}\(localName)" }
}
