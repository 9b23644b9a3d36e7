internal import Endpoint
internal import HTTPServer

/// Ways to sign in beside the users of the configuration.
extension Configuration {
    mutating func readPAM(_ section: ConfigurationSection) {
        pamService = section.text("service").flatMap { $0.isEmpty ? nil : $0 }
        pamDirectory = section.text("directory").flatMap { $0.isEmpty ? nil : $0 }
        if let service = pamService, service.contains("/") {
            section.complain("service", "expected the name of a file in the folder of PAM's services, got a path")
        }
        if pamService != nil, authorization.otherwise == .administrator {
            section.complain(
                "service",
                "with PAM every account of this host can sign in, and would be an administrator: give roles to those who "
                    + "may do something (roles: { alice: \"operator\" })")
        }
        section.finish()
    }

    mutating func readClientCertificates(_ section: ConfigurationSection) {
        clientAuthorities = section.text("authorities").flatMap { $0.isEmpty ? nil : $0 }
        for (text, user) in (section.textMap("users") ?? [:]).sorted(by: { $0.key < $1.key }) {
            if let name = ClientCertificates.Name(parsing: text) {
                clientNames[name] = user
            } else {
                section.report.complain(
                    at: ConfigurationPlaces.path(section.place("users"), text),
                    "expected \"subject:CN=…\", \"san:…\" or \"thumbprint:\" and 40 hexadecimal digits")
            }
        }
        if clientAuthorities != nil, clientNames.isEmpty {
            section.complain("users", "nobody can sign in with a certificate: name whose certificates are which users'")
        }
        section.finish()
    }
}
