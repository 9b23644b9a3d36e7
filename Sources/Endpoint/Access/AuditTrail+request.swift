internal import SOAP
internal import WSMan
internal import XML

extension AuditTrail {
    /// Writes down what was decided about a request, before its answer goes out.
    func record(_ request: Request, by access: Access, from address: String, _ fault: Fault?) {
        guard let deed = Deed(request.operation) else { return }
        let isDenied = fault.map { $0.code.isAccessDenied } ?? false
        var repeated = 0
        if !deed.isChange, !isDenied {
            guard
                let count = takesRead(
                    user: access.user, address: address, operation: deed.name, resourceURI: deed.target.resourceURI.text
                )
            else { return }
            repeated = count
        }
        record(
            AuditEntry(
                user: access.user, role: access.role?.rawValue, address: address, messageID: request.messageID,
                operation: deed.name, resource: deed.resource, method: deed.method,
                result: isDenied ? .denied : fault == nil ? .done : .failed,
                fault: fault.map { $0.code.row.subcode?.localName ?? $0.code.row.role.rawValue },
                isChange: deed.isChange, repeated: repeated))
    }
}

/// An operation as the trail tells it. Those that go on with what was permitted before (Pull, Release, Renew) have none.
private struct Deed {
    let name: String
    let target: Target
    var method: String?
    let isChange: Bool

    init?(_ operation: Operation) {
        switch operation {
        case .get(let target): self.init("Get", target, isChange: false)
        case .put(let target, _): self.init("Put", target, isChange: true)
        case .create(let target, _): self.init("Create", target, isChange: true)
        case .delete(let target): self.init("Delete", target, isChange: true)
        case .enumerate(let target, _): self.init("Enumerate", target, isChange: false)
        case .eventing(.subscribe(let target, _)): self.init("Subscribe", target, isChange: false)
        case .invoke(let target, let method, _):
            self.init("Invoke", target, isChange: !Wish.isReading(method))
            self.method = method
        case .identify, .pull, .release, .renewEnumeration, .enumerationStatus, .eventing, .unsupported: return nil
        }
    }

    private init(_ name: String, _ target: Target, isChange: Bool) {
        self.name = name
        self.target = target
        self.isChange = isChange
    }

    var resource: String {
        let selectors = target.selectors.selectors.map { selector in
            switch selector.value {
            case .text(let text): "\(selector.name.escaped)=\(text.escaped)"
            case .reference: "\(selector.name.escaped)=…"
            }
        }
        return target.resourceURI.text + (selectors.isEmpty ? "" : "?" + selectors.joined(separator: "&"))
    }
}

extension String {
    /// What separates selectors does not come from within one.
    fileprivate var escaped: String {
        guard utf8.contains(where: { "%&=".utf8.contains($0) }) else { return self }
        return replacing("%", with: "%25").replacing("&", with: "%26").replacing("=", with: "%3D")
    }
}

extension FaultCode {
    fileprivate var isAccessDenied: Bool { if case .accessDenied = self { true } else { false } }
}
