/// The version that `--version`, the log, the manual page and the client's User-Agent tell.
public let winchVersion = "0.1.0"
