internal import Client
internal import WSMan
internal import XML

/// Prints instances as they come, in the format asked for.
struct InstancePrinter {
    private let format: OutputFormat
    private let screen: Screen
    private let columns: [String]?
    /// Whether there may be several: a JSON array then, even of one.
    private let isList: Bool
    private let classes: Classes?
    private var count = 0
    private var table: TextTable?
    private var csvColumns: [String]?

    init(_ invocation: Invocation, _ screen: Screen, isList: Bool) throws(Complaint) {
        format = try invocation.format()
        columns = invocation.columns
        self.screen = screen
        self.isList = isList
        classes = format == .json ? Classes(namespace: invocation.namespace) : nil
    }

    mutating func print(_ item: EnumerationItem) {
        switch (item.instance, item.reference) {
        case (let instance?, let reference): print(instance, reference: reference)
        case (nil, let reference?): print(reference)
        case (nil, nil): break
        }
    }

    mutating func print(_ instance: Representation, reference: EndpointReference? = nil) {
        if count == 0, let missing = columns?.filter({ instance[$0] == nil }), !missing.isEmpty {
            screen.note("winch: \(instance.className.printable) has no \(missing.joined(separator: ", ").printable)")
        }
        openList()
        switch format {
        case .table: printTable(instance, reference)
        case .json: printJSON(JSON(instance.selecting(columns), classes), reference)
        case .xml:
            screen.write(instance.indentedXML + "\n")
        case .csv:
            let names = csvColumns ?? columns ?? instance.properties.map(\.name)
            printCSV(names, names.map { instance[$0]?.text ?? "" })
        }
        count += 1
    }

    mutating func print(_ reference: EndpointReference) {
        openList()
        switch format {
        case .table: screen.write(reference.shortText.printable + "\n")
        case .json: printJSON(JSON(reference), nil)
        case .xml:
            var writer = XMLWriter()
            reference.write(to: &writer)
            screen.write(IndentedXML.text(writer.finish()) + "\n")
        case .csv: printCSV(["Reference"], [reference.shortText])
        }
        count += 1
    }

    /// Prints what must stand at the end.
    mutating func finish() {
        table?.flush(to: screen)
        openList()
        if format == .xml, isList {
            var writer = XMLWriter()
            writer.end("w:Items")
            screen.write(writer.finish() + Array("\n".utf8))
        }
        if format == .json, isList { screen.write(count == 0 ? "[]\n" : "\n]\n") }
        screen.flush()
    }

    // MARK: - Formats

    /// One document of XML: the element in which the instances came.
    private func openList() {
        guard format == .xml, isList, count == 0 else { return }
        var writer = XMLWriter()
        writer.start("w:Items")
        writer.declare("w", Namespace.wsman)
        writer.text("\n")
        screen.write(writer.finish())
    }

    private func printJSON(_ json: JSON, _ reference: EndpointReference?) {
        var json = json
        if let reference, case .object(let members) = json {
            json = .object(members + [("__REFERENCE", JSON(reference))])
        }
        let lead = isList ? (count == 0 ? "[\n  " : ",\n  ") : ""
        screen.write(lead + json.text(indent: isList ? 2 : 0) + (isList ? "" : "\n"))
    }

    private mutating func printTable(_ instance: Representation, _ reference: EndpointReference?) {
        if isList, reference == nil, table != nil || isTabular(instance) {
            var table = self.table ?? TextTable(columns ?? instance.properties.map(\.name))
            table.add(table.headings.map { instance[$0]?.text ?? "" }, to: screen)
            self.table = table
            return
        }
        if count > 0 { screen.write("\n") }
        let shown = instance.selecting(columns)
        screen.write(screen.colored(reference?.shortText.printable ?? instance.className.printable, .bold) + "\n")
        let width = shown.properties.map(\.name.count).max() ?? 0
        for property in shown.properties where !property.isNull {
            screen.write("  \(property.name.printable.padded(width))  \(property.text.printable)\n")
        }
        let nulls = shown.properties.count(where: \.isNull)
        if nulls > 0 { screen.write(screen.colored("  (\(nulls) without value)", .dim) + "\n") }
    }

    /// Named columns, or a query's few.
    private func isTabular(_ instance: Representation) -> Bool {
        columns != nil || instance.name == "XmlFragment" && instance.properties.count <= 8
    }

    private mutating func printCSV(_ names: [String], _ cells: [String]) {
        if csvColumns == nil {
            csvColumns = names
            screen.write(CSV.line(names))
        }
        screen.write(CSV.line(cells))
    }
}

extension Representation {
    var indentedXML: String {
        var writer = XMLWriter()
        writer.copy(element)
        return IndentedXML.text(writer.finish())
    }

    /// Only these properties, in this order; all of them without a list.
    func selecting(_ columns: [String]?) -> Representation {
        columns.map { names in selecting(properties: names.compactMap { self[$0] }) } ?? self
    }
}
