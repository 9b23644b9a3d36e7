internal import Glibc

// Little but the call: top-level code is isolated to the main actor, and the callbacks of C libraries are not.
let arguments = Array(CommandLine.arguments.dropFirst())
Hardening.coverPasswords(in: CommandLine.unsafeArgv, count: CommandLine.argc)
exit(runWinchd(arguments: arguments, environment: processEnvironment()))
