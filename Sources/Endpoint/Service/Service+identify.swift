internal import CIM
internal import SOAP
internal import WSMan

extension Service {
    /// wsmid:Identify. Without authentication the version is hidden, as Windows hides it, or left out where the
    /// configuration says so, and no security profile is told
    /// (DSP0226 R11-5). Anything but Identify is refused to those who did not say who they are.
    func identify(_ request: Request, isAuthenticated: Bool) throws(Fault) -> ReplyBody {
        guard case .identify = request.operation else {
            throw Fault(
                .accessDenied,
                "Only Identify is answered without authentication. Send this message to /wsman with credentials.")
        }
        let build = isAuthenticated ? "10.0.\(configuration.windowsBuild.number)" : "0.0.0"
        let tellsVersion = isAuthenticated || configuration.signIn.anonymousVersion
        let response = IdentifyResponse(
            productVendor: "Winch", productVersion: tellsVersion ? "OS: \(build) SP: 0.0 Stack: 3.0" : nil,
            securityProfiles: isAuthenticated ? configuration.signIn.securityProfiles : [])
        return try ReplyBody(prefixes: [.wsmid]) { response.write(to: &$0) }
    }
}
