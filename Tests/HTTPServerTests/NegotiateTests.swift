internal import Platform
internal import Testing

@testable internal import HTTPServer

struct SealedMessages {
    private static let type =
        "multipart/encrypted;protocol=\"application/HTTP-SPNEGO-session-encrypted\";boundary=\"Encrypted Boundary\""

    private func body(dashes: String = "--", indent: String = "\t", content: [UInt8], end: String = "\r\n") -> [UInt8] {
        let boundary = "\(dashes)Encrypted Boundary"
        let head =
            "\(boundary)\r\n\(indent)Content-Type: application/HTTP-SPNEGO-session-encrypted\r\n"
            + "\(indent)OriginalContent: type=application/soap+xml;charset=UTF-8;Length=3\r\n\(boundary)\r\n"
            + "\(indent)Content-Type: application/octet-stream\r\n"
        return Array(head.utf8) + content + Array("\(boundary)--\(end)".utf8)
    }

    @Test(arguments: [("--", "\t"), ("--", ""), ("-- ", "\t"), ("-- ", "")])
    func `What is written in a style is read back in it`(dashes: String, indent: String) throws {
        let sent = body(dashes: dashes, indent: indent, content: [2, 0, 0, 0, 7, 8, 1, 2, 3])
        let message = try #require(SealedMessage(contentType: Self.type, body: sent))
        #expect(message.form.originalType == "application/soap+xml;charset=UTF-8")
        #expect(Array(sent[message.content]) == [7, 8, 1, 2, 3])
        let answer = message.form.write(
            originalType: "application/soap+xml; charset=UTF-8", length: 3, signature: [7, 8], sealed: [1, 2, 3])
        #expect(answer == sent)
        let next = message.form.write(
            originalType: message.form.originalType, length: 12345, signature: [7, 8], sealed: [4, 5, 6, 9])
        let second = try #require(SealedMessage(contentType: Self.type, body: next, last: message.form))
        #expect(second.form === message.form, "it is not taken apart anew")
        #expect(Array(next[second.content]) == [7, 8, 4, 5, 6, 9])
    }

    @Test func `A message in another form than the last is read in its own`() throws {
        let content: [UInt8] = [1, 0, 0, 0, 9, 7]
        let last = try #require(SealedMessage(contentType: Self.type, body: body(content: content))).form
        for other in [
            body(indent: "", content: content), body(dashes: "-- ", content: content),
            Array(String(decoding: body(content: content), as: UTF8.self).replacing("UTF-8", with: "UTF-7").utf8),
        ] {
            let read = try #require(SealedMessage(contentType: Self.type, body: other, last: last))
            let fresh = try #require(SealedMessage(contentType: Self.type, body: other))
            #expect(read.form !== last && read.form.style == fresh.form.style)
            #expect(read.form.originalType == fresh.form.originalType && read.content == fresh.content)
        }
    }

    @Test(arguments: [
        " type=text/xml;charset=UTF-8;Length=3", "type=text/xml; charset=UTF-8 ; length=3",
        " Length=3;type=text/xml;charset=UTF-8",
    ])
    func `The original type is read however it is spaced`(value: String) throws {
        let text = String(decoding: body(content: [1, 0, 0, 0, 9, 7]), as: UTF8.self)
        let sent = text.replacing(" type=application/soap+xml;charset=UTF-8;Length=3", with: value)
        let message = SealedMessage(contentType: Self.type, body: Array(sent.utf8))
        #expect(message?.form.originalType == "text/xml;charset=UTF-8")
    }

    @Test func `Sealed bytes may look like a boundary, and the last line end is optional`() throws {
        let content = [1, 0, 0, 0, 9] + Array("--Encrypted Boundary--\r\n".utf8)
        let message = try #require(SealedMessage(contentType: Self.type, body: body(content: content, end: "")))
        #expect(message.content.count == content.count - 4)
    }

