extension ListenAddress {
    /// The URL by which others reach a server that listens here.
    ///
    /// - Parameters:
    ///   - path: with its first slash.
    ///   - host: the host, or host and port, that leads here where the address itself does not: behind NAT, or for
    ///     `0.0.0.0`. IPv6 in brackets.
    public func url(path: String, host: String? = nil) -> String {
        let scheme = isSecure ? "https" : "http"
        guard let host else { return "\(scheme)://\(address)\(path)" }
        let hasPort = host.last?.isNumber == true && host.split(separator: ":").count == 2 || host.contains("]:")
        return "\(scheme)://\(host)\(hasPort ? "" : ":\(address.port)")\(path)"
    }
}
