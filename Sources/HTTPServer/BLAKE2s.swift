/// BLAKE2s with a key: a hash that only the holder of the key can compute (RFC 7693 §2.9).
///
/// Chosen over HMAC because the key is part of the function: one block for the key, computed once, and one for each
/// 64 bytes of input.
struct BLAKE2s: Sendable {
    /// 32 bytes in the order of RFC 7693, as little-endian words.
    typealias Digest = SIMD8<UInt32>

    private var state: Digest
    private let keyed: UInt64

    /// A key of 32 bytes, made of eight words in little-endian order.
    init(key: Digest) {
        state = Self.initial ^ Digest(0x0101_0000 | 32 << 8 | 32, 0, 0, 0, 0, 0, 0, 0)
        keyed = 64
        state = Self.compress(state, Self.block(of: key), count: 64, isLast: false)
    }

    /// The plain hash without a key: what the RFC's test vector is about.
    init() {
        state = Self.initial ^ Digest(0x0101_0000 | 32, 0, 0, 0, 0, 0, 0, 0)
        keyed = 0
    }

    /// A fresh key from the kernel's generator.
    static func randomKey() -> Digest {
        var generator = SystemRandomNumberGenerator()
        var key = Digest()
        for index in key.indices { key[index] = generator.next() }
        return key
    }

    /// - Precondition: with a key, the input is not empty (the key block would have to be the last one).
    func digest(_ input: UnsafeRawBufferPointer) -> Digest {
        var state = state
        var offset = 0
        while input.count - offset > 64 {
            let block = Self.block(input, from: offset)
            offset += 64
            state = Self.compress(state, block, count: keyed + UInt64(offset), isLast: false)
        }
        let block = Self.block(input, from: offset)
        return Self.compress(state, block, count: keyed + UInt64(input.count), isLast: true)
    }

    private static let initial = Digest(
        0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19)

    private static func block(of key: Digest) -> SIMD16<UInt32> { SIMD16(lowHalf: key, highHalf: Digest()) }

    /// Up to 64 bytes from the offset, filled up with zeros.
    private static func block(_ input: UnsafeRawBufferPointer, from offset: Int) -> SIMD16<UInt32> {
        var block = SIMD16<UInt32>()
        withUnsafeMutableBytes(of: &block) { buffer in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: input[offset..<min(offset + 64, input.count)]))
        }
        for index in block.indices { block[index] = UInt32(littleEndian: block[index]) }
        return block
    }

    /// RFC 7693 §3.2. The sixteen working words are four rows; a row is mixed at once, then the rows are turned so
    /// that the diagonals stand in columns.
    private static func compress(_ state: Digest, _ block: SIMD16<UInt32>, count: UInt64, isLast: Bool) -> Digest {
        var a = state.lowHalf
        var b = state.highHalf
        var c = initial.lowHalf
        var d =
            initial.highHalf
            ^ SIMD4(UInt32(truncatingIfNeeded: count), UInt32(truncatingIfNeeded: count >> 32), isLast ? ~0 : 0, 0)
        for round in 0..<10 {
            let order = schedule(round)
            func words(_ first: Int) -> SIMD4<UInt32> {
                SIMD4(
                    block[Int(order[first])], block[Int(order[first + 2])], block[Int(order[first + 4])],
                    block[Int(order[first + 6])])
            }
            mix(&a, &b, &c, &d, words(0), words(1))
            b = SIMD4(b.y, b.z, b.w, b.x)
            c = SIMD4(c.z, c.w, c.x, c.y)
            d = SIMD4(d.w, d.x, d.y, d.z)
            mix(&a, &b, &c, &d, words(8), words(9))
            b = SIMD4(b.w, b.x, b.y, b.z)
            c = SIMD4(c.z, c.w, c.x, c.y)
            d = SIMD4(d.y, d.z, d.w, d.x)
        }
        return state ^ Digest(lowHalf: a ^ c, highHalf: b ^ d)
    }

    private static func mix(
        _ a: inout SIMD4<UInt32>, _ b: inout SIMD4<UInt32>, _ c: inout SIMD4<UInt32>, _ d: inout SIMD4<UInt32>,
        _ x: SIMD4<UInt32>, _ y: SIMD4<UInt32>
    ) {
        a = a &+ b &+ x
        d = rotate(d ^ a, 16)
        c = c &+ d
        b = rotate(b ^ c, 12)
        a = a &+ b &+ y
        d = rotate(d ^ a, 8)
        c = c &+ d
        b = rotate(b ^ c, 7)
    }

    private static func rotate(_ words: SIMD4<UInt32>, _ bits: UInt32) -> SIMD4<UInt32> {
        words &>> SIMD4(repeating: bits) | words &<< SIMD4(repeating: 32 - bits)
    }

    /// The message word permutations of RFC 7693 §2.7.
    private static func schedule(_ round: Int) -> SIMD16<UInt8> {
        switch round {
        case 0: SIMD16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        case 1: SIMD16(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3)
        case 2: SIMD16(11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4)
        case 3: SIMD16(7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8)
        case 4: SIMD16(9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13)
        case 5: SIMD16(2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9)
        case 6: SIMD16(12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11)
        case 7: SIMD16(13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10)
        case 8: SIMD16(6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5)
        default: SIMD16(10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0)
        }
    }
}
