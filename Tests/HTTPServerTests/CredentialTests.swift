internal import Glibc
internal import HTTPMessage
internal import Platform
internal import Testing

@testable internal import HTTPServer

struct BLAKE2sTests {
    @Test func `The hash of abc is RFC 7693's`() {
        #expect(
            hex(BLAKE2s().digest(Array("abc".utf8)))
                == "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982")
    }

    @Test(arguments: [
        (1, "40d15fee7c328830166ac3f918650f807e7e01e177258cdc0a39b11f598066f1"),
        (64, "8975b0577fd35566d750b362b0897a26c399136df07bababbde6203ff2954ed4"),
        (65, "21fe0ceb0052be7fb0f004187cacd7de67fa6eb0938d927677f2398c132317a8"),
        (128, "0c311f38c35a4fb90d651c289d486856cd1413df9b0677f53ece2cd9e477c60a"),
        (255, "3fb735061abc519dfe979e54c1ee5bfad0a9d858b3315bad34bde999efd724dd"),
    ])
    func `The keyed hash is that of the reference vectors`(length: Int, expected: String) {
        var key = BLAKE2s.Digest()
        for index in 0..<8 {
            key[index] =
                UInt32(4 * index) | UInt32(4 * index + 1) << 8 | UInt32(4 * index + 2) << 16
                | UInt32(4 * index + 3) << 24
        }
        #expect(hex(BLAKE2s(key: key).digest((0..<length).map { UInt8($0) })) == expected)
    }

    private func hex(_ digest: BLAKE2s.Digest) -> String {
        digest.indices.flatMap { index in (0..<4).map { UInt8(truncatingIfNeeded: digest[index] >> (8 * $0)) } }
            .map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}

extension BLAKE2s {
    fileprivate func digest(_ bytes: [UInt8]) -> Digest { bytes.withUnsafeBytes { digest($0) } }
}

struct BasicCredentialsTests {
    private func credentials(_ field: String) -> [String]? {
        Array(field.utf8).withUnsafeBytes { BasicCredentials(authorization: $0) }
            .map { [String(decoding: $0.user, as: UTF8.self), String(decoding: $0.password, as: UTF8.self)] }
    }

    @Test(arguments: [
        ("Basic YWxpY2U6b3BlbiBzZXNhbWU=", ["alice", "open sesame"]), ("bAsIc   YTpi  ", ["a", "b"]),
        ("Basic YTpiOmM6", ["a", "b:c:"]), ("Basic YTpiYw", ["a", "bc"]), ("Basic Og==", ["", ""]),
        ("Basic Q09SUFxhbGljZTp4", ["CORP\\alice", "x"]), ("Basic asO8cmdlbjrDpMO2", ["jürgen", "äö"]),
        ("Basic avxyZ2VuOuT2", ["jürgen", "äö"]),
    ])
    func `A field is a name and a password`(field: String, expected: [String]) {
        #expect(credentials(field) == expected)
    }

    @Test(arguments: [
        "", "Basic", "Basic ", "Basic YWJj", "Basic Y", "Basic Y*==", "Digest YTpi", "BasicYTpi", "Basic YTpi====",
    ])
    func `What is none is refused`(field: String) {
        #expect(credentials(field) == nil)
    }
}

struct PasswordHashTests {
    @Test func `A password is hashed with yescrypt and a salt of its own`() throws {
        let first = try PasswordHash.make("grüezi:mitenand")
        let second = try PasswordHash.make("grüezi:mitenand")
        #expect(first.text.hasPrefix("$y$"))
        #expect(first != second)
        #expect(first.verify(Array("grüezi:mitenand".utf8)))
        #expect(!first.verify(Array("grüezi:mitenan".utf8)))
        #expect(!first.verify([]))
        #expect(!first.verify(Array("grüezi:mitenand\0".utf8)))
        #expect(try PasswordHash(parsing: first.text) == first)
    }

    @Test func `The cost of a hash is told by its method and parameters, not by its salt`() throws {
        let (first, second) = (try PasswordHash.make("a"), try PasswordHash.make("b"))
        #expect(first.cost == second.cost && first.cost.hasPrefix("y$"))
        #expect(try PasswordHash.make("a", cost: 1).cost != first.cost)
        let digest = String(repeating: "x", count: 86)
        #expect(try PasswordHash(parsing: "$6$saltsalt$\(digest)").cost == "6")
        #expect(try PasswordHash(parsing: "$6$rounds=9999$saltsalt$\(digest)").cost == "6$rounds=9999")
    }

