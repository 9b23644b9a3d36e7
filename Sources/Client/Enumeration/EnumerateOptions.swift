public import WSMan

/// How to enumerate.
public struct EnumerateOptions: Sendable {
    public var filter: EnumerationFilter?
    /// What each item holds.
    public var mode: Enumerate.Mode
    public var polymorphism: PolymorphismMode?
    /// How many items a reply may hold at most; its size is limited anyway.
    public var pageSize: Int
    /// Whether the first items may come with the first reply.
    public var optimize: Bool
    /// More items than this are an error: the server goes on without end.
    public var maximumItems: Int
    public var operation: OperationOptions

    public init(
        filter: EnumerationFilter? = nil, mode: Enumerate.Mode = .object, polymorphism: PolymorphismMode? = nil,
        pageSize: Int = 500, optimize: Bool = true, maximumItems: Int = 10_000_000,
        operation: OperationOptions = OperationOptions()
    ) {
        self.filter = filter
        self.mode = mode
        self.polymorphism = polymorphism
        self.pageSize = pageSize
        self.optimize = optimize
        self.maximumItems = maximumItems
        self.operation = operation
    }
}
