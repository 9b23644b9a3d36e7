internal import Glibc
internal import Usage

// The main thread is left to the signals: Swift's own way to run asynchronous code from here would let them through.
Interruption.block()
let arguments = Array(CommandLine.arguments.dropFirst())
coverPasswords(of: ["--user", "-u"])
Task.detached { [arguments] in
    exit(await runWinch(arguments: arguments, environment: processEnvironment()))
}
Interruption.wait()