    @Test func `A password that cannot be hashed says why`() {
        #expect(throws: PasswordHashError.self) { try PasswordHash.make("") }
        #expect(throws: PasswordHashError.self) { try PasswordHash.make("a\0b") }
        #expect(throws: PasswordHashError.self) { try PasswordHash.make(String(repeating: "x", count: 512)) }
    }

    @Test(arguments: [
        "", "secret", "$1$salt$qJH7.N4xYta3aEG/dfqo/0", "$zz$x", "aaNN3X.PL2piw", "$y$", "$y$j9T$abcdefghijklmnop",
    ])
    func `What is no usable hash is refused`(text: String) {
        #expect(throws: PasswordHashError.self) { try PasswordHash(parsing: text) }
    }
}

struct UserDatabaseTests {
    private let field = "Basic YWxpY2U6b3BlbiBzZXNhbWU="

    private func verdict(_ database: UserDatabase, _ field: String) -> UserDatabase.Verdict {
        Array(field.utf8).withUnsafeBytes { database.authenticate($0) }
    }

    @Test func `Only a name as configured with its own password is verified`() throws {
        let database = UserDatabase([
            "alice": try PasswordHash.make("open sesame"), "CORP\\bob": try PasswordHash.make("b"),
        ])
        #expect(verdict(database, field) == .verified(Principal(name: "alice")))
        #expect(verdict(database, "Basic Q09SUFxib2I6Yg==") == .verified(Principal(name: "CORP\\bob")))
        #expect(verdict(database, "Basic Ym9iOmI=") == .refused)
        #expect(verdict(database, "Basic QWxpY2U6b3BlbiBzZXNhbWU=") == .refused)
        #expect(verdict(database, "Basic YWxpY2U6Yg==") == .refused)
    }

    /// The time must not tell which names there are.
    @Test func `A name that is not there takes as long as a wrong password`() throws {
        let database = UserDatabase([
            "alice": try PasswordHash.make("open sesame"), "bob": try PasswordHash.make("cheap", cost: 1),
        ])
        func spent(_ field: String) -> Double {
            var times: [Double] = []
            for _ in 0..<3 {
                let begun = processorTime()
                #expect(verdict(database, field) == .refused)
                times.append(processorTime() - begun)
            }
            return times.min() ?? 0
        }
        let (wrong, cheap, unknown) = (spent("Basic YWxpY2U6Yg=="), spent("Basic Ym9iOmI="), spent("Basic ZXZlOmI="))
        for other in [cheap, unknown] {
            #expect(wrong > 0.001 && other > wrong / 2 && other < wrong * 2, "\(wrong) s, \(other) s")
        }
    }

    /// Seconds that this thread has worked.
    private func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    @Test func `A verified field is remembered, forgotten after its time, and a wrong one never remembered`() throws {
        let time = SetTime()
        let cache = CredentialCache(lifetime: .seconds(300), time: time)
        let database = UserDatabase(["alice": try PasswordHash.make("open sesame")], cache: cache, slots: .init())
        let digest = Array(field.utf8).withUnsafeBytes { cache.digest($0) }
        let wrong = Array("Basic YWxpY2U6d3Jvbmc=".utf8).withUnsafeBytes { cache.digest($0) }
        #expect(cache.principal(for: digest) == nil)
        #expect(verdict(database, field) == .verified(Principal(name: "alice")))
        #expect(verdict(database, "Basic YWxpY2U6d3Jvbmc=") == .refused)
        #expect(cache.principal(for: digest) == Principal(name: "alice"))
        #expect(cache.principal(for: wrong) == nil)
        time.elapsed.withLock { $0 = .seconds(300) }
        #expect(cache.principal(for: digest) == nil)
    }

    @Test func `The memory of verified fields has a cap`() {
        let cache = CredentialCache(capacity: 4, time: SetTime())
        for number in UInt32(0)..<5 {
            cache.remember(Principal(name: "alice"), for: BLAKE2s.Digest(repeating: number))
        }
        #expect((UInt32(0)..<5).count { cache.principal(for: BLAKE2s.Digest(repeating: $0)) != nil } <= 4)
        #expect(cache.principal(for: BLAKE2s.Digest(repeating: 4)) != nil)
    }

    @Test func `With every place taken, the next credentials have to come again but known ones pass`() throws {
        let slots = VerificationSlots(width: 1, length: 0)
        let cache = CredentialCache(time: SetTime())
        let database = UserDatabase(["alice": try PasswordHash.make("open sesame")], cache: cache, slots: slots)
        #expect(slots.enter())
        #expect(verdict(database, field) == .busy)
        slots.leave()
        #expect(verdict(database, field) == .verified(Principal(name: "alice")))
        #expect(slots.enter())
        #expect(verdict(database, field) == .verified(Principal(name: "alice")))
    }
}
