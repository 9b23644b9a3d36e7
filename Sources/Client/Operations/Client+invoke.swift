internal import SOAP
public import WSMan
internal import XML

/// What a method returned.
public struct MethodResult: Hashable, Sendable {
    /// The element `…_OUTPUT` with all its parameters.
    public let output: Representation

    public init(_ output: Representation) { self.output = output }

    /// The method's own verdict, mostly a number; nil when it returned none.
    public var returnValue: String? { output.text("ReturnValue") }

    /// The out-parameters without ReturnValue.
    public var parameters: [Property] { output.properties.filter { !$0.name.equalsIgnoringASCIICase("ReturnValue") } }

    /// The job that goes on where the method returned 4096 (Hyper-V, DMTF); nil without one.
    public var job: EndpointReference? {
        if case .reference(let reference)? = output["Job"]?.values.first { reference } else { nil }
    }
}

extension Client {
    /// Calls a method of an instance, or a static one of a class.
    ///
    /// It is never sent twice, whatever happens to the connection. A failure that the method reports is a return value
    /// and no error.
    public func invoke(
        _ method: String, on target: Target, _ arguments: [NewProperty] = [],
        options: OperationOptions = OperationOptions()
    ) async throws(ClientError) -> MethodResult {
        try checkNames([method], of: "a method")
        try checkNames(arguments.map(\.name), of: "an argument")
        let uri = target.resourceURI.text
        let content = RequestContent(action: "\(uri)/\(method)") { writer in
            writer.object("\(method)_INPUT", namespace: uri, arguments)
        }
        let element = try await element(of: message(content, to: target, options))
        guard element.name.localName.lowercased().hasSuffix("_output") else {
            throw .unexpected("The reply to \(method) is \(element.name), not \(method)_OUTPUT.")
        }
        return MethodResult(Representation(element))
    }
}
