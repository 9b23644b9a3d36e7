internal import Glibc

// Nothing but the call: top-level code is isolated to the main actor, and the callbacks of C libraries are not.
exit(await runWinch(arguments: Array(CommandLine.arguments.dropFirst()), environment: processEnvironment()))
