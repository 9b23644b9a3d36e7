/// The version that `--version`, the log, the manual page and the client's User-Agent tell.
public let winchVersion = "0.1.0"
/// The day of that version, for the manual pages.
public let winchDate = "2026-11-29"
