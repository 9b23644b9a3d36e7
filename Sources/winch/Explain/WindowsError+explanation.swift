internal import Client

extension WindowsError {
    /// What a number means that no fault of DSP0226 carries: WMI's and Windows' own have words each, WinRM's are told by
    /// what they are about. nil for a number that is not known.
    var explanation: Explanation? {
        if let other { return other.explanation }
        guard let symbol else { return nil }
        // ERROR_WSMAN_QUOTA_USER, and ERROR_WINRS_… of remote shells.
        let name = symbol.split(separator: "_").dropFirst(2).joined(separator: "_")
        let words = name.split(separator: "_").joined(separator: " ").lowercased()
        let subject = Subject.all.first { subject in subject.starts.contains { name.hasPrefix($0) } } ?? .anything
        return Explanation(
            "\(subject.what): \(words).",
            "\(subject.remedy) On Windows, 'winrm helpmsg \(hexadecimal)' says it at length.")
    }

    /// What some of WinRM's numbers have in common.
    struct Subject {
        /// How their names begin.
        let starts: [String]
        let what: String
        let remedy: String

        static let anything = Subject(
            starts: [""], what: "WinRM's word for it", remedy: "Compare the request with the service's documents.")

        static let all = [
            Subject(
                starts: ["CLIENT_", "CREDS_", "AUTHENTICATION_INVALID_FLAG", "MULTIPLE_CREDENTIALS", "EXPLICIT_CRED"],
                what: "A program called Windows' own client in a wrong way, and nothing was sent",
                remedy: "Correct the script or the program that makes the call."),
            Subject(
                starts: [
                    "SHELL", "CREATESHELL", "RUNSHELL", "SENDSHELL", "COMMAND_", "REMOTESHELLS", "CUSTOMREMOTESHELL",
                    "NO_COMMAND", "NO_RECEIVE", "CONNECT_RESPONSE", "RUNAS", "ENUMERATE_SHELL", "RECEIVE_",
                ],
                what: "About remote shells (winrs, PowerShell remoting)",
                remedy: "winch has no shells; look at the program that opened it."),
            Subject(
                starts: ["QUOTA_"], what: "A quota of WinRM is used up",
                remedy: "Wait for other clients to end, or raise it: 'winch get winrm/config' shows the quotas."),
            Subject(
                starts: [
                    "CONFIG_", "CERTMAPPING_", "QUICK_CONFIG", "POLICY_", "PLUGIN_", "IISCONFIGURATION", "LISTENER_",
                    "DEPRECATED_CONFIG", "PUBLIC_FIREWALL", "INVALID_IPFILTER", "URISECURITY", "INVALID_SECURITY",
                    "INVALID_CONFIGSDDL", "CERT_THUMBPRINT", "SERVICE_REMOTE_ACCESS",
                ],
                what: "WinRM's configuration is refused, or forbids this",
                remedy: "'winch get winrm/config' shows it; the machine's policies may rule over it."),
            Subject(
                starts: [
                    "EVENTING_", "SUBSCRI", "PUSHSUBSCRIPTION", "PUSH_", "NON_PULL", "DELIVER", "INVALID_SUBSCRI",
                    "INVALID_CONNECTIONRETRY", "INVALID_PUBLISHERS", "SENDHEARBEAT", "INVALID_HOSTNAME",
                ],
                what: "About a subscription or its deliveries",
                remedy: "Subscribe anew, in Pull mode if pushing fails: 'winch subscribe --delivery pull'."),
            Subject(
                starts: [
                    "CERT", "SSL_", "SERVER_NOT_TRUSTED", "CANNOT_DECRYPT", "CANNOT_USE", "FAILED_AUTH", "KERBEROS",
                    "MUTUAL", "DEFAULTAUTH", "CREDSSP", "DIFFERENT_AUTHZ", "SECURITY", "VIRTUALACCOUNT",
                ],
                what: "About who is who: a certificate, credentials or a ticket",
                remedy: "Check user, password and certificate; a host is to be called by its name, not by its address."),
            Subject(
                starts: ["WMI_", "PROVIDER", "PROVSYS", "URI_NON_DMTF", "URI_WRONG_DMTF", "REMOTE_CIMPATH"],
                what: "WMI behind the service refuses it", remedy: "Check class, namespace and rights there."),
            Subject(
                starts: [
                    "HTTP_", "RESPONSE_", "NAME_NOT_RESOLVED", "NETWORK", "UNKNOWN_HTTP", "UNSUPPORTED_HTTP", "PROXY",
                    "REDIRECT", "HTML_ERROR", "PORT_", "TRANSPORT_", "CONNECTIONSTR", "CREATE_RESPONSE",
                    "REMOTE_CONNECTION", "SERVER_DESTINATION", "DESTINATION_INVALID",
                ],
                what: "About the way to the service, or about an answer that is none",
                remedy: "Check address, port and what stands in between; 'winch identify --trace' shows what answers."),
            Subject(
                starts: [
                    "UNSUPPORTED", "REQUEST_NOT_SUPPORTED", "FEATURE_", "NO_IDENTIFY", "NO_PUSH", "NO_CERTMAPPING",
                ],
                what: "The service does not offer it", remedy: "Leave it out."),
            Subject(
                starts: ["INVALID", "BATCHSIZE", "MISSING", "NULL_KEY", "WRONG", "INSUFFICIENT", "OBJECTONLY"],
                what: "Something in the request is not valid",
                remedy: "Compare it with the class and the resource URI."),
        ]
    }
}