    @Test(arguments: [[], [1, 0, 0], [0, 0, 0, 0, 1], [9, 0, 0, 0, 1], [255, 255, 255, 255, 1]] as [[UInt8]])
    func `A signature that cannot be is refused`(content: [UInt8]) {
        #expect(SealedMessage(contentType: Self.type, body: body(content: content)) == nil)
    }

    /// Found by the fuzzer: such a type became three times as long, or was read as another when it was written again.
    @Test(arguments: [
        [UInt8](repeating: 0xFF, count: 30), [UInt8](repeating: UInt8(ascii: "a"), count: 300),
        Array("UTF-8;L ength=24;x=".utf8),
    ])
    func `A type that is no text, too long, or has a space inside, is refused`(part: [UInt8]) throws {
        let whole = body(content: [1, 0, 0, 0, 9, 7])
        let place = try #require(whole.firstRange(of: "charset=".utf8)).upperBound
        #expect(SealedMessage(contentType: Self.type, body: whole) != nil)
        let changed = whole[..<place] + part + whole[place...]
        #expect(SealedMessage(contentType: Self.type, body: Array(changed)) == nil)
    }

    @Test func `Every cut of a message is refused`() {
        let whole = body(content: [2, 0, 0, 0, 7, 8, 1, 2, 3], end: "")
        for count in 0..<whole.count {
            #expect(SealedMessage(contentType: Self.type, body: Array(whole[..<count])) == nil)
        }
    }

    @Test(arguments: [
        "multipart/encrypted", "multipart/mixed;protocol=\"application/HTTP-SPNEGO-session-encrypted\"",
        "multipart/encrypted;protocol=\"application/HTTP-CredSSP-session-encrypted\"",
    ])
    func `Another protocol is not ours to open`(type: String) {
        #expect(SealedMessage(contentType: type, body: body(content: [1, 0, 0, 0, 7, 8])) == nil)
    }
}

struct Tokens {
    private func scheme(_ text: String) -> Scheme? {
        Array(text.utf8).withUnsafeBytes { Scheme.token(in: $0)?.0 }
    }

    /// [MS-NLMP] 4.2.4.4: a client's first message under a session key of sixteen times 0x55.
    @Test func `A message of the specification is opened, once, and no other`() throws {
        let key = [UInt8](repeating: 0x55, count: 16)
        let signature: [UInt8] = [1, 0, 0, 0, 0x7F, 0xB3, 0x8E, 0xC5, 0xC5, 0x5D, 0x49, 0x76, 0, 0, 0, 0]
        let sealed: [UInt8] = [
            0x54, 0xE5, 0x01, 0x65, 0xBF, 0x19, 0x36, 0xDC, 0x99, 0x60, 0x20, 0xC1, 0x81, 0x1B, 0x0F, 0x06, 0xFB, 0x5F,
        ]
        var seal = try #require(NTLMSeal(sessionKey: key))
        #expect(seal.unseal((signature + sealed)[...]) == Array("Plaintext".utf16).flatMap { [UInt8($0), 0] })
        #expect(seal.unseal((signature + sealed)[...]) == nil, "a replay")
        for index in 0..<(signature.count + sealed.count) {
            var changed = signature + sealed
            changed[index] ^= 1
            var fresh = try #require(NTLMSeal(sessionKey: key))
            #expect(fresh.unseal(changed[...]) == nil, "\(index)")
        }
        var short = try #require(NTLMSeal(sessionKey: key))
        #expect(short.unseal(signature[..<15]) == nil)
        #expect(NTLMSeal(sessionKey: [1]) == nil)
    }

    @Test func `A scheme is told by its name and a token that is base64`() {
        #expect(scheme("Negotiate YQ==") == .negotiate)
        #expect(scheme("kerberos YQ==") == .kerberos)
        #expect(scheme("NTLM YQ==") == .ntlm)
        for text in ["Negotiate", "Negotiate ", "Negotiate !", "NegotiateX YQ==", "Basic YQ==", ""] {
            #expect(scheme(text) == nil)
        }
    }

