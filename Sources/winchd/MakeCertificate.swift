internal import Glibc
internal import HTTPServer
internal import Platform

/// `winchd make-certificate`: a certificate that signs itself, its key, and how a client pins it.
func makeCertificate(_ invocation: Invocation) throws(Complaint) {
    let data = invocation.single(.data)?.text ?? DataFiles.defaultDirectory
    let files = Settings.certificate(invocation, Configuration(), data: data)
    guard files.certificate != files.key else {
        throw .usage("--tls-certificate stands alone: name the key's file too, with --tls-key FILE.")
    }
    if invocation.single(.tlsCertificate) == nil, mkdir(data, 0o700) != 0, errno != EEXIST {
        throw .failure("cannot make the directory \(data): \(systemReason()).")
    }
    let names = invocation.all(.name).map(\.text)
    try make(files, names: names.isEmpty ? ownNames() : names, SystemTime())
    say(try pinning(files))
}

/// For https addresses with no certificate named: the one that winchd made at the first start, or now.
/// - Returns: what to print when it was made now.
func generatedCertificate(_ settings: Settings, _ files: DataFiles, _ time: SystemTime) throws(Complaint) -> String? {
    guard let certificate = settings.certificate, certificate.certificate == files.certificate,
        fileMode(certificate.certificate) == nil, fileMode(certificate.key) == nil
    else { return nil }
    let addresses = settings.listen.map(\.address.host).filter { $0 != "0.0.0.0" && $0 != "::" }
    try make(certificate, names: ownNames(with: addresses), time)
    return try pinning(certificate)
}

private func make(_ files: CertificateFiles, names: [String], _ time: SystemTime) throws(Complaint) {
    do {
        try files.makeSelfSigned(names: names, now: time.now)
    } catch {
        throw .failure(error.description)
    }
}

/// This host's names, and the loopback's.
private func ownNames(with addresses: [String] = []) -> [String] {
    var system = utsname()
    uname(&system)
    let full = withUnsafeBytes(of: &system.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    var names: [String] = []
    for name in [full, hostName(), "localhost", "127.0.0.1", "::1"] + addresses where !names.contains(name) {
        if !name.isEmpty { names.append(name) }
    }
    return names
}

/// What a client needs to know a certificate that nobody vouches for.
private func pinning(_ files: CertificateFiles) throws(Complaint) -> String {
    let known: CertificateDescription
    do {
        known = try files.describe()
    } catch {
        throw .failure(error.description)
    }
    return """
        Certificate  \(files.certificate), valid until \(known.expiresText)
        SHA-256      \(known.fingerprint)
        Thumbprint   \(known.thumbprint)
        Pin it:
          winch --pin 'sha256//\(known.pin)' …
          curl --insecure --pinnedpubkey 'sha256//\(known.pin)' …
          curl --cacert \(files.certificate) …
          Windows: Import-Certificate -FilePath certificate.pem -CertStoreLocation Cert:\\LocalMachine\\Root
        """
}
