internal import WSMan

/// The options: `--name VALUE`, `--name=VALUE`, or `--name` alone for a switch.
enum Option: CaseIterable, Hashable {
    // The other side
    case url, user, userFile, auth, ca, pin, insecure, cert, key, proxy, timeout, connectTimeout
    // What is shown
    case output, columns, trace, asCurl, color
    // Resources
    case namespace, fragment, ref, null, file, dialect, filter, mode, shallow, baseProperties, limit, pageSize
    case associatedWith, associationClass, role, resultClass, resultRole, links
    // Single commands
    case anonymous, wait, kill, state, jobClass, interval, template
    case rule, write, invoke, profile
    // Events
    case delivery, expires, heartbeats, bookmark, listen, notifyHost, path, listenCert, listenKey

    struct Row {
        /// Without the dashes.
        let name: String
        /// nil for a switch.
        let placeholder: String?
        /// Whether it may be given more than once.
        var repeats = false
        /// One line of help.
        let meaning: String
        /// What a shell can offer as its value.
        var choices: [String] = []
        /// The environment variable that stands in for it.
        var variable: String?
    }

    var row: Row {
        switch self {
        case .url:
            Row(
                name: "url", placeholder: "URL",
                meaning: "The service: host, host:port or a whole URL (127.0.0.1:5985).", variable: "WINCH_URL")
        case .user:
            Row(
                name: "user", placeholder: "NAME[:PASSWORD]",
                meaning: "Who asks. Without a password: from --user-file, netrc, or a prompt.", variable: "WINCH_USER")
        case .userFile:
            Row(
                name: "user-file", placeholder: "FILE", meaning: "File with NAME:PASSWORD in its first line.",
                variable: "WINCH_USER_FILE")
        case .auth:
            Row(
                name: "auth", placeholder: "SCHEMES",
                meaning:
                    "basic, digest, ntlm (with a password all three, basic only over TLS or on this host); negotiate: with Kerberos' ticket, or over TLS with a password.",
                choices: ["basic", "digest", "ntlm", "negotiate"])
        case .ca: Row(name: "ca", placeholder: "FILE", meaning: "PEM file with the certificate authorities to believe.")
        case .pin:
            Row(
                name: "pin", placeholder: "KEY",
                meaning: "The server's public key, sha256//BASE64: the only one believed.")
        case .insecure: Row(name: "insecure", placeholder: nil, meaning: "Believe any certificate. For trials.")
        case .cert: Row(name: "cert", placeholder: "FILE", meaning: "Client certificate, PEM or PKCS#12.")
        case .key: Row(name: "key", placeholder: "FILE", meaning: "Key of the client certificate, PEM.")
        case .proxy:
            Row(
                name: "proxy", placeholder: "URL",
                meaning: "Proxy, http://HOST:3128; 'none' for none, else the environment's (https_proxy, no_proxy).")
        case .timeout:
            Row(
                name: "timeout", placeholder: "SECONDS",
                meaning: "How long the server may work on one operation (60); the network gets 5 s more.")
        case .connectTimeout:
            Row(name: "connect-timeout", placeholder: "SECONDS", meaning: "How long connecting may take (10).")
        case .output:
            Row(
                name: "output", placeholder: "FORMAT",
                meaning: "table, json, xml or csv (table); of conform table, json, junit or html.",
                choices: OutputFormat.allCases.map(\.rawValue) + ["junit", "html"], variable: "WINCH_OUTPUT")
        case .columns: Row(name: "columns", placeholder: "NAMES", meaning: "Only these properties, comma-separated.")
        case .trace:
            Row(
                name: "trace", placeholder: nil,
                meaning: "Show the SOAP of both sides on standard error, no credentials.")
        case .asCurl:
            Row(name: "as-curl", placeholder: nil, meaning: "Send nothing; print the first request as a curl command.")
        case .color:
            Row(
                name: "color", placeholder: "WHEN", meaning: "auto, always or never (auto: on a terminal).",
                choices: ["auto", "always", "never"])
        case .namespace:
            Row(
                name: "namespace", placeholder: "NAME",
                meaning: "CIM namespace of plain class names (\(defaultNamespace)).",
                variable: "WINCH_NAMESPACE")
        case .fragment: Row(name: "fragment", placeholder: "XPATH", meaning: "Only this part of the instance.")
        case .ref:
            Row(
                name: "ref", placeholder: "NAME=RESOURCE", repeats: true,
                meaning: "A parameter or property that refers to an instance.")
        case .null:
            Row(name: "null", placeholder: "NAME", repeats: true, meaning: "A parameter or property without value.")
        case .file:
            Row(
                name: "file", placeholder: "NAME=PATH", repeats: true,
                meaning: "A parameter or property whose text is in a file (- for standard input).")
        case .dialect:
            Row(
                name: "dialect", placeholder: "DIALECT",
                meaning: "Language of --filter: wql, selector, xpath, cql or a URI (wql).",
                choices: ["wql", "selector", "xpath", "cql"])
        case .filter:
            Row(
                name: "filter", placeholder: "EXPRESSION",
                meaning: "Only what matches; selectors as NAME=VALUE+NAME=VALUE.")
        case .mode:
            Row(
                name: "mode", placeholder: "MODE", meaning: "object, epr (references) or both (object).",
                choices: ["object", "epr", "both"])
        case .shallow: Row(name: "shallow", placeholder: nil, meaning: "No instances of derived classes.")
        case .baseProperties:
            Row(name: "base-properties", placeholder: nil, meaning: "Only the properties of the class asked for.")
        case .limit: Row(name: "limit", placeholder: "N", meaning: "Stop after N items, and tell the server so.")
        case .pageSize: Row(name: "page-size", placeholder: "N", meaning: "Items a reply may hold at most (500).")
        case .associatedWith:
            Row(name: "associated-with", placeholder: "RESOURCE", meaning: "Only what is linked to this instance.")
        case .associationClass: Row(name: "association", placeholder: "CLASS", meaning: "Through links of this class.")
        case .role: Row(name: "role", placeholder: "NAME", meaning: "The instance's role in the link.")
        case .resultClass:
            Row(name: "result-class", placeholder: "CLASS", meaning: "Only far ends (or links) of this class.")
        case .resultRole: Row(name: "result-role", placeholder: "NAME", meaning: "The far end's role in the link.")
        case .links: Row(name: "links", placeholder: nil, meaning: "The links themselves, not their far ends.")
        case .anonymous: Row(name: "anonymous", placeholder: nil, meaning: "Without credentials.")
        case .wait: Row(name: "wait", placeholder: nil, meaning: "If a job goes on, follow it to its end.")
        case .kill: Row(name: "kill", placeholder: nil, meaning: "At once, without tidying up.")
        case .state:
            Row(
                name: "state", placeholder: "STATES",
                meaning: "Only jobs in these states, comma-separated; 'active' for unfinished.",
                choices: ["active", "new", "running", "suspended", "completed", "failed", "terminated", "killed"])
        case .jobClass:
            Row(name: "class", placeholder: "CLASS", meaning: "Which jobs (CIM_ConcreteJob, which is all of them).")
        case .template: Row(name: "template", placeholder: "NAME", meaning: "The job template to make a job of.")
        case .rule: Row(name: "rule", placeholder: "ID", repeats: true, meaning: "Only this rule of DSP0226, R8.2.3-1.")
        case .write:
            Row(name: "write", placeholder: nil, meaning: "Create, change and delete what the profile names, too.")
        case .invoke: Row(name: "invoke", placeholder: nil, meaning: "Call the method that the profile names, too.")
        case .profile:
            Row(
                name: "profile", placeholder: "FILE",
                meaning: "Which resources to use (examples/conformance-profile.xml); else what winchd and Windows have."
            )
        case .delivery, .expires, .heartbeats, .bookmark, .listen, .notifyHost, .path, .listenCert, .listenKey: eventRow
        case .interval: Row(name: "interval", placeholder: "SECONDS", meaning: "Pause between two looks (0.5).")
        }
    }

