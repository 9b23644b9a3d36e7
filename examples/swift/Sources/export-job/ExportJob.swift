import Client
import Glibc
import WSMan

/// Starts the export of the first collection of reference points and follows its job to the end.
///
///     WINCH_URL=127.0.0.1:5985 WINCH_USER=alice:secret swift run export-job
@main
struct ExportJob {
    static let namespace = "root/virtualization/v2"

    static func main() async throws {
        let client = try Client(configuration())
        guard let collection = try await firstCollection(client) else {
            print("There is no collection of reference points.")
            exit(1)
        }
        let service = Target(
            resourceURI: .microsoft(namespace: namespace, className: "Msvm_CollectionReferencePointService"))
        let result = try await client.invoke(
            "ExportReferencePoint", on: service,
            [
                NewProperty("ReferencePointCollection", .reference(collection)),
                NewProperty("ExportDirectory", .text("/exports/nightly")),
            ])
        guard let job = result.job else {
            print("The export did not start: ReturnValue \(result.returnValue ?? "missing")")
            exit(1)
        }
        let end = try await client.job(at: job).wait { status in
            print("\(status.stateText), \(status.percentComplete ?? 0) %: \(status.text ?? "")")
        }
        if !end.hasSucceeded { print("Error \(end.errorCode ?? 0): \(end.errorDescription ?? "")") }
        exit(end.hasSucceeded ? 0 : 1)
    }

    static func configuration() -> ClientConfiguration {
        func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
        var configuration = ClientConfiguration(url: variable("WINCH_URL") ?? "127.0.0.1:5985")
        if let user = variable("WINCH_USER"), let colon = user.firstIndex(of: ":") {
            configuration.credentials = Credentials(
                user: String(user[..<colon]), password: String(user[user.index(after: colon)...]))
        }
        return configuration
    }

    /// Leaving the loop releases the enumeration.
    static func firstCollection(_ client: Client) async throws -> EndpointReference? {
        let all = Target(resourceURI: .microsoft(namespace: namespace, className: "Msvm_ReferencePointCollection"))
        for try await item in client.enumerate(all, EnumerateOptions(mode: .epr)) { return item.reference }
        return nil
    }
}
