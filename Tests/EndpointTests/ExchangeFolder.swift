import Glibc
import TestSupport

/// One folder of recorded exchanges.
///
/// `05-name.request.xml` is sent and `05-name.response.xml` is what came; `05-name.request.http`, where there is one, holds
/// header fields that are not the usual ones.
struct ExchangeFolder: CustomStringConvertible, Sendable {
    let path: String

    var description: String { String(path.split(separator: "/").last ?? "") }

    static let isRecording = getenv("RECORD_EXCHANGES") != nil

    static func all(_ file: String = #filePath) throws -> [ExchangeFolder] {
        let root =
            file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/Exchanges"
        return try names(in: root).map { ExchangeFolder(path: "\(root)/\($0)") }
    }

    func exchanges() throws -> [Exchange] {
        try Self.names(in: path).filter { $0.hasSuffix(".request.xml") }.map { try Exchange(path: "\(path)/\($0)") }
    }

    /// The text of a file, without the line ends at its end.
    static func text(at path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw TestFailure("cannot read \(path)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        while bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func names(in path: String) throws -> [String] {
        guard let directory = opendir(path) else { throw TestFailure("cannot read \(path)") }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}

/// A request and where its reply is recorded.
struct Exchange {
    let name: String
    let request: String
    /// How far the clock moves before the request: `+2s` in its name.
    let pause: Duration?
    /// The header fields of HTTP.
    let headers: [(name: String, value: String)]
    private let responsePath: String

    init(path: String) throws {
        name = String((path.split(separator: "/").last ?? "").dropLast(".request.xml".count))
        request = try ExchangeFolder.text(at: path)
        responsePath = path.dropLast(".request.xml".count) + ".response.xml"
        let number = name.prefix { $0 != "-" }.split(separator: "+").dropFirst().first?.dropLast()
        pause = number.flatMap { Int($0) }.map { .seconds($0) }
        headers = try Self.headers(path.dropLast(".xml".count) + ".http")
    }

    private static func headers(_ path: String) throws -> [(name: String, value: String)] {
        var headers = [(name: "Content-Type", value: "application/soap+xml;charset=UTF-8")]
        guard access(path, R_OK) == 0 else { return headers }
        for line in try ExchangeFolder.text(at: path).split(separator: "\n") {
            guard let colon = line.firstRange(of: ": ") else { throw TestFailure("\(path): \(line) is no field") }
            let name = String(line[..<colon.lowerBound])
            headers.removeAll { $0.name == name }
            headers.append((name: name, value: String(line[colon.upperBound...])))
        }
        return headers
    }

    func response() throws -> String { try ExchangeFolder.text(at: responsePath) }

    /// What the service sent by itself.
    func sent() throws -> [String] {
        var sent: [String] = []
        while access(sentPath(sent.count + 1), R_OK) == 0 {
            sent.append(try ExchangeFolder.text(at: sentPath(sent.count + 1)))
        }
        return sent
    }

    func record(_ reply: String, _ sent: [String]) throws {
        try Self.write(reply, to: responsePath)
        for (index, message) in sent.enumerated() { try Self.write(message, to: sentPath(index + 1)) }
    }

    private func sentPath(_ number: Int) -> String {
        responsePath.dropLast("response.xml".count) + "sent-\(number).xml"
    }

    private static func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "w") else { throw TestFailure("cannot write \(path)") }
        defer { fclose(file) }
        fputs(text + "\n", file)
    }
}
