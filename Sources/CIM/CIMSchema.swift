/// The classes the service knows, as one build of Windows has them.
///
/// A namespace is read from its MOF when it is first asked for, and then kept: a start reads none.
public struct CIMSchema: Sendable {
    public let windowsBuild: WindowsBuild

    public init(windowsBuild: WindowsBuild = .server2022) {
        self.windowsBuild = windowsBuild
    }

    /// The canonical names of the namespaces, in alphabetical order.
    public var namespaces: [String] { [] }

    /// The namespace with this name, in any case and with `/` or `\` between its parts; nil when there is none.
    public func namespace(_ name: String) -> CIMNamespace? {
        nil
    }
}
