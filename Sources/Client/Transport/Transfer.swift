internal import CCurl
internal import Glibc
internal import HTTPMessage

/// One POST on its way: what libcurl's callbacks read from and write to.
final class Transfer: @unchecked Sendable {  // because after its submission only the loop's thread touches it
    let post: Post
    let destination: Destination
    let finish: @Sendable (Result<PostReply, ClientError>) -> Void
    private let maximumReplyBytes: Int

    private var sentBytes = 0
    private var version = ""
    private var headers: [(name: String, value: String)] = []
    private var headerBytes = 0
    private var body: [UInt8] = []
    /// Whether an answer to what was sent so far has begun: only then may libcurl send the body again, as it does when
    /// a server asks for credentials. Otherwise it would repeat, unasked, what may have had its effect.
    private var hasAnswer = false
    private(set) var isTooLarge = false
    /// What carries it, while it runs.
    var handle: EasyHandle?
    /// The headers as libcurl reads them, as long as it may.
    var headerList: UnsafeMutablePointer<curl_slist>?

    /// All headers together; libcurl 7.88 limits each, but not how many.
    static let maximumHeaderBytes = 65536

    init(
        _ post: Post, to destination: Destination, maximumReplyBytes: Int,
        finish: @escaping @Sendable (Result<PostReply, ClientError>) -> Void
    ) {
        self.post = post
        self.destination = destination
        self.maximumReplyBytes = maximumReplyBytes
        self.finish = finish
    }

    deinit { curl_slist_free_all(headerList) }

    // MARK: - What libcurl calls

    /// Copies more of the body into libcurl's buffer; returns how many octets.
    func send(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, post.body.count - sentBytes)
        post.body.withUnsafeBytes { bytes in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[sentBytes..<sentBytes + count]))
        }
        if sentBytes == 0 { hasAnswer = false }
        sentBytes += count
        return count
    }

    /// Goes back to the start of the body, where that is safe.
    func rewind() -> Bool {
        guard hasAnswer || post.isRepeatable || sentBytes == 0 else { return false }
        sentBytes = 0
        return true
    }

    /// Takes one line of the header; false ends the transfer.
    func receive(headerLine line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= Self.maximumHeaderBytes else {
            isTooLarge = true
            return false
        }
        hasAnswer = true
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            headers.removeAll(keepingCapacity: true)  // of an interim answer, or of one that asked for credentials
            body.removeAll(keepingCapacity: true)
            version = String(text.prefix { $0 != " " })
        } else if let colon = text.firstIndex(of: ":") {
            let value = text[text.index(after: colon)...]
            headers.append((String(text[..<colon]), value.trimmingLine))
        }
        return true
    }

    /// Takes some of the body; false ends the transfer.
    func receive(body bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= maximumReplyBytes else {
            isTooLarge = true
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    // MARK: - The end

    func succeed(status: Int) {
        finish(.success(PostReply(version: version, status: status, headers: HTTPHeaders(headers), body: body)))
    }

    func fail(_ error: ClientError) { finish(.failure(error)) }

    /// Whether any byte of an answer has come.
    var hasReceived: Bool { headerBytes > 0 }
    var limit: Int { headerBytes > Self.maximumHeaderBytes ? Self.maximumHeaderBytes : maximumReplyBytes }
}

extension Substring {
    /// Without the blanks and line ends around a header's value.
    fileprivate var trimmingLine: String {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }
        let bytes = utf8.drop(while: isBlank)
        guard let last = bytes.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(decoding: bytes[...last], as: UTF8.self)
    }
}
