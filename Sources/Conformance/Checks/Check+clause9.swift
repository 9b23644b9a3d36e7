internal import SOAP
internal import WSMan
internal import XML

extension Check {
    /// DSP0226 clause 9: methods.
    static let clause9: [Check] = [
        Check("R9-1", permission: .invoke) { it in
            try await it.withCall { target, method in
                let answer = try await it.send(it.invoke(method, on: target))
                if answer.fault?.isA(.actionNotSupported(action: "")) ?? false { return }
                try it.expectReply(answer, "A call of \(method.name)")
            }
        },
        Check("R9-2") { it in
            try await it.withCall { target, method in
                let message = it.invoke(method, on: target)
                let answer = try await it.send(message)
                try it.expectReply(answer, "A call of \(method.name)")
                let action = answer.header(Addressing.action)?.trimmedText ?? ""
                try it.expect(
                    action == Action.response(to: message.action),
                    "The action of the reply to \(message.action) is '\(action)'.")
                let other = it.invoke(Profile.Method(name: method.name + "NoSuch", input: method.input), on: target)
                try it.expect(
                    try await it.send(other), is: .actionNotSupported(action: ""),
                    for: "A method that the class does not have")
            }
        },
        Check("R9-3") { it in
            try await it.withCall { target, method in
                let namespace = method.input?.name.namespace ?? target.resourceURI.text
                let wrong = XMLElement(QName(namespace, "NoSuchParameter"), "x")
                let input = XMLElement(QName(namespace, "\(method.name)_INPUT"), [:], [wrong])
                let answer = try await it.send(it.invoke(Profile.Method(name: method.name, input: input), on: target))
                if answer.fault == nil { return try it.expectReply(answer, "A call with an unknown parameter") }
                try it.expect(
                    answer, is: .invalidParameter(), .schemaValidationError, for: "A call with an unknown parameter")
            }
        },
    ]
}
