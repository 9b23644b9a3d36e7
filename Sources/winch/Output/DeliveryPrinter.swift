internal import Client
internal import Platform
internal import WSMan

/// Prints what subscriptions bring, each thing at once: a line of text, of JSON or of CSV, or an element.
final class DeliveryPrinter: Sendable {
    private let format: OutputFormat
    private let screen: Screen
    private let classes: Classes?
    private let hasHeading = Lock(false)

    init(_ invocation: Invocation, _ screen: Screen) throws(Complaint) {
        format = try invocation.format()
        self.screen = screen
        classes = format == .json ? Classes(namespace: invocation.namespace) : nil
    }

    func print(_ delivery: EventDelivery) {
        switch delivery {
        case .event(let event): print(event)
        case .dropped(let total): screen.note("winch: warning: the service has dropped events, \(total) so far.")
        case .heartbeat: return
        }
        screen.flush()
    }

    func finish() { screen.flush() }

    private func print(_ event: Event) {
        switch format {
        case .table: screen.write(line(event) + "\n")
        case .json: screen.write(JSON(event.body, classes).line + "\n")
        case .xml: screen.write(event.body.indentedXML + "\n")
        case .csv:
            let isFirst = hasHeading.withLock { hasHeading in
                defer { hasHeading = true }
                return !hasHeading
            }
            if isFirst { screen.write("Event,Class,InstanceID,Name,State,Percent,Status\r\n") }
            screen.write(CSV.line(cells(event)))
        }
    }

    /// `changed  Msvm_ExportJob  7B1F…  Export  running  42%  Exporting`
    private func line(_ event: Event) -> String {
        var cells = cells(event)
        if !cells[5].isEmpty { cells[5] += "%" }
        let color: Screen.Color =
            switch cells[0] {
            case "created": .green
            case "deleted": .red
            default: .cyan
            }
        let rest = cells.dropFirst().filter { !$0.isEmpty }.map(\.printable)
        return ([screen.colored(cells[0].printable.padded(8), color)] + rest).joined(separator: "  ")
    }

    private func cells(_ event: Event) -> [String] {
        guard let instance = event.instance else {
            return [event.body.className, "", "", "", "", "", event.body.properties.map(\.text).joined(separator: " ")]
        }
        let kind =
            switch event.body.className {
            case "__InstanceCreationEvent", "CIM_InstCreation": "created"
            case "__InstanceModificationEvent", "CIM_InstModification": "changed"
            case "__InstanceDeletionEvent", "CIM_InstDeletion": "deleted"
            case let other: other
            }
        guard instance["JobState"] != nil else {
            return [
                kind, instance.className, instance.text("InstanceID") ?? instance.text("Name") ?? "", "", "", "", "",
            ]
        }
        let status = JobStatus(instance)
        return [
            kind, instance.className, status.instanceID ?? "", status.name, status.stateText,
            status.percentComplete.map(String.init) ?? "", status.text ?? "",
        ]
    }
}

/// RFC 4180.
enum CSV {
    static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

    private static func cell(_ cell: String) -> String {
        guard cell.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return cell }
        return "\"\(cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }
}
