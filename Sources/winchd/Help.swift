/// What `winchd --help` prints.
func helpText() -> String {
    """
    winchd - a WS-Management endpoint whose resources are jobs

    Usage
      winchd [serve] [OPTIONS]         serve until SIGTERM (a second one does not wait)
      winchd check-config FILE         read a configuration, list everything that is wrong with it
      winchd hash-password             read a password from standard input, print its hash
      winchd make-certificate          make a certificate for https that signs itself, print its fingerprint
      winchd backup FILE [--data DIR]  write the job store to a file, also while winchd serves
      winchd restore FILE [--data DIR] put a backup in the store's place, while winchd does not serve
      winchd healthcheck [OPTIONS]     ask a running server who it is: exit code 0 when it answers
      winchd history [INSTANCEID]      removed jobs; of one job everything, with earlier attempts and output
      winchd --version | --help

    Try it: simulated jobs, this host only, a password made for you and shown once it listens
      winchd

    Two addresses, a free port on the second, one user
      winchd --listen 127.0.0.1:5985 --listen [::1]:0 --user alice:correct-horse

    In service: users and jobs from files, a log for machines
      winchd hash-password
      echo 'alice:HASH' > users && chmod 600 users
      winchd check-config winchd.json5
      winchd --config winchd.json5 --user-file users --listen 0.0.0.0:5985 --log-format json

    In a script: a free port, and wait for the file that names the URL
      winchd --listen 127.0.0.1:0 --url-file url --data scratch &
      until [ -s url ]; do sleep 0.1; done; winchd healthcheck --url "$(cat url)"

    Options of serve
    \(rows(of: .serve))

    Options of make-certificate
    \(rows(of: .makeCertificate))

    Options of healthcheck
    \(rows(of: .healthcheck))

    Options of history
    \(rows(of: .history))

    Options of backup and restore
    \(rows(of: .backup))

    Every option is an environment variable too: --user-file is WINCH_USER_FILE; lists take commas or new lines.
    What counts: option, then environment, then configuration file, then default. A list replaces the one below it.

    Exit codes: 0 done, 1 something failed, 2 wrong usage.
    The configuration is explained by examples/winchd.json5: every key, its default and what it does.

    """
}

private func rows(of command: Command) -> String {
    let options = Option.allCases.filter { $0.row.commands.contains(command) }
    return options.map { option in
        let left = "\(option.flag) \(option.row.placeholder)"
        let padding = String(repeating: " ", count: max(1, 26 - left.count))
        return "  \(left)\(padding)\(option.row.meaning)"
    }.joined(separator: "\n")
}
