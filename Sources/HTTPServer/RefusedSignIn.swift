/// Credentials that were refused, for an audit log.
public struct RefusedSignIn: Sendable, Hashable {
    /// Whom they claimed to be of, where that is a user who is there; nil otherwise. Nothing else that a client typed is
    /// told: people type passwords into the wrong field.
    public let user: String?
    /// Where they came from: the address, without the port.
    public let address: String
}
