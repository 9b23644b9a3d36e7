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
            guard !deed.goesOn,
                let count = takesRead(
                    user: access.user, address: address, operation: deed.name, resourceURI: deed.resourceURI)
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

/// An operation as the trail tells it.
private struct Deed {
    /// What it is about.
    enum Object {
        case target(Target)
        /// A subscription or an enumeration, by its identifier.
        case opened(String)
    }

    let name: String
    let object: Object
    var method: String?
    let isChange: Bool
    /// It goes on with what was permitted before, such as a Pull: that is told only when it is permitted no more.
    var goesOn = false

    init?(_ operation: Operation) {
        switch operation {
        case .get(let target): self.init("Get", target, isChange: false)
        case .put(let target, _): self.init("Put", target, isChange: true)
        case .create(let target, _): self.init("Create", target, isChange: true)
        case .delete(let target): self.init("Delete", target, isChange: true)
        case .enumerate(let target, _): self.init("Enumerate", target, isChange: false)
        case .eventing(.subscribe(let target, _)): self.init("Subscribe", target, isChange: false)
        case .eventing(.unsubscribe(let identifier)): self.init("Unsubscribe", going: identifier, isChange: true)
        case .eventing(.renew(let identifier, _)): self.init("Renew", going: identifier)
        case .eventing(.status(let identifier)): self.init("GetStatus", going: identifier)
        case .invoke(let target, let method, _):
            self.init("Invoke", target, isChange: !Wish.isReading(method))
            self.method = method
        case .pull(_, let target):
            self.init("Pull", target, isChange: false)
            goesOn = true
        case .release(let context): self.init("Release", going: context)
        case .renewEnumeration(let context, _): self.init("Renew", going: context)
        case .enumerationStatus(let context): self.init("GetStatus", going: context)
        case .identify, .unsupported: return nil
        }
    }

    private init(_ name: String, _ target: Target, isChange: Bool) {
        self.name = name
        object = .target(target)
        self.isChange = isChange
    }

    private init(_ name: String, going identifier: String, isChange: Bool = false) {
        self.name = name
        object = .opened(identifier)
        self.isChange = isChange
        goesOn = true
    }

    var resourceURI: String { if case .target(let target) = object { target.resourceURI.text } else { "" } }

    /// Costs more than most decisions: asked for a line that is written.
    var resource: String {
        switch object {
        case .opened(let identifier): return String(identifier.prefix(100))
        case .target(let target):
            let selectors = target.selectors.selectors.map { selector in
                switch selector.value {
                case .text(let text): "\(selector.name.escaped)=\(text.escaped)"
                case .reference: "\(selector.name.escaped)=…"
                }
            }
            return target.resourceURI.text + (selectors.isEmpty ? "" : "?" + selectors.joined(separator: "&"))
        }
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
