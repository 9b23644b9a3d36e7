extension UInt8 {
    var asciiLowercase: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}

extension String {
    /// Equality without regard to the case of ASCII letters: how WS-Management names are compared (MS-WSMV 2.2.4).
    func equalsIgnoringCase(_ other: String) -> Bool {
        utf8.count == other.utf8.count
            && zip(utf8, other.utf8).allSatisfy { $0 == $1 || $0.asciiLowercase == $1.asciiLowercase }
    }

    /// What follows `prefix`, which may be spelled in any case; nil when this does not start with it.
    func withoutPrefix(_ prefix: String) -> Substring? {
        guard utf8.count >= prefix.utf8.count else { return nil }
        let end = utf8.index(utf8.startIndex, offsetBy: prefix.utf8.count)
        guard zip(utf8[..<end], prefix.utf8).allSatisfy({ $0.asciiLowercase == $1.asciiLowercase }) else { return nil }
        return self[end...]
    }
}
