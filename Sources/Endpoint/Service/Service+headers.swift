internal import CIM
internal import SOAP
internal import WSCIM
internal import WSMan
internal import XML

extension Service {
    /// The header blocks of a reply that are there because the request asked for them.
    func headerBlocks(of body: ReplyBody, for request: Request) -> [UInt8] {
        guard request.wantsEPR || request.fragment != nil else { return [] }
        var writer = XMLWriter(capacity: 1024)
        if let fragment = request.fragment { writer.copy(fragment.header) }
        if request.wantsEPR { requestedEPR(body.subject, request.operation, to: &writer) }
        return writer.finish()
    }

    /// wsman:RequestedEPR: where the resource is after the operation (DSP0226 6.5).
    private func requestedEPR(_ subject: ReplyBody.Subject, _ operation: Operation, to writer: inout XMLWriter) {
        writer.start("w:RequestedEPR")
        writer.declare(.w)
        switch subject {
        case .instance(let path, let family) where (try? instance(at: path)) != nil:
            writer.endpointReference(path, family: family)
        case .instance, .gone:
            writer.empty("w:EPRInvalid")
        case .asAddressed:
            if let target = operation.target {
                EndpointReference(resourceURI: target.resourceURI, selectors: target.selectors).write(to: &writer)
            } else {
                writer.empty("w:EPRUnknown")
            }
        }
        writer.end("w:RequestedEPR")
    }
}

extension Operation {
    /// What the message is addressed to, where the operation is about that.
    fileprivate var target: Target? {
        switch self {
        case .get(let target), .put(let target, _), .create(let target, _), .delete(let target): target
        case .enumerate(let target, _), .invoke(let target, _, _): target
        default: nil
        }
    }
}
