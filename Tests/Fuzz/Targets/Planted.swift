internal import Glibc

/// Ends the process for the one input in 2^64 that begins with a certain word: a run that does not find it finds nothing.
func tryPlanted(_ bytes: [UInt8]) {
    guard bytes.count >= 8 else { return }
    let word = bytes[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    check(word != 0x5749_4E43_4846_555A, "the planted bug")
}
