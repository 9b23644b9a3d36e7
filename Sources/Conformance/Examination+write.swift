internal import SOAP
internal import WSMan
internal import XML

/// Resources that are made for a check, and gone after it.
extension Examination {
    /// The Create that the profile describes.
    func create() throws -> Message {
        guard let creation = profile.create else {
            throw skip("The profile names nothing to create; give one (--profile).")
        }
        var request = message(Action.create, to: creation.target, [creation.body])
        if !creation.options.isEmpty {
            request.headers.append(
                XMLElement(
                    .wsman("OptionSet"), [:],
                    creation.options.map { XMLElement(.wsman("Option"), $0.value, ["Name": $0.name]) }))
        }
        return request
    }

    /// What a CreateResponse names.
    func created(_ answer: Answer) -> Target? {
        guard let element = answer.body.first, element.name == .transfer("ResourceCreated"),
            let reference = try? EndpointReference(element), let resourceURI = reference.resourceURI
        else { return nil }
        return Target(resourceURI: resourceURI, selectors: reference.selectors)
    }

    /// Makes a resource, uses it and deletes it, whatever comes between.
    func withScratch(_ use: (Target) async throws -> Void) async throws {
        if let permission = Feature.create.permission, !survey.options.permissions.contains(permission) {
            throw skip("It may not be tried without --\(permission.rawValue).")
        }
        let answer = try await post(try create())
        guard let target = created(answer) else {
            throw skip("The resource to try it on cannot be created: Create is answered \(answer.summary).")
        }
        do {
            try await use(target)
        } catch {
            try await discard(target)
            throw error
        }
        try await discard(target)
    }

    /// Deletes what was made for a check. Some things must come to their end first.
    func discard(_ target: Target) async throws {
        if let end = profile.create?.end { _ = try await post(invoke(end, on: target)) }
        for _ in 0..<20 {
            let answer = try await post(message(Action.delete, to: target))
            if answer.fault == nil || answer.fault?.isA(.destinationUnreachable()) ?? false { return }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// A call of a method.
    func invoke(_ method: Profile.Method, on target: Target) -> Message {
        message("\(target.resourceURI.text)/\(method.name)", to: target, method.input.map { [$0] } ?? [])
    }

    /// Calls the profile's method on the resource it names, or on one made for it.
    func withCall(_ use: (Target, Profile.Method) async throws -> Void) async throws {
        guard let call = profile.invoke else { throw skip("The profile names no method; give one (--profile).") }
        if let target = call.target { return try await use(target, call.method) }
        try await withScratch { try await use($0, call.method) }
    }

    /// Changes a resource that the profile names, or one made for it.
    func withChangeable(_ use: (Target, Profile.Change) async throws -> Void) async throws {
        guard let change = profile.put else { throw skip("The profile names nothing to change; give one (--profile).") }
        guard let target = change.target else { return try await withScratch { try await use($0, change) } }
        let before = try await post(message(Action.get, to: target))
        do {
            try await use(target, change)
        } catch {
            try await restore(target, before)
            throw error
        }
        try await restore(target, before)
    }

    private func restore(_ target: Target, _ before: Answer) async throws {
        guard let body = before.body.first, before.fault == nil else { return }
        _ = try await post(message(Action.put, to: target, [body]))
    }

    /// A Put of one property of a class's instance, named after the class as Get shows it.
    func put(_ target: Target, _ property: String, _ value: String) async throws -> Message {
        let shown = try await send(message(Action.get, to: target))
        try expectReply(shown, "The Get before it")
        guard let instance = shown.body.first else {
            throw Verdict.failed("The Get before it is answered with an empty body.")
        }
        let changed = XMLElement(QName(instance.name.namespace, property), value)
        return message(Action.put, to: target, [XMLElement(instance.name, [:], [changed])])
    }

    // MARK: - Probes

    func probeCreate() async throws -> Offer {
        guard profile.create != nil else { return .absent("the profile names nothing to create") }
        let answer = try await send(try create())
        if let target = created(answer) { try await discard(target) }
        return offer(answer, unless: FaultCode.notHere)
    }

    func probeDelete() async throws -> Offer {
        guard profile.create != nil else { return .absent("the profile names nothing to create and delete") }
        let answer = try await send(message(Action.delete, to: profile.create?.target))
        return offer(answer, unless: [.actionNotSupported(action: "")])
    }

    func probePut() async throws -> Offer {
        guard profile.put != nil else { return .absent("the profile names nothing to change") }
        let answer = Kept<Answer>()
        try await withChangeable { target, change in
            answer.value = try await send(try await put(target, change.property, change.value))
        }
        return answer.value.map { offer($0, unless: FaultCode.notHere) } ?? .absent("nothing was sent")
    }

    func probeInvoke() async throws -> Offer {
        guard profile.invoke != nil else { return .absent("the profile names no method") }
        let answer = Kept<Answer>()
        try await withCall { target, method in answer.value = try await send(invoke(method, on: target)) }
        return answer.value.map { offer($0, unless: FaultCode.notHere) } ?? .absent("nothing was sent")
    }
}
