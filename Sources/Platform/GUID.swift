/// A 128-bit identifier in the spelling of Windows: `8-4-4-4-12` upper-case hexadecimal digits.
public struct GUID: Hashable, Sendable, CustomStringConvertible {
    public let high: UInt64
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A random GUID (RFC 4122, version 4) from the kernel's generator: 122 unguessable bits.
    public static func random() -> GUID {
        var generator = SystemRandomNumberGenerator()
        let high = generator.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        return GUID(high: high, low: low)
    }

    public var description: String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            var index = 0
            for position in 0..<32 {
                if position == 8 || position == 12 || position == 16 || position == 20 {
                    buffer[index] = UInt8(ascii: "-")
                    index += 1
                }
                let word = position < 16 ? high : low
                let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (position % 16))) & 0xF
                buffer[index] = digit < 10 ? digit + 48 : digit + 55
                index += 1
            }
            return index
        }
    }
}

/// Where identifiers come from: random in service, counted in tests.
public protocol IdentifierSource: Sendable {
    func next() -> GUID
}

/// The kernel's random generator.
public struct RandomIdentifiers: IdentifierSource {
    public init() {}
    public func next() -> GUID { .random() }
}
