import Jobs
import Platform
import Testing

/// What the class documents say of requests (CIM_ConcreteJob.RequestStateChange and JobState), by the numbers of JobState
/// and RequestedState: for each request the states it is legal from and the states it leads through. Every other pair of
/// a state and a request is refused.
private let facts = """
    start     2 from 2 5 11           to 3 4
    suspend   3 from 2 3 4            to 5
    terminate 4 from 2 3 4 5 11 12    to 6 8
    kill      5 from 2 3 4 5 6 11 12  to 6 9
    """

/// Final states: none is ever left but Exception, which a service may take up for diagnosis.
private let final: Set<Int> = [7, 8, 9, 10, 32768]

struct PhaseTests {
    private let then = Timestamp(microseconds: 1_000_000)
    private let now = Timestamp(microseconds: 2_000_000)

    private struct Fact {
        let request: RequestedJobState
        let sources: Set<Int>
        let path: [Int]

        init?(_ line: Substring) {
            let words = line.split(separator: " ")
            guard let from = words.firstIndex(of: "from"), let to = words.firstIndex(of: "to"),
                let number = Int(words[1]),
                let request = RequestedJobState(rawValue: number), words[0] == "\(request)"
            else { return nil }
            self.request = request
            sources = Set(words[(from + 1)..<to].compactMap { Int($0) })
            path = words[(to + 1)...].compactMap { Int($0) }
        }
    }

    private func phase(_ state: JobState) -> JobPhase {
        switch state {
        case .new: .waiting(due: nil)
        case .starting: .live(.starting, since: then)
        case .running: .live(.running, since: then)
        case .suspended: .live(.suspended, since: then)
        case .shuttingDown: .live(.shuttingDown(toward: .terminated), since: then)
        case .service: .live(.service, since: then)
        case .queryPending: .live(.queryPending, since: then)
        case .completed: .ended(.completed, nil, at: then)
        case .completedWithWarnings: .ended(.completedWithWarnings, nil, at: then)
        case .terminated: .ended(.terminated, nil, at: then)
        case .killed: .ended(.killed, nil, at: then)
        case .exception: .ended(.exception, nil, at: then)
        }
    }

    private func event(_ request: RequestedJobState) -> JobEvent {
        switch request {
        case .start: .start
        case .suspend: .suspend
        case .terminate: .terminate
        case .kill: .kill
        }
    }

    @Test func `The numbers are those of the schema`() {
        #expect(JobState.allCases.map(\.rawValue) == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 32768])
        #expect(RequestedJobState.allCases.map(\.rawValue) == [2, 3, 4, 5])
        #expect(Set(JobState.allCases.filter(\.isFinal).map(\.rawValue)) == final)
        for state in JobState.allCases { #expect(phase(state).state == state) }
    }

    @Test func `Every request from every state does what the documents say`() throws {
        let lines = facts.split(separator: "\n").compactMap(Fact.init)
        #expect(lines.count == RequestedJobState.allCases.count)
        for fact in lines {
            for state in JobState.allCases {
                let next = try? phase(state).next(on: event(fact.request), at: now)
                #expect(
                    next?.state.rawValue == (fact.sources.contains(state.rawValue) ? fact.path[0] : nil),
                    "\(fact.request) from \(state)")
                guard var next, fact.path.count > 1 else { continue }
                let last: JobEvent = fact.request == .start ? .started : .finished(.completed, .code(0))
                next = try next.next(on: last, at: now)
                #expect(next.state.rawValue == fact.path[1])
            }
        }
    }

    @Test func `No event but service moves an ended job, and that only from Exception`() {
        let events: [JobEvent] = [
            .start, .suspend, .terminate, .kill, .service, .started, .reported(.running), .finished(.completed, nil),
            .failed(nil),
        ]
        for state in JobState.allCases where state.isFinal {
            for event in events {
                let next = try? phase(state).next(on: event, at: now)
                #expect(
                    next?.state == (state == .exception && event == .service ? .service : nil), "\(event) from \(state)"
                )
            }
        }
    }

    @Test func `A failed attempt may be followed by another, and a run by the next, but not what a client has ended`() {
        for state in JobState.allCases {
            let rerun = try? phase(state).next(on: .rerun, at: now)
            #expect(rerun == (state == .exception ? .live(.starting, since: now) : nil), "\(state)")
            let next = try? phase(state).next(on: .recur(now), at: now)
            let mayRecur = [JobState.completed, .completedWithWarnings, .exception].contains(state)
            #expect(next == (mayRecur ? .waiting(due: now) : nil), "\(state)")
        }
    }

    @Test func `Service is reached from Suspended and Exception only`() {
        let sources = JobState.allCases.filter { (try? phase($0).next(on: .service, at: now)) != nil }
        #expect(Set(sources) == [.suspended, .exception])
    }

    @Test func `What was asked for decides how an end counts`() throws {
        let exit = JobPhase.Exit.code(0)
        for (live, end) in [
            (JobPhase.Live.shuttingDown(toward: .terminated), JobPhase.End.terminated),
            (.shuttingDown(toward: .killed), .killed),
            (.running, .completed), (.starting, .completed), (.suspended, .completed),
        ] {
            #expect(
                try JobPhase.live(live, since: then).next(on: .finished(.completed, exit), at: now)
                    == .ended(end, exit, at: now))
        }
    }

    @Test func `A failure counts whatever was asked before`() throws {
        for state in JobState.allCases where !state.isFinal {
            #expect(try phase(state).next(on: .failed(.signal(9)), at: now) == .ended(.exception, .signal(9), at: now))
        }
    }

    @Test func `Kill while Shutting Down changes the end, not the time of the last change`() throws {
        #expect(
            try phase(.shuttingDown).next(on: .kill, at: now) == .live(.shuttingDown(toward: .killed), since: then))
    }

    @Test func `The runner's word counts where no client has decided, and an equal word changes nothing`() throws {
        #expect(try phase(.starting).next(on: .reported(.running), at: now) == .live(.running, since: now))
        #expect(try phase(.running).next(on: .reported(.running), at: now) == .live(.running, since: then))
        #expect(try phase(.running).next(on: .reported(.queryPending), at: now) == .live(.queryPending, since: now))
        for state in [JobState.suspended, .shuttingDown, .service, .new] {
            #expect(throws: InvalidTransition.self) {
                try phase(state).next(on: .reported(.running), at: now)
            }
        }
    }

    @Test func `A signal counts as 128 and its number`() {
        #expect(JobPhase.Exit.signal(15).code == 143 && JobPhase.Exit.code(3).code == 3)
    }
}
