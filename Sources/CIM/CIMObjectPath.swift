/// The path of an instance or, without keys, of a class (DSP0004 8.2):
///
///     root/virtualization/v2:Msvm_ConcreteJob.InstanceID="5F1D2C3B-…"
///
/// Two paths are equal when namespace, class, key names and key values are, without regard to ASCII case and to the
/// order of the keys; WMI compares them so.
public struct CIMObjectPath: Sendable {
    /// With slashes: `root/virtualization/v2`; empty in a relative path.
    public var namespace: String
    public var className: CIMName
    /// In the order they were given.
    public var keys: [(name: CIMName, value: CIMValue)]

    public init(namespace: String, className: CIMName, keys: [(name: CIMName, value: CIMValue)] = []) {
        self.namespace = namespace
        self.className = className
        self.keys = keys
    }

    /// The value of a key.
    public subscript(key name: CIMName) -> CIMValue? {
        keys.first { $0.name == name }?.value
    }
}

extension CIMObjectPath: Hashable {
    public static func == (left: CIMObjectPath, right: CIMObjectPath) -> Bool {
        guard left.className == right.className, left.keys.count == right.keys.count,
            left.namespace.equalsIgnoringASCIICase(right.namespace)
        else { return false }
        return left.keys.allSatisfy { key in
            guard let other = right[key: key.name] else { return false }
            return key.value.isSameKey(as: other)
        }
    }

    public func hash(into hasher: inout Hasher) {
        namespace.hashIgnoringASCIICase(into: &hasher)
        hasher.combine(className)
        hasher.combine(keys.count)
        // The sum of the keys' hashes does not depend on their order.
        var sum = 0
        for key in keys {
            var own = Hasher()
            own.combine(key.name)
            key.value.hashAsKey(into: &own)
            sum &+= own.finalize()
        }
        hasher.combine(sum)
    }
}

extension CIMValue {
    fileprivate func isSameKey(as other: CIMValue) -> Bool {
        switch (self, other) {
        case (.string(let left), .string(let right)): left.equalsIgnoringASCIICase(right)
        default: self == other || integer.flatMap { number in other.integer.map { number == $0 } } == true
        }
    }

    fileprivate func hashAsKey(into hasher: inout Hasher) {
        if case .string(let text) = self {
            text.hashIgnoringASCIICase(into: &hasher)
        } else if let integer {
            hasher.combine(integer)
        } else {
            hasher.combine(self)
        }
    }
}
