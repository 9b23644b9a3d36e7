internal import CIM
internal import Client
internal import SOAP
internal import WSMan

extension Session {
    func invoke() async throws(Complaint) {
        let method = invocation.operands[0]
        let target = try target(1)
        let arguments = try properties(from: 2)
        var printer = try InstancePrinter(invocation, screen, isList: false)
        let client = try client()
        let result = try await asking { () throws(ClientError) in
            try await client.invoke(method, on: target, arguments)
        }
        printer.print(result.output)
        printer.finish()
        if invocation.has(.wait), let reference = result.job {
            let job = try await asking { () throws(ClientError) in try client.job(at: reference) }
            try await follow([job])
        } else if let value = result.returnValue, !["0", "4096"].contains(value), Int(value) != nil {
            throw .refused("\(method) returned \(value)\(meaning(of: value, method: method, target: target)).")
        }
    }

    /// What the class says of a return value, where the built-in schema knows it.
    func meaning(of value: String, method: String, target: Target) -> String {
        guard let className = target.resourceURI.className else { return "" }
        let namespace = target.resourceURI.namespace ?? invocation.namespace
        let cimClass = Classes(namespace: namespace).cimClass(className, in: namespace)
        return cimClass?.method(CIMName(method))?.returnValueMap.name(of: value).map { " (\($0))" } ?? ""
    }

    /// NAME=VALUE operands from this place on, and what --null, --ref and --file add. A name given several times is an
    /// array.
    func properties(from index: Int) throws(Complaint) -> [NewProperty] {
        var properties: [NewProperty] = []
        func add(_ name: String, _ value: NewValue) {
            guard let index = properties.firstIndex(where: { $0.name == name }) else {
                return properties.append(NewProperty(name, value))
            }
            if case .array(let values) = properties[index].value {
                properties[index].value = .array(values + [value])
            } else {
                properties[index].value = .array([properties[index].value, value])
            }
        }
        for operand in invocation.operands.dropFirst(index) {
            let (name, text) = try assignment(operand, "a parameter")
            // No other type of CIM has this form.
            add(name, (try? CIMDateTime(cim: text)) == nil ? .text(text) : .datetime(text))
        }
        for text in invocation.all(.ref) {
            let (name, resource) = try assignment(text, "a reference")
            let target = try invocation.resource(resource).target
            add(name, .reference(EndpointReference(resourceURI: target.resourceURI, selectors: target.selectors)))
        }
        for text in invocation.all(.file) {
            let (name, path) = try assignment(text, "a file")
            guard let content = String(validating: try contents(of: path), as: UTF8.self) else {
                throw .usage("\(path) is not UTF-8; a parameter is text.")
            }
            add(name, .text(content))
        }
        for name in invocation.all(.null) { add(name, .null) }
        return properties
    }
}
