internal import Client
internal import Platform

extension Session {
    /// Follows the named jobs, or all that are unfinished.
    func watch() async throws(Complaint) {
        let client = try client()
        let jobs: [RemoteJob]
        if invocation.operands.isEmpty {
            jobs = try await find(JobQuery(className: jobClass), with: client).filter { !$0.status.hasEnded }.map(\.job)
            if jobs.isEmpty { screen.note("winch: no unfinished jobs in \(invocation.namespace).") }
        } else {
            jobs = try await namedJobs(with: client)
        }
        try await follow(jobs)
    }

    /// Shows how jobs go on until the last has ended.
    ///
    /// - Throws: a complaint when one ends badly or cannot be asked any more.
    func follow(_ jobs: [RemoteJob]) async throws(Complaint) {
        let interval = try invocation.seconds(.interval)
        let polling = interval.map { Backoff(first: $0, factor: 1, limit: $0) } ?? Backoff(limit: .milliseconds(500))
        let board = ProgressBoard(count: jobs.count, screen: screen)
        let complaints = await withTaskGroup(of: Complaint?.self) { group in
            for (index, job) in jobs.enumerated() {
                group.addTask { await follow(job, index, polling, board) }
            }
            var complaints: [Complaint] = []
            for await complaint in group { if let complaint { complaints.append(complaint) } }
            return complaints
        }
        board.finish()
        if let worst = complaints.max(by: { $0.code.rawValue < $1.code.rawValue }) {
            let sentences = complaints.map(\.sentence).joined(separator: "\n")
            throw Complaint(code: worst.code, sentence: sentences)
        }
    }

    private func follow(
        _ job: RemoteJob, _ index: Int, _ polling: Backoff, _ board: ProgressBoard
    ) async -> Complaint? {
        do throws(ClientError) {
            // Events tell of steps; people want to see the seconds pass.
            let end = try await job.wait(byEvents: false, polling: polling) { board.show($0, at: index) }
            guard !end.hasSucceeded else { return nil }
            let description = end.errorDescription ?? ""
            let reason =
                description.isEmpty
                ? "" : ": " + (description.hasSuffix(".") ? description.dropLast() : description[...])
            let name = end.instanceID ?? end.name
            return .refused("Job \(name) (\(end.name)) is \(end.stateText)\(reason). 'winch error \(name)' says more.")
        } catch {
            return Complaint(error)
        }
    }
}

/// Shows jobs at work: bars that are drawn again on a terminal, a line for each change elsewhere.
final class ProgressBoard: Sendable {
    private struct State {
        var statuses: [JobStatus?]
        var drawnLines = 0
        var lastLines: [String]
    }

    private let screen: Screen
    private let state: Lock<State>

    init(count: Int, screen: Screen) {
        self.screen = screen
        state = Lock(
            State(statuses: Array(repeating: nil, count: count), lastLines: Array(repeating: "", count: count)))
    }

    func show(_ status: JobStatus, at index: Int) {
        state.withLock { state in
            state.statuses[index] = status
            if screen.isTerminal { draw(&state) } else { log(status, at: index, &state) }
        }
    }

    func finish() { screen.flush() }

    /// `7B1F…  running  42%  0:00:12  Exporting`, when more than the time has changed.
    private func log(_ status: JobStatus, at index: Int, _ state: inout State) {
        let percent = status.percentComplete.map { "\($0)%" } ?? ""
        let facts = [status.instanceID ?? "", status.name, status.stateText, percent]
        let key = (facts + [status.text ?? ""]).joined(separator: "\t")
        guard key != state.lastLines[index] else { return }
        state.lastLines[index] = key
        let line = facts + [status.elapsed?.clockText ?? "", status.text ?? ""]
        screen.write(line.map(\.printable).joined(separator: "\t") + "\n")
        screen.flush()
    }

    /// Moves back over what was drawn before and draws all jobs.
    private func draw(_ state: inout State) {
        var text = state.drawnLines > 0 ? "\u{1B}[\(state.drawnLines)A" : ""
        let size = screen.size
        let known = state.statuses.compactMap { $0 }
        let room = max(1, size.rows - 2)
        // What still goes on is worth more of a small screen than what has ended.
        let shown =
            known.count <= room ? known : Array((known.filter { !$0.hasEnded } + known.filter(\.hasEnded)).prefix(room))
        var lines = shown.map { line($0, width: size.columns) }
        if shown.count < known.count { lines.append("… and \(known.count - shown.count) more") }
        for line in lines { text += "\r\u{1B}[K\(line)\n" }
        state.drawnLines = lines.count
        screen.write(text)
    }

    private func line(_ status: JobStatus, width: Int) -> String {
        let percent = status.percentComplete ?? 0
        let barWidth = 20
        let filled = percent * barWidth / 100
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: barWidth - filled)
        let name = status.name.printable.cut(30).padded(30)
        let tail = " \(String(percent).leftPadded(3))% \(status.elapsed?.clockText ?? "0:00:00")  \(status.stateText)"
        let text = status.text.map { "  \($0.printable)" } ?? ""
        let rest = (tail + text).cut(max(0, width - 30 - 1 - barWidth - 1))
        return "\(name) \(screen.colored(bar, status.color))\(rest)"
    }
}

extension String {
    fileprivate func leftPadded(_ width: Int) -> String {
        String(repeating: " ", count: Swift.max(0, width - count)) + self
    }
}
