internal import SOAP
public import WSMan

/// The pauses between two looks at a job: each longer than the one before, up to a limit.
public struct Backoff: Hashable, Sendable {
    public var first: Duration
    public var factor: Double
    public var limit: Duration

    public init(first: Duration = .milliseconds(100), factor: Double = 1.5, limit: Duration = .seconds(2)) {
        self.first = first
        self.factor = factor
        self.limit = limit
    }

    func pause(after pause: Duration?) -> Duration { pause.map { min(limit, $0 * factor) } ?? min(limit, first) }
}

/// What may be asked of a job: RequestedState of RequestStateChange (CIM_ConcreteJob). Not the numbers of JobState.
public enum JobRequest: UInt16, CaseIterable, Sendable {
    /// Starts a new job, resumes a suspended one.
    case start = 2
    case suspend, terminate, kill
}

/// A job on the server.
///
///     let result = try await client.invoke("ExportSystemDefinition", on: service, arguments)
///     if let reference = result.job { try await client.job(at: reference).wait() }
public struct RemoteJob: Sendable {
    public let client: Client
    public let target: Target

    public init(client: Client, target: Target) {
        self.client = client
        self.target = target
    }

    /// How it stands now.
    public func status() async throws(ClientError) -> JobStatus { JobStatus(try await client.get(target)) }

    /// Asks for a change of state.
    ///
    /// - Returns: the method's return value: 0 and 4096 mean yes, anything else is explained by the class.
    public func request(_ change: JobRequest) async throws(ClientError) -> String {
        let result = try await client.invoke(
            "RequestStateChange", on: target, [NewProperty("RequestedState", .text(String(change.rawValue)))])
        return result.returnValue ?? ""
    }

    /// What went wrong: the error instances that the job keeps, as text in CIM-XML, or as whatever else it hands out.
    /// Empty while nothing did.
    public func errors() async throws(ClientError) -> [PropertyValue] {
        for (method, parameter) in [("GetErrorEx", "Errors"), ("GetError", "Error")] {
            do throws(ClientError) {
                return try await client.invoke(method, on: target).output[parameter]?.values ?? []
            } catch {
                // GetErrorEx is Hyper-V's own; the method of every other job is asked next.
                guard method == "GetErrorEx", case .fault(let fault) = error, case .actionNotSupported = fault.code
                else {
                    throw error
                }
            }
        }
        return []
    }
}

extension Client {
    /// A job by its reference, as a method returned it.
    ///
    /// - Throws: ``ClientError/invalidArgument(_:)`` when the reference names no resource.
    public func job(at reference: EndpointReference) throws(ClientError) -> RemoteJob {
        guard let target = reference.target else {
            throw .invalidArgument("The reference names no resource: \(reference.shortText).")
        }
        return RemoteJob(client: self, target: target)
    }
}
