internal import SOAP
internal import WSMan
internal import XML

// MARK: - Wire

extension Client {
    func enumerateMessage(_ target: Target, _ options: EnumerateOptions) -> RequestMessage {
        // Sent twice, it leaves a context behind that expires by itself.
        var content = RequestContent(action: Action.enumerate, isRepeatable: true)
        content.body = { writer in
            writer.start("n:Enumerate")
            if options.optimize {
                writer.empty("w:OptimizeEnumeration")
                writer.element("w:MaxElements", String(options.pageSize))
            }
            switch options.mode {
            case .object: break
            case .epr: writer.element("w:EnumerationMode", "EnumerateEPR")
            case .objectAndEPR: writer.element("w:EnumerationMode", "EnumerateObjectAndEPR")
            }
            options.filter?.write(to: &writer)
            if let polymorphism = options.polymorphism { writer.element("b:PolymorphismMode", polymorphism.rawValue) }
            writer.end("n:Enumerate")
        }
        return message(content, to: target, options.operation)
    }

    /// Never repeated: the items of a page come once.
    func pullMessage(_ context: String, _ target: Target, _ options: EnumerateOptions) -> RequestMessage {
        let content = RequestContent(action: Action.pull) { writer in
            writer.start("n:Pull")
            writer.element("n:EnumerationContext", context)
            writer.element("n:MaxElements", String(options.pageSize))
            writer.end("n:Pull")
        }
        return message(content, to: target, options.operation)
    }

    func renewMessage(
        _ context: String, _ lifetime: Duration, _ target: Target, _ options: EnumerateOptions
    ) -> RequestMessage {
        let content = RequestContent(action: Action.renewEnumeration, isRepeatable: true) { writer in
            writer.start("n:Renew")
            writer.element("n:EnumerationContext", context)
            writer.element("n:Expires", XSDDuration.text(lifetime))
            writer.end("n:Renew")
        }
        return message(content, to: target, options.operation)
    }

    func statusMessage(_ context: String, _ target: Target, _ options: EnumerateOptions) -> RequestMessage {
        let content = RequestContent(action: Action.enumerationStatus, isRepeatable: true) { writer in
            writer.start("n:GetStatus")
            writer.element("n:EnumerationContext", context)
            writer.end("n:GetStatus")
        }
        return message(content, to: target, options.operation)
    }

    func releaseMessage(_ context: String, _ target: Target, _ options: EnumerateOptions) -> RequestMessage {
        let content = RequestContent(action: Action.release) { writer in
            writer.start("n:Release")
            writer.element("n:EnumerationContext", context)
            writer.end("n:Release")
        }
        return message(content, to: target, options.operation)
    }
}
