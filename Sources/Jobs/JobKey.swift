/// What names a job: its namespace and InstanceID, both compared without regard to ASCII case.
public struct JobKey: Hashable, Sendable, CustomStringConvertible {
    public let namespace: String
    public let instanceID: String

    public init(namespace: String, instanceID: String) {
        self.namespace = namespace
        self.instanceID = instanceID
    }

    public var description: String { "\(namespace):\(instanceID)" }

    public static func == (left: JobKey, right: JobKey) -> Bool {
        left.instanceID.isEqualIgnoringCase(to: right.instanceID)
            && left.namespace.isEqualIgnoringCase(to: right.namespace)
    }

    public func hash(into hasher: inout Hasher) {
        instanceID.hashIgnoringCase(into: &hasher)
        namespace.hashIgnoringCase(into: &hasher)
    }
}

extension String {
    /// Equality that takes `A` for `a`, as CIM compares names; other characters byte by byte.
    func isEqualIgnoringCase(to other: String) -> Bool {
        let left = utf8
        let right = other.utf8
        guard left.count == right.count else { return false }
        return zip(left, right).allSatisfy { $0.foldedASCII == $1.foldedASCII }
    }

    func hashIgnoringCase(into hasher: inout Hasher) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: utf8.count) { folded in
            var count = 0
            for byte in utf8 {
                folded[count] = byte.foldedASCII
                count += 1
            }
            hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(folded)[..<count]))
            hasher.combine(count)
        }
    }

    /// The spelling under which names that differ only in ASCII case are the same.
    var foldedASCII: String { String(decoding: utf8.map(\.foldedASCII), as: UTF8.self) }
}

extension UInt8 {
    fileprivate var foldedASCII: UInt8 { self >= 65 && self <= 90 ? self + 32 : self }
}
