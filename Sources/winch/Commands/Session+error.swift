internal import Client
internal import XML

extension Session {
    /// The error instances of a job, else what its own properties say.
    func error() async throws(Complaint) {
        let format = try invocation.format()
        let client = try client()
        let job = try await job(invocation.operands[0], with: client)
        let status = try await asking { () throws(ClientError) in try await job.status() }
        let errors = try await asking { () throws(ClientError) in try await job.errors() }.map(ErrorText.init)
        switch format {
        case .table: show(status, errors)
        case .json:
            let own: [(name: String, value: JSON)] = [
                ("ErrorCode", status.errorCode.map { .number(String($0)) } ?? .null),
                ("ErrorDescription", status.errorDescription.map { .string($0) } ?? .null),
                ("Errors", .array(errors.map(\.json))),
            ]
            screen.write(JSON.object(own).text() + "\n")
        case .xml: for error in errors { screen.write(error.xml + "\n") }
        case .csv:
            screen.write(CSV.line(["Class", "Property", "Value"]))
            for error in errors {
                for (name, value) in error.properties { screen.write(CSV.line([error.className, name, value])) }
            }
        }
    }

    private func show(_ status: JobStatus, _ errors: [ErrorText]) {
        screen.write(screen.colored("\(status.name.printable) (\(status.stateText))", .bold) + "\n")
        guard !errors.isEmpty || status.errorCode ?? 0 != 0 || !(status.errorDescription ?? "").isEmpty else {
            screen.write(status.hasEnded && !status.hasSucceeded ? "  It keeps no error.\n" : "  Nothing went wrong.\n")
            return
        }
        if let code = status.errorCode, code != 0 { screen.write("  ErrorCode         \(code)\n") }
        if let text = status.errorDescription { screen.write("  ErrorDescription  \(text.printable)\n") }
        for error in errors {
            screen.write("\n  \(screen.colored(error.className.printable, .bold))\n")
            let width = error.properties.map(\.name.count).max() ?? 0
            for (name, value) in error.properties {
                screen.write("    \(name.printable.padded(width))  \(value.printable)\n")
            }
        }
    }
}

/// An error instance: CIM-XML inside a string, as Hyper-V hands it out, or an embedded instance.
struct ErrorText {
    let className: String
    let properties: [(name: String, value: String)]
    /// As the job handed it out.
    let xml: String

    init(_ value: PropertyValue) {
        switch value {
        case .embedded(let instance):
            className = instance.className
            xml = instance.indentedXML
            properties = instance.properties.filter { !$0.isNull }.map { ($0.name, $0.text) }
        case .text(let text), .datetime(let text):
            xml = IndentedXML.text(Array(text.utf8))
            let root = try? XMLParser.parse(Array(text.utf8))
            className = root?.attribute(QName("", "CLASSNAME")) ?? "Error"
            let found = root?.elements.compactMap(Self.property) ?? []
            properties = found.isEmpty ? [("Text", text)] : found
        case .reference(let reference):
            className = "Reference"
            xml = reference.shortText
            properties = [("Path", reference.shortText)]
        }
    }

    var json: JSON {
        .object([("__CLASS", .string(className))] + properties.map { (name: $0.name, value: .string($0.value)) })
    }

    /// PROPERTY with VALUE, or PROPERTY.ARRAY with VALUE.ARRAY (DSP0201); nil for one without a value.
    private static func property(_ element: XMLElement) -> (name: String, value: String)? {
        guard element.name.localName.hasPrefix("PROPERTY"), let name = element.attribute(QName("", "NAME")) else {
            return nil
        }
        let values = element.elements.flatMap { $0.name.localName == "VALUE.ARRAY" ? $0.elements : [$0] }
        return values.isEmpty ? nil : (name, values.map(\.text).joined(separator: ", "))
    }
}
