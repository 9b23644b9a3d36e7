internal import HTTPMessage
internal import Platform
internal import Synchronization

/// One TCP connection: what the library keeps for us from its opening to its end.
///
/// Its own thread runs one request after the other on it. Other threads see `phase` and `deadline`, and may shut the
/// socket down.
final class Connection: @unchecked Sendable {  // because what is not atomic belongs to the connection's own thread
    /// Where a connection is in the life of a request, as far as other threads need to know.
    enum Phase: UInt8 {
        /// No request line yet.
        case idle
        /// A request's header is coming in.
        case header
        /// Its body is.
        case body
        /// The handler runs, or a password is verified: nothing but the answer ends this.
        case handling
        /// The answer is going out.
        case answering

        /// What ends the phase by its deadline.
        var limit: Limit? {
            switch self {
            case .idle: .idleTimeout
            case .header: .headerDeadline
            case .body: .bodyDeadline
            case .handling: nil
            case .answering: .responseDeadline
            }
        }
    }

    /// What the connection's thread does with the bytes that come next.
    enum Stage {
        /// They are a header.
        case head
        /// They are a body that is kept, up to a limit.
        case receiving(Principal?, limit: Int)
        /// They are a body that nobody will read; then this answer goes out.
        case discarding(HTTPResponse, left: Int)
        /// An answer is queued.
        case answering
    }

    let descriptor: Int32
    let peer: SocketAddress
    /// The peer's address without its port.
    let remoteAddress: String
    let opened: Duration
    /// The certificate of a connection with TLS, kept for as long as its session may look at it.
    let certificate: Certificate?

    /// The library's session under TLS; nil before the library has the connection, and without TLS.
    var session: TLSSession?
    /// Who the peer has proved to be, or is about to, with the keys that seal its messages.
    var security: SecurityContext?
    /// Whose certificate the peer has shown under TLS; nil before the first request asks.
    var shownCertificate: ClientCertificates.Verdict?
    /// This request needs no credentials, and has none that anybody looked at.
    var isAnonymous = false
    /// This request has ended a negotiation with success.
    var hasJustSignedIn = false
    /// The token that the answer to this request carries.
    var lastToken: String?
    /// The body of this request has to be opened by the context, or is nobody's.
    var isSealed = false
    /// The body of this request was sealed and is open; its answer will be sealed in the same form.
    var isOpened = false
    /// The form of the last sealed message; the next is most often written alike.
    var form: SealedMessage.Form?
    var stage = Stage.head
    var body: [UInt8] = []
    /// The request's target as it was sent, with its query.
    var target = ""
    /// The target's path alone, decoded.
    var path = ""
    var head = HTTPHeaders()
    /// The socket is closed once the queued answer is out, so unread bytes must not turn it into a reset.
    var lingers = false

    private let known = Atomic<Bool>(false)
    private let phaseCode = Atomic<UInt8>(Phase.idle.rawValue)
    private let deadlineMicroseconds: Atomic<Int64>
    /// The pthread that last read a request line here: how a line of the library's log finds its connection.
    private let threadCode = Atomic<UInt>(0)

    /// - Parameters:
    ///   - opened: now, on the monotonic clock.
    ///   - deadline: when the first request's head must be complete.
    init(
        descriptor: Int32, peer: SocketAddress, certificate: Certificate? = nil, opened: Duration, deadline: Duration
    ) {
        self.descriptor = descriptor
        self.peer = peer
        self.certificate = certificate
        remoteAddress = peer.host
        self.opened = opened
        deadlineMicroseconds = Atomic(deadline.microseconds)
    }

    /// What follows the first `?` of the target.
    var query: String? {
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return nil }
        return String(target[target.index(after: mark)...])
    }

    /// The body, which is then the receiver's alone.
    func takeBody() -> [UInt8] {
        defer { body = [] }
        return body
    }

    /// Nothing of a request is left to the next one.
    func reset() {
        stage = .head
        body = []
        target = ""
        path = ""
        head = HTTPHeaders()
        lingers = false
        hasJustSignedIn = false
        lastToken = nil
        isSealed = false
        isAnonymous = false
        isOpened = false
    }

    /// What passes is under TLS.
    var isSecure: Bool { certificate != nil }

    var phase: Phase {
        Phase(rawValue: phaseCode.load(ordering: .relaxed))!  // because only raw values of phases are stored
    }

    /// Somebody known has sent a request here.
    var isKnown: Bool {
        get { known.load(ordering: .relaxed) }
        set { known.store(newValue, ordering: .relaxed) }
    }

    /// What ends the phase by its deadline. The first header's time runs from the beginning.
    var limit: Limit? { phase == .idle && thread == 0 ? .headerDeadline : phase.limit }

    var thread: UInt {
        get { threadCode.load(ordering: .relaxed) }
        set { threadCode.store(newValue, ordering: .relaxed) }
    }

    /// Enters a phase that must end by the deadline, a time on the monotonic clock; nil lets it take as long as it takes.
    func enter(_ phase: Phase, until deadline: Duration?) {
        deadlineMicroseconds.store(deadline?.microseconds ?? .max, ordering: .relaxed)
        phaseCode.store(phase.rawValue, ordering: .relaxed)
    }

    func isOverdue(at now: Duration) -> Bool { deadlineMicroseconds.load(ordering: .relaxed) < now.microseconds }
}
