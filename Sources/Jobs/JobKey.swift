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
        guard utf8.count == other.utf8.count else { return false }
        var left = self
        var right = other
        return left.withUTF8 { left in
            right.withUTF8 { right in
                for index in left.indices
                where left[index] != right[index] && left[index].foldedASCII != right[index].foldedASCII {
                    return false
                }
                return true
            }
        }
    }

    func hashIgnoringCase(into hasher: inout Hasher) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: utf8.count) { folded in
            var copy = self
            copy.withUTF8 { bytes in
                for index in bytes.indices { folded[index] = bytes[index].foldedASCII }
            }
            hasher.combine(bytes: UnsafeRawBufferPointer(folded))
            hasher.combine(folded.count)
        }
    }

    /// The spelling under which names that differ only in ASCII case are the same.
    var foldedASCII: String { String(decoding: utf8.map(\.foldedASCII), as: UTF8.self) }
}

extension UInt8 {
    fileprivate var foldedASCII: UInt8 { self >= 65 && self <= 90 ? self + 32 : self }
}
