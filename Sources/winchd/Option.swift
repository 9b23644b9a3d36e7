/// The options, on the command line as `--name VALUE` or `--name=VALUE`, or in the environment as `WINCH_NAME`.
enum Option: CaseIterable, Hashable {
    case listen, config, data, user, userFile, tlsCertificate, tlsKey, allowUnencrypted, name, urlFile, windowsBuild,
        logLevel, logFormat,
        url

    struct Row {
        /// Without the dashes.
        let name: String
        let placeholder: String
        /// Whether the option may be given more than once; its variable then holds a list.
        let repeats: Bool
        let commands: [Command]
        /// One line of `--help`.
        let meaning: String
    }

    var row: Row {
        switch self {
        case .listen:
            Row(
                name: "listen", placeholder: "ADDRESS:PORT", repeats: true, commands: [.serve],
                meaning: "Where to listen (127.0.0.1:5985); with TLS: https://0.0.0.0:5986. Port 0 picks a free one.")
        case .config:
            Row(
                name: "config", placeholder: "FILE", repeats: false, commands: [.serve],
                meaning: "JSON5 configuration: users, job templates, the methods that start them, limits.")
        case .data:
            Row(
                name: "data", placeholder: "DIR", repeats: false,
                commands: [.serve, .healthcheck, .makeCertificate, .history, .backup, .restore],
                meaning: "Where the job store lives (./winch-data). Created with mode 0700; one winchd at a time.")
        case .user:
            Row(
                name: "user", placeholder: "NAME:PASSWORD", repeats: true, commands: [.serve],
                meaning: "Who may sign in. For trials: every process of this host can read a command line.")
        case .userFile:
            Row(
                name: "user-file", placeholder: "FILE", repeats: false, commands: [.serve],
                meaning: "Users, one NAME:PASSWORD or NAME:HASH a line (winchd hash-password prints a hash).")
        case .tlsCertificate:
            Row(
                name: "tls-certificate", placeholder: "FILE", repeats: false, commands: [.serve, .makeCertificate],
                meaning: "The certificate of https addresses, PEM (DIR/certificate.pem, made when it is not there).")
        case .tlsKey:
            Row(
                name: "tls-key", placeholder: "FILE", repeats: false, commands: [.serve, .makeCertificate],
                meaning: "Its private key, PEM (the certificate's file, or DIR/certificate-key.pem).")
        case .allowUnencrypted:
            Row(
                name: "allow-unencrypted", placeholder: "BOOL", repeats: false, commands: [.serve],
                meaning: "true: passwords and messages pass without TLS from other hosts too. For trials (false).")
        case .name:
            Row(
                name: "name", placeholder: "NAME", repeats: true, commands: [.makeCertificate],
                meaning: "A host name or address of the certificate (this host's name and the loopback).")
        case .urlFile:
            Row(
                name: "url-file", placeholder: "FILE", repeats: false, commands: [.serve],
                meaning: "Where to write the full URL once winchd listens; appears whole or not at all.")
        case .windowsBuild:
            Row(
                name: "windows-build", placeholder: "N", repeats: false, commands: [.serve],
                meaning: "Which Windows the classes and Identify look like (20348).")
        case .logLevel:
            Row(
                name: "log-level", placeholder: "LEVEL", repeats: false, commands: [.serve],
                meaning: "debug, info, notice, warning or error (info). The log goes to standard error.")
        case .logFormat:
            Row(
                name: "log-format", placeholder: "FORMAT", repeats: false, commands: [.serve],
                meaning: "text for people, json for machines: one object a line (text).")
        case .url:
            Row(
                name: "url", placeholder: "URL", repeats: false, commands: [.healthcheck],
                meaning: "Which server to ask (the one that wrote DIR/url).")
        }
    }

    var flag: String { "--" + row.name }

    /// `--user-file` is `WINCH_USER_FILE`.
    var variable: String {
        "WINCH_"
            + String(
                decoding: row.name.utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 & 0xDF }, as: UTF8.self)
    }

    init?(flag: String) {
        guard let option = Option.allCases.first(where: { $0.flag == flag }) else { return nil }
        self = option
    }
}
