internal import Client
internal import WSMan
internal import XML

extension Session {
    func identify() async throws(Complaint) {
        let format = try invocation.format()
        let client = try client()
        let identity = try await asking { () throws(ClientError) in
            try await client.identify(anonymously: invocation.has(.anonymous))
        }
        let rows: [(String, [String])] =
            [
                ("ProtocolVersion", identity.protocolVersions),
                ("ProductVendor", identity.productVendor.map { [$0] } ?? []),
                ("ProductVersion", identity.productVersion.map { [$0] } ?? []),
                ("SecurityProfiles", identity.securityProfiles),
            ] + identity.others.map { ($0.name, $0.values.map(\.text)) }
        switch format {
        case .json:
            let members = rows.map { ($0, $1.count == 1 ? JSON.string($1[0]) : .array($1.map { .string($0) })) }
            screen.write(JSON.object(members.map { (name: $0.0, value: $0.1) }).text() + "\n")
        case .xml: screen.write(identity.representation.indentedXML + "\n")
        case .csv:
            screen.write(CSV.line(["Name", "Value"]))
            for (name, values) in rows { for value in values { screen.write(CSV.line([name, value])) } }
        case .table:
            for (name, values) in rows {
                for value in values { screen.write("\(name.printable.padded(17)) \(value.printable)\n") }
            }
        }
    }

    func get() async throws(Complaint) {
        let target = try target()
        var printer = try InstancePrinter(invocation, screen, isList: false)
        let client = try client()
        let instance = try await asking { () throws(ClientError) in
            guard let fragment = invocation[.fragment] else { return try await client.get(target) }
            return try await client.get(FragmentExpression(fragment), of: target)
        }
        printer.print(instance)
        printer.finish()
    }

    func put() async throws(Complaint) {
        let target = try target()
        let properties = try properties(from: 1)
        guard !properties.isEmpty else {
            throw .usage("put needs what to change: NAME=VALUE, --null, --ref or --file.")
        }
        var printer = try InstancePrinter(invocation, screen, isList: false)
        let client = try client()
        let instance = try await asking { () throws(ClientError) in
            guard let fragment = invocation[.fragment] else { return try await client.put(target, properties) }
            return try await client.put(FragmentExpression(fragment), of: target, properties)
        }
        if let instance { printer.print(instance) }
        printer.finish()
    }

    func create() async throws(Complaint) {
        let target = try target()
        let properties = try properties(from: 1)
        var printer = try InstancePrinter(invocation, screen, isList: false)
        let client = try client()
        let template = invocation[.template].map { RequestOption(name: "Template", value: $0) }
        let options = OperationOptions(options: template.map { [$0] } ?? [])
        let reference = try await asking { () throws(ClientError) in
            try await client.create(target, properties, options: options)
        }
        printer.print(reference)
        printer.finish()
    }

    func delete() async throws(Complaint) {
        let target = try target()
        let client = try client()
        try await asking { () throws(ClientError) in try await client.delete(target) }
    }

    func query() async throws(Complaint) {
        let options = try enumerateOptions()
        let namespace = invocation.namespace
        let client = try client()
        try await print(client.query(invocation.operands[0], in: namespace, options))
    }

    func enumerate() async throws(Complaint) {
        let target = try target()
        var options = try enumerateOptions()
        options.filter = try filter()
        if invocation.has(.shallow) { options.polymorphism = PolymorphismMode.none }
        if invocation.has(.baseProperties) { options.polymorphism = .excludeSubClassProperties }
        let client = try client()
        try await print(client.enumerate(target, options))
    }

    /// Prints the items of an enumeration, up to --limit.
    private func print(_ enumeration: Enumeration) async throws(Complaint) {
        var printer = try InstancePrinter(invocation, screen, isList: true)
        let limit = try invocation.number(.limit) ?? .max
        var iterator = enumeration.makeAsyncIterator()
        var count = 0
        do throws(ClientError) {
            while count < limit, let item = try await iterator.next() {
                printer.print(item)
                count += 1
            }
        } catch {
            printer.finish()
            throw Complaint(error)
        }
        await iterator.release()
        printer.finish()
    }

    // MARK: - Options

    private func enumerateOptions() throws(Complaint) -> EnumerateOptions {
        var options = EnumerateOptions()
        if let size = try invocation.number(.pageSize) { options.pageSize = size }
        if let limit = try invocation.number(.limit) { options.pageSize = min(options.pageSize, limit) }
        switch try invocation.choice(.mode) {
        case "epr"?: options.mode = .epr
        case "both"?: options.mode = .objectAndEPR
        default: break
        }
        return options
    }

    private func filter() throws(Complaint) -> EnumerationFilter? {
        if let text = invocation[.associatedWith] {
            guard !invocation.isGiven(.filter) else {
                throw .usage("--filter and --associated-with exclude each other.")
            }
            return .association(try associationFilter(text))
        }
        guard let text = invocation[.filter] else { return nil }
        switch invocation[.dialect] ?? "wql" {
        case "wql": return .wql(text)
        case "xpath": return .xpath(text)
        case "cql": return .cql(text)
        case "selector":
            do {
                return .selector(try SelectorSet(try Resource.selectors(text)))
            } catch {
                throw .usage("--filter '\(text)' cannot be a selector filter: write NAME=VALUE+NAME=VALUE.")
            }
        case let uri: return .other(dialect: uri, text: text)
        }
    }

    private func associationFilter(_ text: String) throws(Complaint) -> AssociationFilter {
        let object = try invocation.resource(text).target
        let association = invocation[.associationClass]
        let isForLinks = invocation.has(.links)
        return AssociationFilter(
            of: EndpointReference(resourceURI: object.resourceURI, selectors: object.selectors),
            result: isForLinks ? .associations : .instances, associationClassName: association, role: invocation[.role],
            // For the links themselves, it is the result that is of the association's class.
            resultClassName: isForLinks ? invocation[.resultClass] ?? association : invocation[.resultClass],
            resultRole: invocation[.resultRole])
    }
}
