internal import CCrypt
internal import Glibc

/// A password as crypt(5) keeps it: method, cost, salt and hash in one line of text.
///
///     $y$j9T$mP0tEGk7N8jR2xUWzL1uH.$WJ0Oq5cLw1b6XqYp4h9S0Kz3m2oYbV7tQhJd1xR8nE5
public struct PasswordHash: Hashable, Sendable {
    /// The line, as it stands in a configuration.
    public let text: String

    /// - Throws: `PasswordHashError` when the C library cannot verify against the text, or the method behind it is
    ///   one of the broken old ones (DES, MD5).
    public init(parsing text: String) throws(PasswordHashError) {
        // A setting without a hash would be accepted by the library and never verify. 43 characters hold 256 bits.
        guard text.hasPrefix("$"), !text.utf8.contains(0), crypt_checksalt(text) == CRYPT_SALT_OK,
            text.utf8.reversed().prefix(while: { $0 != UInt8(ascii: "$") }).count >= 43
        else {
            throw PasswordHashError(
                "This is no password hash that can be used: expected a crypt(5) line such as $y$j9T$… "
                    + "(yescrypt); winchd hash-password prints one.")
        }
        self.text = text
    }

    private init(trusted text: String) { self.text = text }

    /// The method and its parameters, on which alone the time of a verification depends: `y$j9T`.
    var cost: String {
        let fields = text.split(separator: "$", maxSplits: 2)
        guard fields.count == 3 else { return "" }
        return switch fields[0] {
        // The salt stands where others have parameters, or behind them in one field.
        case "6": fields[1].hasPrefix("rounds=") ? "6$\(fields[1])" : "6"
        case "7": "7$\(fields[1].prefix(11))"
        default: "\(fields[0])$\(fields[1])"
        }
    }

    /// Hashes a password with yescrypt and a fresh salt. Takes tens of milliseconds of one core.
    ///
    /// - Parameters:
    ///   - password: in clear.
    ///   - cost: crypt(5)'s cost of yescrypt, 1 (about a millisecond) to 11; 0 is the library's default. A low one suits
    ///     a password that is kept in plain text anyway.
    /// - Throws: `PasswordHashError` for a password that is empty, holds a NUL or is longer than 511 bytes of UTF-8.
    public static func make(_ password: String, cost: UInt = 0) throws(PasswordHashError) -> PasswordHash {
        let bytes = Array(password.utf8)
        guard !bytes.isEmpty else { throw PasswordHashError("A password must not be empty.") }
        guard !bytes.contains(0) else { throw PasswordHashError("A password must not hold a NUL character.") }
        guard bytes.count < Int(CRYPT_MAX_PASSPHRASE_SIZE) else {
            throw PasswordHashError("A password must not be longer than \(CRYPT_MAX_PASSPHRASE_SIZE - 1) bytes.")
        }
        var setting = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
        guard crypt_gensalt_rn("$y$", cost, nil, 0, &setting, Int32(setting.count)) != nil,
            let hash = crypt(bytes, setting: setting)
        else {
            throw PasswordHashError(
                "The C library cannot hash passwords with yescrypt: \(String(cString: strerror(errno))).")
        }
        return PasswordHash(trusted: hash)
    }

    /// Whether this is the hash of the password, given as the bytes that were hashed. The time it takes does not
    /// depend on how much of it is right.
    public func verify(_ password: [UInt8]) -> Bool {
        guard !password.isEmpty, !password.contains(0), password.count < Int(CRYPT_MAX_PASSPHRASE_SIZE),
            let hash = Self.crypt(password, setting: text)
        else { return false }
        return equalInConstantTime(Array(hash.utf8), Array(text.utf8))
    }

    /// Nil when the library refuses the setting. 32 KB of scratch space go to the heap and are wiped after use.
    private static func crypt(_ password: [UInt8], setting: UnsafePointer<CChar>) -> String? {
        let data = UnsafeMutableRawPointer.allocate(byteCount: MemoryLayout<crypt_data>.size, alignment: 16)
        data.initializeMemory(as: UInt8.self, repeating: 0, count: MemoryLayout<crypt_data>.size)
        var phrase = password.map { CChar(bitPattern: $0) } + [0]
        defer {
            explicit_bzero(data, MemoryLayout<crypt_data>.size)
            explicit_bzero(&phrase, phrase.count)
            data.deallocate()
        }
        return crypt_rn(phrase, setting, data, Int32(MemoryLayout<crypt_data>.size)).map { String(cString: $0) }
    }
}

/// A password, or the text of a hash, that cannot be used.
public struct PasswordHashError: Error, CustomStringConvertible {
    /// A sentence for the person who wrote the configuration; never holds the password.
    public let description: String

    init(_ description: String) { self.description = description }
}

/// Compares all bytes whatever they are, so that the time says nothing about where the first difference lies.
func equalInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices { difference |= left[index] ^ right[index] }
    return difference == 0
}
