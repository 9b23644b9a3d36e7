public import WSMan

/// The instances of a class or of a query, pulled page by page as they are asked for.
///
///     for try await item in client.enumerate(Target(resourceURI: uri)) { … }
///
/// Nothing is sent before the first item is asked for. Leaving the loop early releases what the server holds.
public struct Enumeration: AsyncSequence, Sendable {
    public typealias Element = EnumerationItem
    public typealias Failure = ClientError

    let client: Client
    let target: Target
    let options: EnumerateOptions

    public func makeAsyncIterator() -> Iterator {
        Iterator(cursor: EnumerationCursor(client: client, target: target, options: options))
    }

    /// Each iterator is an enumeration of its own.
    public struct Iterator: AsyncIteratorProtocol {
        let cursor: EnumerationCursor

        public mutating func next() async throws(ClientError) -> EnumerationItem? {
            try await cursor.next()
        }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(ClientError) -> EnumerationItem?
        {
            try await cursor.next()
        }

        /// Has the server keep what is left for that long, for a loop that works slowly on each item.
        ///
        /// - Returns: how long it does; nil for as long as somebody pulls. Nothing is asked, and nil returned, before the
        ///   first item and after the last page.
        @discardableResult
        public mutating func renew(for lifetime: Duration) async throws(ClientError) -> Duration? {
            try await cursor.renew(for: lifetime)
        }

        /// Asks how long the server keeps what is left; nil as ``renew(for:)`` has it.
        public mutating func status() async throws(ClientError) -> Duration? { try await cursor.status() }

        /// Tells the server that no more is wanted, and waits until it knows. A loop that is left does so by itself, but
        /// without waiting.
        public mutating func release() async { await cursor.release() }
    }
}

/// One item: what it holds depends on the mode.
public struct EnumerationItem: Hashable, Sendable {
    /// The instance, or the fragment of a query with a list of columns; nil in mode ``Enumerate/Mode/epr``.
    public var instance: Representation?
    /// nil in mode ``Enumerate/Mode/object``.
    public var reference: EndpointReference?
}

extension Client {
    /// Enumerates the instances of a class.
    public func enumerate(_ target: Target, _ options: EnumerateOptions = EnumerateOptions()) -> Enumeration {
        Enumeration(client: self, target: target, options: options)
    }

    /// Runs a WQL query in a CIM namespace, `root/virtualization/v2`.
    public func query(_ wql: String, in namespace: String, _ options: EnumerateOptions = EnumerateOptions())
        -> Enumeration
    {
        var options = options
        options.filter = .wql(wql)
        let uri = ResourceURI.microsoft(namespace: namespace, className: nil)
        return Enumeration(client: self, target: Target(resourceURI: uri), options: options)
    }
}