    @Test func `A short first message of NTLM grows, and wishes for the target's name`() {
        let short = Array("NTLMSSP".utf8) + [0, 1, 0, 0, 0, 0x31, 0x82, 0x08, 0xE2] + [UInt8](repeating: 0, count: 16)
        let mended = NTLMMessage.mended(short)
        #expect(mended.count == 40 && mended[12] == 0x35)
        #expect(Array(mended[16..<32]) == Array(short[16..<32]))
        var third = Array("NTLMSSP".utf8) + [0, 3, 0, 0, 0] + [UInt8](repeating: 0, count: 60)
        (third[12], third[16], third[63]) = (4, 72, 0xE2)
        #expect(NTLMMessage.mended(third) == third)
        third[16] = 64
        #expect(NTLMMessage.mended(third)[63] == 0xE0, "No room for the version that the flag promises.")
        #expect(NTLMMessage.mended([0x60, 1]) == [0x60, 1])
    }

    @Test func `The claimed user is read out of the last message, bare or wrapped, and of no broken one`() {
        var message = Array("NTLMSSP".utf8) + [0, 3, 0, 0, 0] + [UInt8](repeating: 0, count: 60)
        (message[36], message[40], message[60]) = (4, 72, 1)
        message += [UInt8(ascii: "A"), 0, UInt8(ascii: "l"), 0]
        #expect(NTLMMessage.claimedUser(in: message) == "al")
        #expect(NTLMMessage.claimedUser(in: [0x60, 0x48] + message) == "al")
        #expect(NTLMMessage.claimedUser(in: message.dropLast()) == nil)
        message[43] = 0xFF
        #expect(NTLMMessage.claimedUser(in: message) == nil)
        #expect(NTLMMessage.claimedUser(in: []) == nil)
    }
}

struct NamesOfNTLM {
    @Test func `What was agreed on is read out of the last message alone`() {
        var last = Array("NTLMSSP".utf8) + [0, 3, 0, 0, 0] + [UInt8](repeating: 0, count: 52)
        last.replaceSubrange(60..<64, with: [0x35, 0x82, 0x88, 0xE2])
        #expect(NTLMMessage.agreedFlags(in: last) == 0xE288_8235)
        #expect(NTLMMessage.agreedFlags(in: [0x60, 0x28] + last) == 0xE288_8235)
        #expect(NTLMMessage.agreedFlags(in: Array(last.dropLast())) == nil)
        last[8] = 1
        #expect(NTLMMessage.agreedFlags(in: last) == nil)
    }

    @Test func `A name is a user's when domain and account are, and never by its beginning`() throws {
        var users = NTLMUsers()
        try users.add("alice", password: "a")
        try users.add("CORP\\bob", password: "b")
        #expect(users.user(named: "alice") == "alice")
        #expect(users.user(named: "ALICE") == "alice")
        #expect(users.user(named: "corp\\Bob") == "CORP\\bob")
        for stranger in ["alic", "alice2", "bob", "CORP\\alice", "OTHER\\bob", "", "\\", "CORP\\", "CORP\\bob\\x"] {
            #expect(users.user(named: stranger) == nil)
        }
    }

    @Test(arguments: ["", "a:b", "a#b", "\\a", "A\\", "a\nb"])
    func `A name that the library could take for another is refused`(name: String) {
        var users = NTLMUsers()
        #expect(throws: HTTPServerError.self) { try users.add(name, password: "x") }
        #expect(throws: HTTPServerError.self) { try users.add("a", password: "x\n:y:z") }
        #expect(users.isEmpty)
    }

    @Test func `The same name twice is refused, however it is spelt`() throws {
        var users = NTLMUsers()
        try users.add("alice", password: "a")
        #expect(throws: HTTPServerError.self) { try users.add("Alice", password: "b") }
    }
}

