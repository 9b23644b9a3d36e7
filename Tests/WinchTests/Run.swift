import Glibc
import HTTPMessage
import Platform
import TestSupport

@testable import winch

/// What a run of winch did.
struct Run {
    let code: Int32
    let output: String
    let errors: String

    /// Runs a command line as the shell would, with this environment alone.
    init(_ arguments: String..., environment: [String: String] = [:]) async {
        await self.init(arguments, environment: environment)
    }

    init(_ arguments: [String], environment: [String: String] = [:]) async {
        let written = Lock<[Int32: [UInt8]]>([:])
        code = await runWinch(arguments: arguments, environment: environment) { bytes, descriptor in
            written.withLock { $0[descriptor, default: []] += bytes }
            return true
        }
        output = written.withLock { String(decoding: $0[STDOUT_FILENO] ?? [], as: UTF8.self) }
        errors = written.withLock { String(decoding: $0[STDERR_FILENO] ?? [], as: UTF8.self) }
    }

    var lines: [String] { output.split(separator: "\n").map(String.init) }
}

/// A directory that is gone after the test.
final class Scratch {
    let path: String

    init() {
        var pattern = Array("/tmp/winch-test-XXXXXX".utf8CString)
        path = mkdtemp(&pattern).map { String(cString: $0) } ?? ""
    }

    deinit {
        if let directory = opendir(path) {
            while let entry = readdir(directory) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                unlink("\(path)/\(name)")
            }
            closedir(directory)
        }
        rmdir(path)
    }

    func file(_ name: String, _ text: String, mode: mode_t = 0o600) -> String {
        let file = "\(path)/\(name)"
        if let stream = fopen(file, "w") {
            fputs(text, stream)
            fclose(stream)
        }
        chmod(file, mode)
        return file
    }
}

/// A service in this process behind a socket, and its clock.
struct Service {
    let endpoint: TestEndpoint
    let server: RawServer

    init() throws {
        let endpoint = try TestEndpoint()
        self.endpoint = endpoint
        server = RawServer(answering: { request in
            let response = endpoint.post(
                Array(request.body.utf8), contentType: request.field("Content-Type"), user: "alice")
            return RawReply(status: response.status, body: String(decoding: response.body, as: UTF8.self))
        })
    }

    var environment: [String: String] { ["WINCH_URL": server.url] }
}

/// Everything that was written, in one text.
final class Collector: Sendable {
    private let bytes = Lock<[UInt8]>([])

    func add(_ more: (bytes: [UInt8], descriptor: Int32)) -> Bool {
        bytes.withLock { $0 += more.bytes }
        return true
    }

    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
}
