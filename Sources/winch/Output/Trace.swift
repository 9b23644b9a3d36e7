internal import Client
internal import XML

/// What `--trace` shows of a message.
enum Trace {
    static func text(_ event: TraceEvent, hasCredentials: Bool) -> String {
        switch event {
        case .request(let url, let headers, let body):
            let credentials = hasCredentials ? ["> Authorization: (hidden)"] : []
            let lines = ["> POST \(url)"] + headers.map { "> \($0.name): \($0.value)" } + credentials
            return (lines + [IndentedXML.text(body)]).joined(separator: "\n")
        case .reply(let status, let headers, let body):
            let lines = ["", "< HTTP \(status)"] + headers.map { "< \($0.name): \($0.value)" }
            return (lines + [IndentedXML.text(body), ""]).joined(separator: "\n")
        case .failure(let error):
            return "! \(error.reason)"
        }
    }
}
