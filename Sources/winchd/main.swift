internal import Glibc

// Nothing but the call: top-level code is isolated to the main actor, and the callbacks of C libraries are not.
exit(runWinchd(arguments: Array(CommandLine.arguments.dropFirst()), environment: processEnvironment()))
