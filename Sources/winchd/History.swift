internal import CIM
internal import Jobs
internal import Platform

/// `winchd history [INSTANCEID]`: what is kept of removed jobs, a line each; of one job all, with its attempts and output.
func showHistory(_ instanceID: String?, _ invocation: Invocation) throws(Complaint) {
    do throws(JobError) {
        let history = try JobHistory(directory: invocation.single(.data)?.text ?? DataFiles.defaultDirectory)
        if let instanceID {
            try show(instanceID, history)
        } else {
            try list(history)
        }
    } catch {
        if case .notFound = error {
            throw .failure(
                "there is no job \(instanceID ?? ""), and no history of one. 'winchd history' lists those removed.")
        }
        throw .failure(error.description)
    }
}

private func list(_ history: JobHistory) throws(JobError) {
    say(row(["REMOVED", "STATE", "ERROR", "TEMPLATE", "OWNER", "JOB"]))
    var place: Int64?
    while true {
        let page = try history.removed(before: place, limit: 500)
        for record in page.records {
            say(
                row([
                    record.removed.map(time) ?? "", "\(record.state)", "\(record.error?.code ?? 0)", record.template,
                    record.owner, record.key.instanceID,
                ]))
        }
        guard let last = page.place else { return }
        place = last
    }
}

private func row(_ texts: [String]) -> String {
    zip(texts, [21, 24, 6, 24, 12, 0]).map { text, width in
        let text = shown(text)
        return text + String(repeating: " ", count: max(width - text.count, 1))
    }.joined()
}

private func show(_ instanceID: String, _ history: JobHistory) throws(JobError) {
    let records = try history.jobs(instanceID)
    if records.isEmpty { throw .notFound }
    for record in records {
        say(facts(record))
        for attempt in try history.attempts(record) {
            let start = attempt.started.map(time) ?? "-"
            say(
                "\nAttempt \(attempt.number), run \(attempt.run): \(attempt.state), started \(start), \(attempt.elapsed)"
            )
            if let error = attempt.error { say(shown(error.description)) }
            sayOutput(of: record, attempt.number, history)
        }
        if record.attempt > 0 {
            say("\nAttempt \(record.attempt)")
            sayOutput(of: record, record.attempt, history)
        }
        say("")
    }
}

private func facts(_ record: JobRecord) -> String {
    let facts: [(String, String?)] = [
        ("Job", record.key.instanceID), ("Namespace", record.key.namespace), ("Class", record.className),
        ("Template", record.template), ("Owner", record.owner), ("Target", record.target),
        ("State", "\(record.state)"), ("Status", record.status), ("Submitted", time(record.submitted)),
        ("Started", record.started.map(time)), ("Ended", record.ended.map(time)),
        ("Removed", record.removed.map(time)), ("Elapsed", record.ended.map { _ in "\(record.elapsed)" }),
        ("Runs", "\(record.runs)"), ("Exit code", record.exit.map { "\($0.code)" }),
        ("Error", record.error.map { "\($0.code): \($0.description)" }),
    ]
    return facts.compactMap { name, value in
        value.map { name + String(repeating: " ", count: 12 - name.count) + shown($0) }
    }.joined(separator: "\n")
}

private func sayOutput(of record: JobRecord, _ attempt: Int, _ history: JobHistory) {
    for stream in JobOutputStream.allCases {
        let output = history.output(record, attempt: attempt, stream: stream, length: 65_536)
        guard !output.bytes.isEmpty else { continue }
        let rest = output.total > output.bytes.count ? " (\(output.bytes.count) bytes of \(output.total))" : ""
        say("--- \(stream.rawValue)\(rest)")
        say(shown(String(decoding: output.bytes, as: UTF8.self)))
    }
}

private func time(_ time: Timestamp) -> String {
    let datetime = CIMDateTime(timestamp: time.microseconds)
    func two(_ number: Int?) -> String { String("0\(number ?? 0)".suffix(2)) }
    return "\(datetime.year ?? 0)-\(two(datetime.month))-\(two(datetime.day)) "
        + "\(two(datetime.hour)):\(two(datetime.minute)):\(two(datetime.second))Z"
}

/// Without what would move a terminal's cursor: a client, or its program, has written it.
private func shown(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        let isControl = scalar.value < 32 && scalar != "\n" && scalar != "\t" || (127...159).contains(scalar.value)
        scalars.append(isControl ? "\u{FFFD}" : scalar)
    }
    return String(scalars)
}
