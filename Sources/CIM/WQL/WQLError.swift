/// Why a query was refused: what was wrong, where, and what to write instead.
public struct WQLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A sentence for people, without the position.
    public let reason: String
    /// The 1-based character (Unicode scalar) of the query text at which the trouble starts.
    public let position: Int

    public init(_ reason: String, at position: Int) {
        self.reason = reason
        self.position = position
    }

    public var description: String { "\(reason) (at character \(position) of the query)" }
}
