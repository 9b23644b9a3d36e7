/// Who sent a request. A value of this type exists only after that user's credentials were verified.
public struct Principal: Hashable, Sendable {
    /// The user's name exactly as it stands in the configuration.
    public let name: String

    public init(name: String) {
        self.name = name
    }
}
