internal import Glibc
internal import Usage

// Little but the call: top-level code is isolated to the main actor, and the callbacks of C libraries are not.
let arguments = Array(CommandLine.arguments.dropFirst())
coverPasswords(of: [Option.user.flag])
exit(runWinchd(arguments: arguments, environment: processEnvironment()))
