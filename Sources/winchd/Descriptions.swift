internal import CIM
internal import HTTPMessage
internal import WSDL

/// Answers `GET /wsman?wsdl` and what its answer refers to: the documents of the folder `wsdl`, for the classes that this
/// winchd shows.
struct Descriptions: Sendable {
    /// Read when first asked for.
    private let schema: CIMSchema
    private static let folder = "wsman/wsdl/"

    init(_ schema: CIMSchema) { self.schema = schema }

    func response(to request: HTTPRequest) -> HTTPResponse {
        let path = request.path.drop { $0 == "/" }
        let document =
            path.hasPrefix(Self.folder)
            ? Document.named(String(path.dropFirst(Self.folder.count)), in: schema)
            : Document.index(of: schema, folder: Self.folder)
        guard let document else {
            return .plain(404, "There is no such document; GET /wsman?wsdl lists them.")
        }
        return HTTPResponse(status: 200, headers: [("Content-Type", "text/xml; charset=utf-8")], body: document.bytes)
    }
}