    private var eventRow: Row {
        switch self {
        case .delivery:
            Row(
                name: "delivery", placeholder: "MODE",
                meaning: "pull, or what the service pushes: push, pushwithack (one at a time) or events (batches).",
                choices: DeliveryMode.words)
        case .expires:
            Row(
                name: "expires", placeholder: "SECONDS",
                meaning: "How long the subscription outlives winch at most; it is renewed meanwhile.")
        case .heartbeats:
            Row(
                name: "heartbeats", placeholder: "SECONDS",
                meaning: "A sign at least so often, when events are pushed; fails after three are missing.")
        case .bookmark:
            Row(
                name: "bookmark", placeholder: "TEXT",
                meaning: "Go on after this one, as an earlier run printed it; 'earliest' for all still known.")
        case .listen:
            Row(
                name: "listen", placeholder: "ADDRESS",
                meaning:
                    "Where pushed events are taken (127.0.0.1:0); port 0 picks a free one. https://… with TLS, not of conform."
            )
        case .notifyHost:
            Row(
                name: "notify-host", placeholder: "HOST[:PORT]",
                meaning: "What the service is to connect to, where that is not the address listened on.")
        case .listenCert:
            Row(name: "listen-cert", placeholder: "FILE", meaning: "Certificate of an https listener, PEM.")
        case .listenKey: Row(name: "listen-key", placeholder: "FILE", meaning: "Its key, PEM.")
        default:
            Row(
                name: "path", placeholder: "PATH",
                meaning: "The path of the listener's URL (one that nobody can guess).")
        }
    }

    var flag: String { "--" + row.name }

    init?(flag: String) {
        switch flag {
        case "-o": self = .output
        case "-u": self = .user
        default:
            guard let option = Option.allCases.first(where: { $0.flag == flag }) else { return nil }
            self = option
        }
    }

    /// What every command that talks to a server takes.
    static let connection: [Option] = [
        .url, .user, .userFile, .auth, .ca, .pin, .insecure, .cert, .key, .proxy, .timeout, .connectTimeout, .trace,
        .asCurl,
        .color,
    ]
    static let enumeration: [Option] = [.output, .columns, .namespace, .limit, .pageSize]
    static let values: [Option] = [.ref, .null, .file]
    static let listening: [Option] = [.listen, .notifyHost, .listenCert, .listenKey]
}

/// Where plain class names are looked for.
let defaultNamespace = "root/virtualization/v2"