extension FailureLedger {
    fileprivate func mustWait(_ keys: [Key]) -> Bool {
        guard begin(keys) else { return true }
        giveBack(keys)
        return false
    }
}

struct Failures {
    @Test func `Many may come at once, and one at a time where the next failure has to wait`() {
        let time = SetTime()
        let ledger = FailureLedger(time: time)
        let alice = [FailureLedger.Key.user("alice")]
        #expect((0..<40).allSatisfy { _ in ledger.begin(alice) })
        for _ in 0..<11 { ledger.failed(alice) }
        #expect(!ledger.begin(alice))
        time.elapsed.withLock { $0 += .seconds(1) }
        #expect((0..<40).filter { _ in ledger.begin(alice) }.count == 1)
        ledger.giveBack(alice)
        #expect(ledger.begin(alice), "the one that has ended makes room")
        ledger.failed(alice)
        ledger.giveBack(alice)
        #expect(!ledger.begin(alice), "what has failed waits, whatever else ends meanwhile")
    }

    @Test func `One's own password does not pay for guesses at others`() {
        let ledger = FailureLedger(time: SetTime())
        let address = FailureLedger.Key.address([127, 0, 0, 1])
        for number in 0..<26 {
            ledger.failed([address, .user("\(number)")])
            ledger.succeeded([address, .user("mallory")])
        }
        #expect(ledger.mustWait([address, .user("bob")]))
        let other = FailureLedger.Key.address([127, 0, 0, 2])
        for _ in 0..<30 {
            ledger.failed([other, .user("alice")])
            ledger.succeeded([other, .user("alice")])
        }
        #expect(!ledger.mustWait([other, .user("alice")]), "who mistypes now and then works on")
    }

    @Test func `Failures beyond the free ones have to wait, longer each time, up to a minute`() {
        let time = SetTime()
        let ledger = FailureLedger(time: time)
        let key = FailureLedger.Key.user("alice")
        for _ in 0..<10 { ledger.failed([key]) }
        #expect(!ledger.mustWait([key]))
        for wait in [1, 2, 4, 8, 16, 32, 60, 60] {
            ledger.failed([key])
            #expect(ledger.mustWait([key]))
            #expect(!ledger.mustWait([.user("bob")]))
            time.elapsed.withLock { $0 += .seconds(wait) - .milliseconds(1) }
            #expect(ledger.mustWait([key]))
            time.elapsed.withLock { $0 += .milliseconds(1) }
            #expect(!ledger.mustWait([key]))
        }
        ledger.succeeded([key])
        ledger.failed([key])
        #expect(!ledger.mustWait([key]))
    }

    @Test func `The ledger does not grow beyond its capacity, and forgets after a while`() {
        let time = SetTime()
        let ledger = FailureLedger(capacity: 10, time: time)
        for number in 0..<15 { ledger.failed([.user("guess"), .user("\(number)")]) }
        #expect(ledger.mustWait([.user("guess")]), "Who fails all the time stays.")
        time.elapsed.withLock { $0 = .seconds(1000) }
        ledger.failed([.user("guess")])
        #expect(!ledger.mustWait([.user("guess")]))
    }

    @Test func `Whoever guesses on is refused even with the right password, and who is known works on`() throws {
        let server = try TestServer(time: SetTime())
        let known = server.client()
        known.send(post())
        #expect(known.reply()?.status == 200)
        for _ in 0..<25 {
            #expect(server.exchange(post(authorization: "Basic YWxpY2U6d3Jvbmc="))?.status == 401)
        }
        // The right password, in a spelling that nobody has used yet.
        #expect(server.exchange(post(authorization: "basic YWxpY2U6b3BlbiBzZXNhbWU="))?.status == 401)
        known.send(post())
        #expect(known.reply()?.status == 200)
    }
}
