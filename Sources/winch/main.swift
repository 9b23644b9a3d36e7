internal import Glibc

// The main thread is left to the signals: Swift's own way to run asynchronous code from here would let them through.
Interruption.block()
Task.detached {
    exit(await runWinch(arguments: Array(CommandLine.arguments.dropFirst()), environment: processEnvironment()))
}
Interruption.wait()
